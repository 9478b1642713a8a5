/**
 * Re-proves a certificate against its model, claim by claim, and names the first claim that is false. It trusts neither
 * the engines nor the certificate: with its own reader, sets and steps it shows that
 *
 *   the start is winning; no winning state is bad; nothing unrefusable leaves the winning set; every goal is reachable
 *   inside it (so the supervisor is sound); and every other state is bad, or forced towards one, or trapped away from a
 *   goal (so no sound supervisor allows more).
 *
 * Accepting means that this is a theorem about the model. What a charter's abstraction leaves out is not its business.
 */
import { type CheckerEvent, type CheckerModel, readCheckerModel } from "./certificate-checker-model.ts";
import { turnsOf } from "./certificate-checker-progress.ts";
import { EVERY, NONE, type States } from "./certificate-checker-sets.ts";

export type CheckedCertificate =
  | { readonly accepted: true; readonly claims: number }
  | { readonly accepted: false; readonly claim: string };

/** Checks a certificate (parsed JSON) of a model (parsed JSON) whose canonical digest is `digest`. */
export function checkCertificate(model: unknown, certificate: unknown, digest: string): CheckedCertificate {
  let count = 0;
  for (const [claim, holds] of claims(model, certificate, digest)) {
    if (!holds) return { accepted: false, claim };
    count++;
  }
  return { accepted: true, claims: count };
}

type Claims = Generator<readonly [claim: string, holds: boolean], void, undefined>;

/** A certificate as far as its shape was checked. */
interface Shape {
  readonly format: string;
  readonly model: string;
  readonly order: readonly string[];
  readonly nodes: readonly (readonly number[])[];
  readonly winning: number;
  readonly progress: readonly (readonly number[])[];
  readonly exclusion: readonly { readonly forced?: readonly number[]; readonly trapped?: number }[];
}

type Book = (reference: number) => States;

function* claims(document: unknown, item: unknown, digest: string): Claims {
  const isFormed = isShape(item);
  yield ["the certificate has the documented form", isFormed];
  if (!isFormed) return;
  yield ["the certificate is about this model", item.format === "interlock-certificate/1" && item.model === digest];
  const model = readCheckerModel(document, item.order);
  yield ["the model has the documented form, and the order names its variables", model !== undefined];
  if (model === undefined) return;
  const book = readNodes(model, item);
  yield ["the diagrams are reduced, ordered, without repetition, each used, children first", book !== undefined];
  if (book === undefined) return;
  const winning = book(item.winning);
  yield* soundness(model, winning);
  yield ["each goal has its progress", item.progress.length === model.goals.length];
  for (const [i, goal] of model.goals.entries()) yield* progress(model, winning, goal, item.progress[i] ?? [], book);
  yield* exclusion(model, winning, item.exclusion, book);
}

function* soundness({ sets, initial, bad, events }: CheckerModel, winning: States): Claims {
  yield ["the start is winning", sets.has(winning, initial)];
  yield ["no winning state is bad", sets.both(winning, bad) === NONE];
  for (const [number, { name, refusable, step, tables }] of events.entries()) {
    const leaving = refusable ? NONE : sets.before(`e${number}`, tables, sets.both(winning, step), sets.minus(EVERY, winning));
    yield [`\`${name}\`, which nobody can refuse, does not leave the winning set`, leaving === NONE];
  }
}

/**
 * Follows the certificate's schedule: level by level, up and down in turn, predecessors of the set by all counting events
 * whose highest level it is. Every change must be the next entry, and no entry may be left. The last set is closed.
 */
function* growth(
  { sets, events }: CheckerModel,
  from: States,
  within: States,
  entries: readonly States[],
  title: string,
  counts: (event: CheckerEvent) => boolean,
): Generator<readonly [claim: string, holds: boolean], States, undefined> {
  const groups = sets.arities.map((_, level) => [...events.entries()].filter(([, event]) => counts(event) && event.top === level));
  let set = from;
  let next = 0;
  for (let before = -1, order = groups.toReversed(); before !== set; order = order.toReversed()) {
    before = set;
    for (const group of order) {
      const start = set;
      for (let inner = -1; inner !== set; ) {
        inner = set;
        for (const [number, event] of group)
          set = sets.either(set, sets.both(within, sets.before(`e${number}`, event.tables, event.step, set)));
      }
      if (set !== start) yield [`${title}: set ${next + 1} holds exactly what its events lead from`, set === entries[next++]];
    }
  }
  yield [`${title} ends where nothing is new`, next === entries.length];
  return set;
}

function* progress(
  model: CheckerModel,
  winning: States,
  goal: { readonly name: string; readonly set: States },
  entries: readonly number[],
  book: Book,
): Claims {
  const start = model.sets.both(goal.set, winning);
  const [sets, title] = [entries.map(book), `progress towards \`${goal.name}\``];
  const reached = model.assured
    ? yield* forcing(model, start, winning, sets, title)
    : yield* growth(model, start, winning, sets, title, (event) => event.relied);
  yield [`\`${goal.name}\` can be reached from every winning state`, reached === winning];
}

