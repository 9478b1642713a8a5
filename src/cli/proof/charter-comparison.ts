/**
 * Compares two charters as they would be in force: what each admits, how often people are asked, and what has another meaning under
 * the same name (sources, roots, records, pins). Relative roots of both start from the folder of the new one, so that an old version
 * can be compared wherever it was unpacked.
 */
import { existsSync } from "node:fs";
import { type Besides, besidesCalls, type Compiled, measureOf, type Relabelled, relabelled, type Termed } from "../../charter/index.ts";
import type { Lock } from "../../execution/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import { loadMachine, type Machine, type MachineDocument } from "../../kernel/index.ts";
import { answerWith, compareMachines, type Difference, type MachineComparison } from "../../verifier/index.ts";
import { compileTexts, readCharters } from "../charter/charter-file.ts";
import type { CliCode } from "../faults.ts";
import { lockDifference } from "../pins/lock-difference.ts";
import { lockFileBeside, readLockBeside } from "../pins/lock-file.ts";
import { shown } from "../terminal/text-file.ts";
import { pinnedShape } from "./pinned-shape.ts";

export interface CharterComparison {
  readonly answer: MachineComparison["answer"];
  readonly differences: readonly Difference[];
  /** Tools that were too much to compare. */
  readonly undecided: readonly string[];
  /** Names that mean something else now; the answer takes them to mean the same. */
  readonly relabelled: readonly Relabelling[];
  /** Changes that no call shows: expiry, what judges sessions that run, how much a sum may come to, how often people are asked. */
  readonly beyondCalls: readonly Besides[];
}

export type Relabelling = Omit<Relabelled, "what"> & { readonly what: Relabelled["what"] | "pin" };

/** Compares the charter in `newFile` with the one in `oldFile`. Codes: those of reading and compiling either. */
export function compareCharters(oldFile: string, newFile: string): Result<CharterComparison, CliCode> {
  const newLock = readLockBeside(newFile);
  if (!newLock.ok) return newLock;
  const oldLock = existsSync(lockFileBeside(oldFile)) ? readLockBeside(oldFile) : newLock;
  if (!oldLock.ok) return oldLock;
  const old = compiled(oldFile, oldLock.value, newFile);
  if (!old.ok) return old;
  const written = compiled(newFile, newLock.value, newFile);
  if (!written.ok) return written;
  const sumNames = renamedSums(old.value.machine.document, written.value.machine.document);
  const new_ = sumNames.size === 0 ? written : compiled(newFile, newLock.value, newFile, sumNames);
  if (!new_.ok) return new_;
  const { answer, differences, undecided } = compareMachines(
    old.value.machine,
    new_.value.machine,
    pinnedShape(oldLock.value, newLock.value),
  );
  const termed = ({ machine: { document }, ...terms }: Ready): Termed => ({ document, ...terms });
  const [before, after] = [termed(old.value), termed(new_.value)];
  const relabellings = [...relabelled(before.document, after.document), ...pinChanges(oldLock.value, newLock.value)];
  const beyondCalls = besidesCalls(before, after);
  return ok({ answer: answerWith(answer, beyondCalls), differences, undecided, relabelled: relabellings, beyondCalls });
}

interface Ready extends Pick<Termed, "expires" | "runningSessions"> {
  readonly machine: Machine;
}

function compiled(file: string, lock: Lock, innermost: string, sumNames?: ReadonlyMap<string, string>): Result<Ready, CliCode> {
  const sources = readCharters([file]);
  if (!sources.ok) return sources;
  const {
    machine: document,
    diagnostics,
    expires,
    runningSessions,
  }: Compiled = compileTexts(sources.value, lock, innermost, sumNames === undefined ? {} : { sumNames });
  if (document === undefined) {
    const first = diagnostics.find(({ severity }) => severity === "error");
    return fail("cli/charter-broken", `the charter \`${shown(file)}\` does not compile`, {
      remedy: `see everything with \`interlock check ${shown(file)}\``,
      ...(first === undefined ? {} : { cause: first }),
    });
  }
  const machine = loadMachine(document);
  if (!machine.ok) return fail("cli/charter-broken", "the compiled machine is unsound", { cause: machine.fault });
  return ok({ machine: machine.value, expires, runningSessions });
}

function pinChanges(old: Lock, new_: Lock): Relabelling[] {
  return lockDifference(old, new_).map(({ tool, change }) => ({
    what: "pin",
    name: tool,
    old: change === "added" ? undefined : "pinned",
    new: change === "removed" ? undefined : change === "changed" ? "another definition" : "pinned",
  }));
}

/**
 * A sum is named after its action. One that is gone and one that is new are taken to be the same where they add up the same argument
 * over the same time: that they add up the same calls, the comparison then finds, since every such call asks whether it fits.
 */
function renamedSums({ budgets: before = [] }: MachineDocument, { budgets: after = [] }: MachineDocument): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const gone = before.filter(({ name }) => !after.some((budget) => budget.name === name));
  for (const budget of after.filter(({ name }) => !before.some((one) => one.name === name))) {
    const alike = gone.filter((one) => measureOf(one) === measureOf(budget) && ![...names.values()].includes(one.name));
    const same = alike.find(({ most }) => most === budget.most) ?? alike[0];
    if (same !== undefined) names.set(budget.name, same.name);
  }
  return names;
}
