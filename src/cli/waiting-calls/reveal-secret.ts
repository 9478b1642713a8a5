/**
 * How somebody at a terminal gets to see a value that looks like a secret: that they look is an entry first, signed with their own key.
 * What can't be recorded is not shown.
 */
import { Reveals, restedChronicle } from "../../console-server/index.ts";
import type { Json } from "../../crypto/index.ts";
import { parseTicket } from "../../execution/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { CliCode } from "../faults.ts";
import type { Attached } from "../ledger/attach.ts";
import { entriesOf } from "../ledger/ledger-entries.ts";
import { readPlace } from "./secret-place.ts";

/**
 * The secret at a place in what is sealed beside an entry; of a ticket, in what would run, or in what was proposed where that is over.
 * Codes: `cli/ticket-malformed`, `cli/secret-unknown`, `cli/not-recorded`, `cli/not-running`.
 */
export async function revealSecret(attached: Attached, entry: string, place: string): Promise<Result<Json, CliCode>> {
  const proposal = parseTicket(entry);
  const index = proposal ?? parseTicket(`t${entry}`);
  if (index === undefined) return fail("cli/ticket-malformed", `\`${entry}\` is neither a ticket nor an entry's index`);
  const reveals = await revealsOf(attached);
  if (!reveals.ok) return reveals;
  const pointer = readPlace(place);
  const runs = proposal !== undefined && pointer.startsWith("/args/") ? [`/runs/${pointer.slice("/args/".length)}`] : [];
  for (const at of [...runs, pointer]) {
    const shown = await reveals.value.show(attached.identity.name, index, at);
    if (shown.ok) return shown;
    if (shown.fault.code === "console-server/not-found") continue;
    return fail("cli/not-recorded", "that you look could not be recorded, so nothing is shown", {
      cause: shown.fault,
      remedy: "look with an approver's key: --key NAME",
    });
  }
  return fail("cli/secret-unknown", `nothing at \`${place}\` of \`${entry}\` looks like a secret to this key`, {
    remedy: "copy entry and place from where it stands as dots",
  });
}

async function revealsOf(attached: Attached): Promise<Result<Reveals, CliCode>> {
  const { client, ring } = attached;
  const status = await client.status();
  const rested = status.ok ? await restedChronicle(attached, status.value.erased) : status;
  if (!rested.ok) return fail("cli/not-running", "the ledger does not say what it holds", { cause: rested.fault });
  const chronicle = rested.value;
  const read = await entriesOf(attached).read(0, (entry) => void chronicle.take(entry));
  return read.ok ? ok(new Reveals({ chronicle, client, ring })) : read;
}
