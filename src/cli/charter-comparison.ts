/**
 * Compares two charters as they would be in force: what each admits, and what has another meaning under the same name
 * (sources, roots, pins). Relative roots of both start from the folder of the new one, so that an old version can be compared
 * wherever it was unpacked.
 */
import { existsSync } from "node:fs";
import type { Compiled } from "../charter/index.ts";
import type { Lock } from "../execution/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import { type Budget, loadMachine, type Machine, type MachineDocument } from "../kernel/index.ts";
import { compareMachines, type Difference, type MachineComparison } from "../verifier/index.ts";
import { compileTexts, lockFileBeside, readCharters, readLockBeside, shown } from "./charter-file.ts";
import type { CliCode } from "./faults.ts";
import { lockDifference } from "./lock-difference.ts";
import { pinnedShape } from "./pinned-shape.ts";

export interface CharterComparison {
  readonly answer: MachineComparison["answer"];
  readonly differences: readonly Difference[];
  /** Tools that were too much to compare. */
  readonly undecided: readonly string[];
  /** Names that mean something else now; the answer takes them to mean the same. */
  readonly relabelled: readonly Relabelling[];
  /** Changes that no call shows: when a charter expires, how much a sum may come to. */
  readonly beyondCalls: readonly BeyondCalls[];
}

export interface Relabelling {
  readonly what: "root" | "source" | "pin";
  readonly name: string;
  readonly old: string | undefined;
  readonly new: string | undefined;
}

export interface BeyondCalls {
  readonly direction: "wider" | "narrower" | "other";
  readonly what: string;
}

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
  const documents = [old.value.machine.document, new_.value.machine.document] as const;
  const relabelled = [...relabellings(...documents), ...pinChanges(oldLock.value, newLock.value)];
  const beyondCalls = [...expiryChange(old.value.expires, new_.value.expires), ...sumChanges(...documents)];
  return ok({ answer: withBeyond(answer, beyondCalls), differences, undecided, relabelled, beyondCalls });
}

interface Ready {
  readonly machine: Machine;
  readonly expires: number | undefined;
}

function compiled(file: string, lock: Lock, innermost: string, sumNames?: ReadonlyMap<string, string>): Result<Ready, CliCode> {
  const sources = readCharters([file]);
  if (!sources.ok) return sources;
  const {
    machine: document,
    diagnostics,
    expires,
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
  return ok({ machine: machine.value, expires });
}

/** Roots whose folder changed, and tools whose results come from another source. */
function relabellings(old: MachineDocument, new_: MachineDocument): Relabelling[] {
  const sources = ({ tools, variables }: MachineDocument): { readonly [tool: string]: string } =>
    Object.fromEntries(tools.map(({ name, reveals }) => [name, reveals.map(({ variable }) => variables[variable]?.name).join(" and ")]));
  const changed = (
    what: "root" | "source",
    before: { readonly [name: string]: string },
    after: { readonly [name: string]: string },
  ): Relabelling[] =>
    [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .sort()
      .flatMap((name) => (before[name] === after[name] ? [] : [{ what, name, old: before[name], new: after[name] }]));
  const inBoth = (name: string): boolean => [old, new_].every(({ tools }) => tools.some((tool) => tool.name === name));
  return [...changed("root", old.roots, new_.roots), ...changed("source", sources(old), sources(new_)).filter(({ name }) => inBoth(name))];
}

function pinChanges(old: Lock, new_: Lock): Relabelling[] {
  return lockDifference(old, new_).map(({ tool, change }) => ({
    what: "pin",
    name: tool,
    old: change === "added" ? undefined : "pinned",
    new: change === "removed" ? undefined : change === "changed" ? "another definition" : "pinned",
  }));
}

function expiryChange(old: number | undefined, new_: number | undefined): BeyondCalls[] {
  if (old === new_) return [];
  const dayOf = (expires: number | undefined): string => (expires === undefined ? "never" : new Date(expires).toISOString());
  const direction = (new_ ?? Infinity) > (old ?? Infinity) ? "wider" : "narrower";
  return [{ direction, what: `expires ${dayOf(new_)} instead of ${dayOf(old)}` }];
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

function measureOf({ of, scope, resets }: Budget): string {
  return JSON.stringify([of, scope, resets]);
}

/** Sums of one name whose measure changed; those that only one charter has show in its calls. */
function sumChanges({ budgets: before = [] }: MachineDocument, { budgets: after = [] }: MachineDocument): BeyondCalls[] {
  return after.flatMap((budget): BeyondCalls[] => {
    const old = before.find(({ name }) => name === budget.name);
    if (old === undefined) return [];
    if (measureOf(old) !== measureOf(budget))
      return [{ direction: "other", what: `${budget.name} adds up other calls, or over another time` }];
    if (old.most === budget.most) return [];
    const direction = budget.most > old.most ? "wider" : "narrower";
    return [{ direction, what: `${budget.name} may come to ${budget.most} instead of ${old.most}` }];
  });
}

function withBeyond(answer: MachineComparison["answer"], beyond: readonly BeyondCalls[]): MachineComparison["answer"] {
  if (beyond.length === 0 || answer === "incomparable") return answer;
  const wider = answer === "wider" || beyond.some(({ direction }) => direction !== "narrower");
  const narrower = answer === "narrower" || beyond.some(({ direction }) => direction !== "wider");
  if (wider && narrower) return "incomparable";
  if (answer === "undecided") return answer;
  return wider ? "wider" : "narrower";
}
