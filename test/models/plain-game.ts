/**
 * Assured progress by its definition, executed as it is written: every set of states, each of our strategies, and against it every fair
 * play of the world's. Counts failures by itself, and shares with the engines only what conditions and effects mean.
 */
import { holds, initialStateOf, type Model, type ModelDocument, parseModel, stateAfter } from "../../src/verifier/index.ts";

interface Step {
  readonly target: number;
  readonly refusable: boolean;
  readonly ours: boolean;
  readonly hinders: boolean;
  /** The choice of the world's that it is a way of. */
  readonly choice: string | undefined;
}

interface Place {
  /** The model's values, and the failures in a row so far, by choice. */
  readonly key: string;
  readonly bad: boolean;
  /** Bit `i`: goal `i` is met, or nothing is promised any more. */
  readonly goals: number;
  readonly steps: readonly Step[];
}

/** The states of an assured model with their steps, the start first; undefined beyond so many. */
export function plainGameOf(document: ModelDocument, statesMax: number): readonly Place[] | undefined {
  const { failures, ...assume } = document.assume ?? {};
  const parsed = parseModel({ ...document, assume });
  if (!parsed.ok) throw new Error(parsed.fault.message);
  const model = parsed.value;
  const exceeded = failures === undefined ? Number.POSITIVE_INFINITY : failures + 1;
  const choices = [...new Set(document.events.flatMap(({ outcome, choice = "" }) => (outcome === undefined ? [] : [choice])))];
  const none = choices.map(() => 0);
  const keyOf = (state: readonly number[], failed: readonly number[]): string =>
    [state, failures === undefined ? [] : failed].flat().join();
  const found = [{ state: initialStateOf(model), failed: none }];
  const numbers = new Map([[keyOf(initialStateOf(model), none), 0]]);
  const places: Place[] = [];
  for (const { state, failed } of found) {
    if (found.length > statesMax) return undefined;
    const steps = stepsIn(model, state).map(({ event, next }): Step => {
      const { outcome, choice: ofWorld = "" } = document.events[event] ?? {};
      const counted = failed.map((count, at) => {
        if (failures === undefined || outcome === undefined || choices[at] !== ofWorld || count === exceeded) return count;
        return outcome === "success" ? 0 : count + 1;
      });
      const key = keyOf(next, counted);
      if (!numbers.has(key)) numbers.set(key, found.push({ state: next, failed: counted }) - 1);
      const { agency, relied, choice } = model.events[event] ?? { agency: "controllable", relied: false, choice: "" };
      return {
        target: numbers.get(key) ?? -1,
        refusable: agency === "controllable",
        ours: relied && agency !== "uncontrollable",
        hinders: agency !== "controllable",
        choice: relied && agency === "uncontrollable" ? choice : undefined,
      };
    });
    const met = model.goals.map(({ when }, goal) => (holds(when, state) || failed.includes(exceeded) ? 1 << goal : 0));
    places.push({ key: keyOf(state, failed), bad: isBad(model, state), goals: met.reduce((bits, bit) => bits | bit, 0), steps });
  }
  return places;
}

function stepsIn(model: Model, state: readonly number[]): { readonly event: number; readonly next: number[] }[] {
  return model.events.flatMap((event, number) =>
    holds(event.guard, state) && holds(event.requires, state) ? [{ event: number, next: stateAfter(event, state) }] : [],
  );
}

function isBad({ never, events }: Model, state: readonly number[]): boolean {
  const isUnpermitted = ({ agency, guard, requires }: Model["events"][number]): boolean =>
    agency !== "controllable" && holds(guard, state) && !holds(requires, state);
  return never.some(({ when }) => holds(when, state)) || events.some(isUnpermitted);
}

/** The union of all sets with the three properties; undefined where there are more than `triesMax` strategies in one of them. */
export function largestAssuredSet(places: readonly Place[], goals: number, triesMax: number): ReadonlySet<string> | undefined {
  let union = 0;
  for (let set = 1; set < 2 ** places.length; set++) {
    if ((set & ~union) === 0 || !isSafe(places, set)) continue;
    let kept = true;
    for (let goal = 0; goal < goals && kept; goal++) {
      const won = hasStrategy(places, set, goal, triesMax);
      if (won === undefined) return undefined;
      kept = won;
    }
    if (kept) union |= set;
  }
  return new Set(places.flatMap(({ key }, place) => (isIn(union, place) ? [key] : [])));
}

function isIn(set: number, place: number): boolean {
  return ((set >> place) & 1) === 1;
}

function isSafe(places: readonly Place[], set: number): boolean {
  return places.every(
    ({ bad, steps }, place) => !isIn(set, place) || (!bad && steps.every(({ refusable, target }) => refusable || isIn(set, target))),
  );
}

/** Whether some strategy, one move or none for each state, brings every play from the set to the goal without leaving the set. */
function hasStrategy(places: readonly Place[], set: number, goal: number, triesMax: number): boolean | undefined {
  const open = places.flatMap(({ goals }, place) => (isIn(set, place) && !isIn(goals, goal) ? [place] : []));
  const options = open.map((place) => {
    const targets = (places[place]?.steps ?? []).filter(({ ours, target }) => ours && isIn(set, target)).map(({ target }) => target);
    return [-1, ...new Set(targets)];
  });
  if (options.reduce((product, { length }) => product * length, 1) > triesMax) return undefined;
  const tries = (at: number, chosen: readonly number[]): boolean =>
    at === open.length ? !canAvoid(places, open, chosen) : (options[at] ?? []).some((option) => tries(at + 1, [...chosen, option]));
  return tries(0, []);
}

/**
 * Whether the world has a fair play among the open states for ever. It is fair to us if our move is made, or we have none to make, again
 * and again; and to each choice if it is made, or there is none to make, again and again. A play that goes on for ever stays, in the end,
 * in states that lead to each other; so these are looked at, the largest such sets first and only. The world may also do nothing.
 */
function canAvoid(places: readonly Place[], open: readonly number[], chosen: readonly number[]): boolean {
  const edges = open.map((place, at) => {
    const against = (places[place]?.steps ?? []).filter(({ hinders }) => hinders).map(({ target }) => target);
    return [...against, chosen[at] ?? -1].map((target) => open.indexOf(target)).filter((next) => next >= 0);
  });
  const reach = open.map((_, at) => {
    const seen = new Set([at]);
    for (const one of seen) for (const next of edges[one] ?? []) seen.add(next);
    return seen;
  });
  const choices = new Set(places.flatMap(({ steps }) => steps.flatMap(({ choice }) => choice ?? [])));
  return open.some((_, start) => {
    const together = open.flatMap((__, at) => (reach[start]?.has(at) && reach[at]?.has(start) ? [at] : []));
    const inside = (target: number): boolean => together.includes(open.indexOf(target));
    const fairToUs = together.some((at) => chosen[at] === -1 || inside(chosen[at] ?? -1));
    return (
      fairToUs &&
      [...choices].every((choice) =>
        together.some((at) => {
          const ways = (places[open[at] ?? -1]?.steps ?? []).filter((step) => step.choice === choice);
          return ways.length === 0 || ways.some(({ target }) => inside(target));
        }),
      )
    );
  });
}
