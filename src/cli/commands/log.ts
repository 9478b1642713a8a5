/** `interlock log`: the entries of the ledger as people read them; with `--follow`, as they come. */
import { ok } from "../../fault/index.ts";
import { type Attached, attach } from "../attach.ts";
import { type Command, type Declared, declare, type KeyOptions, wholeNumber, withKey } from "../declaration.ts";
import { EXIT } from "../exit-codes.ts";
import { renderEntry, viewEntry } from "../ledger-view.ts";
import type { Output } from "../output.ts";
import { findStateFolder } from "../state-folder.ts";

interface LogOptions extends KeyOptions {
  readonly follow?: boolean;
  readonly from: number;
}

const PAGE = 500;

const showEntries: Command<LogOptions> = async ({ out }, { state: given, key, follow, from }) => {
  const state = findStateFolder(given);
  if (!state.ok) return state;
  const attached = await attach(state.value, key, 0);
  if (!attached.ok) return attached;
  if (follow === true) {
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

export const log: Declared = declare({
  name: "log",
  description: "show the ledger's entries",
  shape: (to) =>
    withKey(to)
      .option("--follow", "go on as entries come")
      .option("--from <index>", "first entry", wholeNumber("an entry's index", Number.MAX_SAFE_INTEGER), 0),
  read: (from) => from.opts<LogOptions>(),
  work: showEntries,
});

function show(out: Output, { identity }: Attached, entry: Parameters<typeof viewEntry>[1]): void {
  const view = viewEntry(identity, entry);
  out.line(renderEntry(view));
  out.value(view);
}
