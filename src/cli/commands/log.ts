/** `interlock log`: the entries of the ledger as people read them; with `--follow`, as they come. */
import { ok, type Result } from "../../fault/index.ts";
import { attach } from "../ledger/attach.ts";
import { openEntries } from "../ledger/ledger-entries.ts";
import { type EntryView, EntryViews, renderEntry } from "../ledger/ledger-view.ts";
import { findStateFolder, type StateFolder } from "../state-folder/state-folder.ts";
import { type Command, type Declared, declare, type KeyOptions, wholeNumber, withKey } from "../terminal/declaration.ts";
import { EXIT, type Exit } from "../terminal/exit-codes.ts";
import type { Output } from "../terminal/output.ts";

interface LogOptions extends KeyOptions {
  readonly follow?: boolean;
  readonly from: number;
}

const showEntries: Command<LogOptions> = async ({ out }, { state: given, key, follow, from }) => {
  const state = findStateFolder(given);
  if (!state.ok) return state;
  if (follow === true) return await followEntries(out, state.value, key, from);
  const entries = await openEntries(state.value, key);
  if (!entries.ok) return entries;
  const { identity, read, close } = entries.value;
  const views = new EntryViews(identity);
  let count = 0;
  const shown = await read(0, (entry) => {
    if (entry.index < from) return views.pass(entry);
    count += 1;
    show(out, views.next(entry));
  });
  close();
  if (shown.ok && count === 0) out.line(`no entries from ${from} on`);
  return shown.ok ? ok(EXIT.ok) : shown;
};

/** Shows entries as they come, until the ledger ends. Codes: those of `attach`. */
async function followEntries(out: Output, state: StateFolder, key: string, from: number): Promise<Result<Exit>> {
  const attached = await attach(state, key, 0);
  if (!attached.ok) return attached;
  const { client, identity, closed } = attached.value;
  const views = new EntryViews(identity);
  client.follow(0, { what: "durable" }, (entry) => {
    if (entry.index < from) views.pass(entry);
    else show(out, views.next(entry));
  });
  await closed;
  return ok(EXIT.ok);
}

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

function show(out: Output, view: EntryView): void {
  out.line(renderEntry(view));
  out.value(view);
}
