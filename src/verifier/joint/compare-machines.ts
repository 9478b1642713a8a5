/**
 * Two machines, by what they say of the same histories: for each kind of call that one of them treats more mildly, the shortest
 * story with a concrete call. Decided on meaning: names of variables, actions and clauses, order, and how a condition is
 * written make no difference. What is called the same in both (an argument, a fact, a root) is taken to be the same.
 */
import { type Machine, type Ruling, severity, type Verdict } from "../../kernel/index.ts";
import { STORIES_MAX } from "../limits.ts";
import { type Cone, conesOf } from "./comparison-cone.ts";
import { type JointCall, JointCalls, type PinnedShape } from "./joint-calls.ts";
import { type Configuration, exploreJointly } from "./joint-exploration.ts";
import { type JointStory, tellJointly } from "./joint-story.ts";

export interface MachineComparison {
  readonly answer: "equal" | "narrower" | "wider" | "incomparable" | "undecided";
  /** One for each tool, change of verdict and clause, the shortest stories first. */
  readonly differences: readonly Difference[];
  /** Tools whose states or classes were too many to compare. */
  readonly undecided: readonly string[];
}

export interface Difference extends JointStory {
  readonly tool: string;
  /** How the new machine stands to the old one; `other`: it asks other people, who are neither more nor fewer. */
  readonly direction: "wider" | "narrower" | "other";
  readonly old: Judged;
  readonly new: Judged;
}

export interface Judged {
  readonly verdict: Verdict;
  readonly obligations: Ruling["obligations"];
  /** The clauses that fired: name, condition in the author's words, place. */
  readonly clauses: readonly { readonly name: string; readonly text: string; readonly at: string }[];
}

const ANY_CALL: PinnedShape = { domainAt: () => () => ({}), complete: (_, args) => args };

/** Compares what `after` admits with what `before` does; `shape` says what the pinned schemas let through. */
export function compareMachines(before: Machine, after: Machine, shape: PinnedShape = ANY_CALL): MachineComparison {
  const calls = new JointCalls(before, after, shape);
  const cones = conesOf(before, after, calls.tools);
  const explored = new Map<Cone, Views | undefined>();
  const differences: Difference[] = [];
  const undecided: string[] = [];
  for (const [tool, cone] of cones) {
    if (!explored.has(cone)) explored.set(cone, viewsOf(calls, cone));
    const views = explored.get(cone);
    const found = views === undefined ? undefined : differencesOf(tool, calls, views);
    if (found === undefined) undecided.push(tool);
    else differences.push(...found);
  }
  differences.sort((a, b) => a.steps.length - b.steps.length);
  return { answer: answerOf(differences, undecided), differences, undecided };
}

/** The same answer where something besides calls changed, too. */
export function answerWith(
  answer: MachineComparison["answer"],
  besides: readonly Pick<Difference, "direction">[],
): MachineComparison["answer"] {
  if (besides.length === 0 || answer === "incomparable") return answer;
  const wider = answer === "wider" || besides.some(({ direction }) => direction !== "narrower");
  const narrower = answer === "narrower" || besides.some(({ direction }) => direction !== "wider");
  if (wider && narrower) return "incomparable";
  if (answer === "undecided") return answer;
  return wider ? "wider" : "narrower";
}

function answerOf(differences: readonly Difference[], undecided: readonly string[]): MachineComparison["answer"] {
  const wider = differences.some(({ direction }) => direction !== "narrower");
  const narrower = differences.some(({ direction }) => direction !== "wider");
  if (wider && narrower) return "incomparable";
  if (undecided.length > 0) return "undecided";
  return wider ? "wider" : narrower ? "narrower" : "equal";
}

/** What is explored for one cone: every story with few calls in flight, then with any number of them. */
type Views = readonly (readonly Configuration[])[];

function viewsOf(calls: JointCalls, cone: Cone): Views | undefined {
  const few = exploreJointly(calls, cone, "few");
  const isExact = few?.every(({ flight }) => flight.length === 0) ?? false;
  const many = few === undefined || isExact ? few : exploreJointly(calls, cone, "many");
  if (few === undefined || many === undefined) return undefined;
  return isExact ? [few] : [few, many];
}

interface Found {
  readonly difference: Difference;
  readonly tried: number;
}

/** The first confirmed story of each kind of difference; where none is confirmed, the shortest suspicion. */
function differencesOf(tool: string, calls: JointCalls, views: Views): readonly Difference[] | undefined {
  const found = new Map<string, Found>();
  for (const configurations of views) {
    for (const [place, states] of configurations.entries()) {
      const here = calls.of(tool, states);
      if (here === undefined) return undefined;
      for (const call of here) {
        const change = changeOf(calls, call);
        if (change !== undefined) look(found, tool, change, () => tellJointly(calls, configurations, place, call));
      }
    }
  }
  return [...found.values()].map(({ difference }) => difference);
}

/** Notes a difference, unless a confirmed story of its kind is known. */
function look(found: Map<string, Found>, tool: string, { kind, ...between }: Change, tell: () => JointStory): void {
  const known = found.get(kind);
  if (known?.difference.confirmed === true || known?.tried === STORIES_MAX) return;
  const difference = { tool, ...between, ...tell() };
  const better = known === undefined || difference.confirmed ? difference : known.difference;
  found.set(kind, { difference: better, tried: (known?.tried ?? 0) + 1 });
}

interface Change extends Pick<Difference, "direction" | "old" | "new"> {
  /** Differences of one kind are shown once: the same verdicts, because of the same clauses of the severer side. */
  readonly kind: string;
}

function changeOf(calls: JointCalls, call: JointCall): Change | undefined {
  const direction = directionOf(call.old.ruling, call.new.ruling);
  if (direction === undefined) return undefined;
  const [old, new_] = [judged(calls.old, call.old.ruling), judged(calls.new, call.new.ruling)];
  const because = (direction === "narrower" ? new_ : old).clauses.map(({ name }) => name);
  return { kind: [direction, old.verdict, new_.verdict, ...because].join(" "), direction, old, new: new_ };
}

/** Whether the new ruling is milder, or as severe and easier to answer. */
function directionOf(old: Ruling, new_: Ruling): Difference["direction"] | undefined {
  const more = severity(new_.verdict) - severity(old.verdict);
  if (more !== 0) return more > 0 ? "narrower" : "wider";
  const [isWider, isNarrower] = [isNoHarder(new_, old), isNoHarder(old, new_)];
  if (isWider && isNarrower) return undefined;
  return isWider ? "wider" : isNarrower ? "narrower" : "other";
}

/** Whether who can answer the second ruling in time can answer the first. */
function isNoHarder({ obligations }: Ruling, than: Ruling): boolean {
  return obligations.every(({ role, approvals, withinMs, severity: high }) =>
    than.obligations.some(
      (other) =>
        other.role === role &&
        other.approvals >= approvals &&
        other.withinMs <= withinMs &&
        (high === undefined || other.severity === high),
    ),
  );
}

function judged({ document }: Machine, { verdict, obligations, clauses }: Ruling): Judged {
  const fired = clauses.flatMap((clause) => document.clauses.slice(clause, clause + 1));
  return { verdict, obligations, clauses: fired.map(({ name, text, at }) => ({ name, text, at })) };
}
