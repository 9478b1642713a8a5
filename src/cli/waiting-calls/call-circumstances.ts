/**
 * What only the whole ledger tells of waiting calls, for a terminal: what of them clauses look at, what they would send, and what has
 * changed since they began to wait.
 * It is folded as the console folds it, so this is left out of a long ledger, where that would take longer than a person waits.
 */
import { lookedAt, outboxOf, restedChronicle, sinceParked } from "../../console-server/index.ts";
import { ok, type Result } from "../../fault/index.ts";
import type { CliCode } from "../faults.ts";
import type { Attached } from "../ledger/attach.ts";
import { entriesOf } from "../ledger/ledger-entries.ts";
import { type Output, paint, visible } from "../terminal/output.ts";
import type { WaitingCall } from "./waiting-call.ts";

/** Some seconds to fold. */
const ENTRIES_MAX = 20_000;

/** The calls, each with its circumstances. Code: `cli/not-running`. */
export async function withCircumstances(
  attached: Attached,
  calls: readonly WaitingCall[],
): Promise<Result<readonly WaitingCall[], CliCode>> {
  const status = await attached.client.status();
  if (calls.length === 0 || !status.ok || status.value.size > ENTRIES_MAX) return ok(calls);
  const rested = await restedChronicle(attached, status.value.erased);
  if (!rested.ok) return ok(calls);
  const chronicle = rested.value;
  const read = await entriesOf(attached).read(0, (entry) => void chronicle.take(entry));
  if (!read.ok) return read;
  const known = calls.map(async (call): Promise<WaitingCall> => {
    const record = chronicle.calls.get(call.proposal);
    if (record?.parking?.index !== call.decision) return call;
    const [looked, outbox] = [lookedAt(chronicle, record), outboxOf(chronicle, record)];
    const { older } = chronicle.judging(record.session) ?? {};
    const since = await sinceParked(chronicle, record);
    const asked = (call.explanation?.origins ?? []).map(({ at }) => at);
    return {
      ...call,
      since,
      ...(looked === undefined ? {} : { lookedAt: [...new Set([...looked, ...asked])] }),
      ...(outbox === undefined ? {} : { outbox }),
      ...(older === undefined ? {} : { older }),
    };
  });
  return ok(await Promise.all(known));
}

/** Which charter judges its session. */
export function showOlder(out: Output, { as, name, inForce }: NonNullable<WaitingCall["older"]>): void {
  const [own, other] = [visible(name), visible(inForce)];
  const words = as === "pinned" ? `by ${own}; ${other} is in force` : `by ${other}, denying what ${own} is more severe about`;
  out.line(paint("dim", `    its session is judged ${words}`));
}

export function showSince(out: Output, { state, charter, definition, files }: NonNullable<WaitingCall["since"]>): void {
  const say = (words: string): void => out.line(paint("yellow", `    since then ${words}`));
  if (charter !== undefined) say(`the charter was ${visible(charter.before)}, it is ${visible(charter.now)}: a yes is denied as changed`);
  if (definition !== undefined) say("another definition of its tool is pinned");
  for (const path of files) say(`${visible(path)} has changed: what the call does to it is not what is shown here`);
  for (const { variable, before, values } of state) say(`${visible(variable)} was ${before.join(" or ")}, it is ${values.join(" or ")}`);
}
