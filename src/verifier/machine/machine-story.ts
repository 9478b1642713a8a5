/**
 * A story of a machine's model, told with concrete calls: for each call, arguments and facts made from the examples of the
 * classes that lead to its decision, replayed through the kernel. A call that does not replay rests on a class without an
 * example, or on places that cannot hold their examples at once; it says so, and the story is then a suspicion, not a fact.
 */
import { decide, type Json, type Machine } from "../../kernel/index.ts";
import type { Step } from "../explicit/explicit-exploration.ts";
import type { Violation } from "../model-report.ts";
import { type ExampleCall, exampleCalls } from "./example-calls.ts";
import type { EventMeaning, MachineModel } from "./machine-model.ts";

export type StoryMove =
  | {
      readonly kind: "call";
      readonly tool: string;
      readonly args: Json;
      /** What the interpreters, the session and the clock say, by term. */
      readonly facts: { readonly [term: string]: Json };
      /** It was parked, and a person approved it. */
      readonly approved: boolean;
      /** It is held, not executed. */
      readonly held: boolean;
      /** The kernel, given this call in this state, decides as the story says. */
      readonly replays: boolean;
      /** What it comes to: a terminal of the machine. */
      readonly terminal: number;
    }
  | { readonly kind: "outcome"; readonly of: string; readonly outcome: "ok" | "error" | "unknown" }
  /** Something else in the world: another session, a turn of the day, a person who ends the containment. */
  | { readonly kind: "world"; readonly event: string };

/** The moves of a story, in order. `story` is one of the model that `machineToModel` made of this machine. */
export function tellStory(machine: Machine, { document, meanings }: MachineModel, story: readonly Step[]): StoryMove[] {
  const size = machine.document.variables.length;
  let state = new Int32Array(size);
  return story.map((step): StoryMove => {
    const before = state;
    state = Int32Array.from(step.state.slice(0, size));
    const meaning: EventMeaning = meanings[step.event] ?? { kind: "world" };
    if (meaning.kind === "outcome") return { kind: "outcome", of: meaning.letter, outcome: meaning.outcome };
    if (meaning.kind === "release" || meaning.kind === "world") return { kind: "world", event: document.events[step.event]?.name ?? "?" };
    const approved = meaning.kind === "call" && meaning.approved;
    const decidedIn = approved ? before.with(0, 0) : before;
    const { call, replays, terminal } = fittingCall(machine, meaning.tool, meaning.terminals, decidedIn);
    return {
      kind: "call",
      tool: machine.document.tools[meaning.tool]?.name ?? "?",
      ...call,
      approved,
      held: meaning.kind === "held",
      replays,
      terminal,
    };
  });
}

/** The moves that break a bound: its shortest story and, where a call is what must not be, that call. */
export function tellViolation(machine: Machine, translated: MachineModel, violation: Violation): StoryMove[] | undefined {
  const steps = violationSteps(machine, translated, violation);
  return steps === undefined ? undefined : tellStory(machine, translated, steps);
}

/** The steps of a violation from the start, the event that is not permitted included; undefined where no story was found. */
export function violationSteps(machine: Machine, translated: MachineModel, { kind, name, story }: Violation): readonly Step[] | undefined {
  if (story === undefined || kind !== "permission") return story;
  const event = translated.document.events.findIndex((one) => one.name === name);
  return [...story, { event, state: story.at(-1)?.state ?? machine.document.variables.map(() => 0) }];
}

/** The first candidate that the kernel decides as wanted, else the first. */
function fittingCall(
  machine: Machine,
  tool: number,
  terminals: ReadonlySet<number>,
  state: Int32Array,
): { readonly call: ExampleCall; readonly replays: boolean; readonly terminal: number } {
  let first: ExampleCall | undefined;
  for (const call of exampleCalls(machine.document, tool, terminals, state)) {
    const terminal = decide(machine, tool, state, call);
    if (terminals.has(terminal)) return { call, replays: true, terminal };
    first ??= call;
  }
  const [wanted = -1] = terminals;
  return { call: first ?? { args: {}, facts: {} }, replays: false, terminal: wanted };
}
