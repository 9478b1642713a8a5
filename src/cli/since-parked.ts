/**
 * What has changed for waiting calls since they began to wait, for a terminal: the ledger is folded as the console folds it, so it is left
 * out of a long ledger, where that would take longer than a person waits.
 */
import { Chronicle, sinceParked } from "../console-server/index.ts";
import { ok, type Result } from "../fault/index.ts";
import type { Attached } from "./attach.ts";
import type { CliCode } from "./faults.ts";
import { entriesOf } from "./ledger-entries.ts";
import { type Output, paint, visible } from "./output.ts";
import type { WaitingCall } from "./waiting-call.ts";

/** Some seconds to fold. */
const ENTRIES_MAX = 20_000;

/** The calls, with what has changed for each. Code: `cli/not-running`. */
export async function withSince(attached: Attached, calls: readonly WaitingCall[]): Promise<Result<readonly WaitingCall[], CliCode>> {
  const status = await attached.client.status();
  if (calls.length === 0 || !status.ok || status.value.size > ENTRIES_MAX) return ok(calls);
  const chronicle = new Chronicle(attached.identity, attached.ring);
  const read = await entriesOf(attached).read(0, (entry) => void chronicle.take(entry));
  if (!read.ok) return read;
  const known = calls.map(async (call): Promise<WaitingCall> => {
    const record = chronicle.calls.get(call.proposal);
    return record?.parking?.index === call.decision ? { ...call, since: await sinceParked(chronicle, record) } : call;
  });
  return ok(await Promise.all(known));
}

export function showSince(out: Output, { state, charter, definition, files }: NonNullable<WaitingCall["since"]>): void {
  const say = (words: string): void => out.line(paint("yellow", `    since then ${words}`));
  if (charter !== undefined) say(`the charter was ${visible(charter.before)}, it is ${visible(charter.now)}: a yes is denied as changed`);
  if (definition !== undefined) say("another definition of its tool is pinned");
  for (const path of files) say(`${visible(path)} has changed: what the call does to it is not what is shown here`);
  for (const { variable, before, values } of state) say(`${visible(variable)} was ${before.join(" or ")}, it is ${values.join(" or ")}`);
}
