/**
 * Two small machines compared by playing everything, call by call, in one or two sessions, with the kernel alone: no classes, no
 * diagrams of its own, no variables left out. Slow, and plain enough to be believed.
 */
import {
  type Call,
  contain,
  decide,
  endContainment,
  initialState,
  type Machine,
  observe,
  proceed,
  ruling,
  toolNumber,
  type Verdict,
} from "../../src/kernel/index.ts";

/** For each tool and change of verdict, `tool old new`, the fewest steps before such a call. */
export type BruteDifferences = ReadonlyMap<string, number>;

interface Side {
  readonly machine: Machine;
  /** One state for each session. */
  readonly states: readonly Int32Array[];
}

interface Open {
  readonly session: number;
  readonly tools: readonly number[];
  readonly terminals: readonly number[];
}

interface World {
  readonly sides: readonly Side[];
  readonly open: readonly Open[];
}

export interface BruteOptions {
  readonly calls: readonly Call[];
  readonly sessions: number;
  /** Calls in flight at the same time, in one session. */
  readonly openMax: number;
  /** Undefined is answered where there are more worlds. */
  readonly worldsMax: number;
}

/** Everything that differs in the first session. */
export function compareByPlaying(old: Machine, new_: Machine, options: BruteOptions): BruteDifferences | undefined {
  const start: World = {
    sides: [old, new_].map((machine) => ({ machine, states: Array.from({ length: options.sessions }, () => initialState(machine)) })),
    open: [],
  };
  const differences = new Map<string, number>();
  const known = new Set([keyOf(start)]);
  let layer = [start];
  for (let depth = 0; layer.length > 0; depth++) {
    const next: World[] = [];
    for (const world of layer) {
      for (const after of stepsOf(world, options, (key) => differences.set(key, differences.get(key) ?? depth))) {
        const key = keyOf(after);
        if (known.has(key)) continue;
        known.add(key);
        if (known.size > options.worldsMax) return undefined;
        next.push(after);
      }
    }
    layer = next;
  }
  return differences;
}

function keyOf({ sides, open }: World): string {
  const flights = open.map(({ session, tools, terminals }) => `${session}:${tools}:${terminals}`).sort();
  return `${sides.map(({ states }) => states.map((state) => state.join("")).join(" ")).join("/")} ${flights.join(" ")}`;
}

/** The worlds one step further; `differs` is told of each difference met. */
function* stepsOf(world: World, options: BruteOptions, differs: (key: string) => void): Generator<World> {
  const tools = [...new Set(world.sides.flatMap(({ machine }) => machine.document.tools.map(({ name }) => name)))];
  for (const session of world.sides[0]?.states.keys() ?? []) {
    const isContained = world.sides.some(({ states }) => states[session]?.[0] === 1);
    if (isContained) yield changed(world, session, (machine, state) => endContainment(machine, state));
    const isRoom = world.open.filter((open) => open.session === session).length < options.openMax;
    for (const tool of tools) {
      yield* callsOf(world, session, tool, isRoom, options.calls, session === 0 ? differs : () => undefined);
      if (isContained && isRoom) yield* answeredOf(world, session, tool, options.calls);
    }
  }
  yield* outcomesOf(world);
  yield turned(world);
}

function* callsOf(
  world: World,
  session: number,
  tool: string,
  isRoom: boolean,
  calls: readonly Call[],
  differs: (key: string) => void,
): Generator<World> {
  for (const { verdicts, ...judged } of judgements(world, session, tool, calls, false)) {
    if (verdicts[0] !== verdicts[1]) differs(`${tool} ${verdicts.join(" ")}`);
    if (verdicts.every((verdict) => verdict === "quarantine")) yield changed(world, session, (machine, state) => contain(machine, state));
    if (isRoom && !verdicts.includes("deny")) yield executed(world, session, judged);
  }
}

/** Calls that were parked before the session was contained, and are answered now. */
function* answeredOf(world: World, session: number, tool: string, calls: readonly Call[]): Generator<World> {
  for (const { verdicts, ...judged } of judgements(world, session, tool, calls, true)) {
    const isParked = verdicts.every((verdict) => verdict === "escalate" || verdict === "quarantine");
    if (isParked) yield executed(world, session, judged);
  }
}

/** What both sides say of the calls, each different answer once. */
function judgements(world: World, session: number, tool: string, calls: readonly Call[], released: boolean): Iterable<Judged> {
  const all = calls.map((call) => judge(world, session, tool, call, released));
  return new Map(all.map((judged) => [judged.terminals.join(), judged])).values();
}

interface Judged {
  readonly tools: readonly number[];
  readonly terminals: readonly number[];
  readonly verdicts: readonly Verdict[];
}

function judge(world: World, session: number, tool: string, call: Call, released: boolean): Judged {
  const tools = world.sides.map(({ machine }) => toolNumber(machine, tool));
  const terminals = world.sides.map(({ machine, states }, side) => {
    const state = states[session] ?? initialState(machine);
    const number = tools[side] ?? -1;
    return number < 0 ? -1 : decide(machine, number, released ? endContainment(machine, state) : state, call);
  });
  const verdicts = terminals.map((terminal, side) => {
    const { machine } = world.sides[side] ?? {};
    return terminal < 0 || machine === undefined ? "deny" : ruling(machine, terminal).verdict;
  });
  return { tools, terminals, verdicts };
}

function executed(world: World, session: number, { tools, terminals }: Omit<Judged, "verdicts">): World {
  const after = changed(world, session, (machine, state, side) => proceed(machine, terminals[side] ?? -1, state));
  return { ...after, open: [...world.open, { session, tools, terminals }] };
}

function* outcomesOf(world: World): Generator<World> {
  for (const [place, { session, tools, terminals }] of world.open.entries()) {
    const open = world.open.filter((_, other) => other !== place);
    for (const outcome of ["ok", "error", "unknown"] as const) {
      const after = world.sides.map(({ machine, states }, side) =>
        observe(machine, tools[side] ?? -1, terminals[side] ?? -1, outcome, states[session] ?? initialState(machine)),
      );
      for (let way = 0; way < Math.max(...after.map((states) => states.length)); way++) {
        const world_ = changed(world, session, (_, state, side) => after[side]?.[way] ?? after[side]?.[0] ?? state);
        yield { ...world_, open };
      }
    }
  }
}

function turned(world: World): World {
  const sides = world.sides.map(({ machine, states }) => ({
    machine,
    states: states.map((state) => state.map((value, variable) => (machine.document.variables[variable]?.resets === undefined ? value : 0))),
  }));
  return { ...world, sides };
}

/** One session's state changes on both sides; what is shared changes in every session. */
function changed(world: World, session: number, change: (machine: Machine, state: Int32Array, side: number) => Int32Array): World {
  const sides = world.sides.map(({ machine, states }, side) => {
    const after = change(machine, states[session] ?? initialState(machine), side);
    const isShared = (variable: number): boolean => machine.document.variables[variable]?.scope !== "session";
    return {
      machine,
      states: states.map((state, number) =>
        number === session ? after : state.map((value, variable) => (isShared(variable) ? (after[variable] ?? value) : value)),
      ),
    };
  });
  return { ...world, sides };
}
