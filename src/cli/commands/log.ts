/** `interlock log`: the entries of the ledger as people read them; with `--follow`, as they come. */
import { ok } from "../../fault/index.ts";
import { type Attached, attach } from "../attach.ts";
import type { Command } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { renderEntry, viewEntry } from "../ledger-view.ts";
import type { Output } from "../output.ts";
import { findStateFolder } from "../state-folder.ts";

export interface LogOptions {
  readonly state?: string;
  readonly key: string;
  readonly follow: boolean;
  readonly from: number;
}

const PAGE = 500;

export const log: Command<LogOptions> = async ({ out }, { state: given, key, follow, from }) => {
  const state = findStateFolder(given);
  if (!state.ok) return state;
  const attached = await attach(state.value, key, 0);
  if (!attached.ok) return attached;
  if (follow) {
    attached.value.client.follow(from, { what: "durable" }, (entry) => show(out, attached.value, entry));
    await attached.value.closed;
    return ok(EXIT.ok);
  }
  try {
    for (let next = from; ; next += PAGE) {
      const read = await attached.value.client.read(next, next + PAGE);
      if (!read.ok) return read;
      for (const entry of read.value) show(out, attached.value, entry);
      if (read.value.length < PAGE) return ok(EXIT.ok);
    }
  } finally {
    attached.value.close();
  }
};

function show(out: Output, { identity }: Attached, entry: Parameters<typeof viewEntry>[1]): void {
  const view = viewEntry(identity, entry);
  out.line(renderEntry(view));
  out.value(view);
}
