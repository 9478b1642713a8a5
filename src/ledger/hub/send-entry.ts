/** An entry on its way to a follower: put together of texts that are canonical already, members in order, and base64 needs no escapes. */
import type { Link, Urgency } from "../../link/index.ts";
import type { HeldEntry } from "../recent-entries.ts";

export function sendEntry(link: Link, { index, text, blob }: HeldEntry, urgency: Urgency = "soon"): void {
  link.sendUnchecked(`{${blob === undefined ? "" : `"blob":"${blob}",`}"index":${index},"leaf":${text},"say":"entry"}`, urgency);
}