/** Follows the schedule of assured progress: turn by turn, until none adds anything. Every change must be the next entry. */
function* forcing(
  model: CheckerModel,
  from: States,
  within: States,
  entries: readonly States[],
  title: string,
): Generator<readonly [claim: string, holds: boolean], States, undefined> {
  const turns = turnsOf(model, within);
  let set = from;
  let next = 0;
  for (let before = -1; before !== set; ) {
    before = set;
    for (const turn of turns) {
      const added = turn(set);
      if (added === NONE) continue;
      set = model.sets.either(set, added);
      yield [`${title}: set ${next + 1} holds exactly what can be forced one turn earlier`, set === entries[next++]];
    }
  }
  yield [`${title} ends where nothing more can be forced`, next === entries.length];
  return set;
}

function* exclusion(model: CheckerModel, winning: States, stages: Shape["exclusion"], book: Book): Claims {
  const { sets, bad } = model;
  let excluded = bad;
  for (const [i, { forced, trapped: reference }] of stages.entries()) {
    const title = `exclusion ${i + 1}`;
    if (forced !== undefined) {
      yield [`${title} adds to what is excluded`, forced.length > 0];
      excluded = yield* growth(model, excluded, EVERY, forced.map(book), title, (event) => !event.refusable);
    } else {
      const set = book(reference ?? -1);
      yield [`${title} adds to what is excluded`, sets.isWithin(excluded, set) && excluded !== set];
      yield* trapped(model, set, sets.minus(set, excluded), title);
      excluded = set;
    }
  }
  yield ["every state that is not winning is excluded for a reason", sets.minus(EVERY, winning) === excluded];
}

/**
 * Nothing new in `set` satisfies one of the goals, and out of it leads no step that progress may count on; where progress is to be
 * assured, no turn from which nothing else leads away.
 */
function* trapped(model: CheckerModel, set: States, added: States, title: string): Claims {
  const { sets, events, goals } = model;
  yield [`${title}: none of its states satisfies some goal`, goals.some((goal) => sets.both(added, goal.set) === NONE)];
  const outside = sets.minus(EVERY, set);
  if (model.assured) {
    const isKept = turnsOf(model, sets.either(added, outside)).every((turn) => turn(outside) === NONE);
    yield [`${title}: nothing can be forced out of it`, isKept];
    return;
  }
  for (const [number, { name, relied, step, tables }] of events.entries()) {
    const escaping = relied ? sets.before(`e${number}`, tables, sets.both(added, step), outside) : NONE;
    yield [`${title}: \`${name}\` does not lead out of it`, escaping === NONE];
  }
}

/** The certificate's node list as sets; undefined where it is not the one canonical list of exactly the nodes that are used. */
function readNodes({ sets }: CheckerModel, shape: Shape): Book | undefined {
  const built: States[] = [];
  const book: Book = (reference) => (reference === -1 ? NONE : reference === -2 ? EVERY : (built[reference] ?? NONE));
  const isKnown = (reference: number): boolean => reference === -1 || reference === -2 || (reference >= 0 && reference < built.length);
  for (const [level = -1, ...children] of shape.nodes) {
    if (children.length !== sets.arities[level] || !children.every(isKnown)) return undefined;
    const parts = children.map(book);
    if (parts.some((part) => sets.level(part) <= level)) return undefined;
    const set = sets.node(level, parts);
    if (sets.level(set) !== level) return undefined;
    built.push(set);
  }
  const stages = shape.exclusion.flatMap(({ forced, trapped: set }) => forced ?? (set === undefined ? [] : [set]));
  const roots = [shape.winning, ...shape.progress.flat(), ...stages];
  const isCanonical = roots.every(isKnown) && new Set(built).size === built.length && isFirstUseOrder(shape.nodes, roots);
  return isCanonical ? book : undefined;
}

/** Whether the nodes are numbered, children first, in the order in which the roots first use them. */
function isFirstUseOrder(nodes: Shape["nodes"], roots: readonly number[]): boolean {
  let next = 0;
  const seen = new Set<number>();
  const visit = (place: number): boolean => {
    if (place < 0 || seen.has(place)) return true;
    seen.add(place);
    return (nodes[place] ?? []).slice(1).every(visit) && place === next++;
  };
  return roots.every(visit) && next === nodes.length;
}

function isShape(item: unknown): item is Shape {
  const stage = (entry: unknown): boolean => hasMembers(entry, { forced: listOf(isInteger) }) || hasMembers(entry, { trapped: isInteger });
  return hasMembers(item, {
    format: isText,
    model: isText,
    order: listOf(isText),
    nodes: listOf(listOf(isInteger)),
    winning: isInteger,
    progress: listOf(listOf(isInteger)),
    exclusion: listOf(stage),
  });
}

function hasMembers(item: unknown, members: Readonly<Record<string, (member: unknown) => boolean>>): boolean {
  if (typeof item !== "object" || item === null || Array.isArray(item)) return false;
  const entries = Object.entries(item);
  return entries.length === Object.keys(members).length && entries.every(([name, member]) => members[name]?.(member) === true);
}

function listOf(isItem: (item: unknown) => boolean): (item: unknown) => boolean {
  return (item) => Array.isArray(item) && item.every(isItem);
}

function isText(item: unknown): boolean {
  return typeof item === "string";
}

function isInteger(item: unknown): boolean {
  return Number.isSafeInteger(item);
}
