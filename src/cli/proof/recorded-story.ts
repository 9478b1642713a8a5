/**
 * A story of the verifier as a recorded session: each call with arguments that the tool's pinned schema takes and that the decider, asked
 * in that state, decides as the story says, in the form in which they would be sent; then what people and the world do. Lines of
 * docs/sessions.md, so `interlock replay` plays them. What no call is known for makes the story a suspicion.
 */
import { judge, lockedTools, Origins, placesOf, sentForm } from "../../execution/index.ts";
import type { Json } from "../../kernel/index.ts";
import { exampleCalls, type Step } from "../../verifier/index.ts";
import type { Compiled } from "../charter/charter-file.ts";
import { completedArguments } from "../charter/completed-arguments.ts";
import { START_AT } from "../sessions/session-lines.ts";
import type { CharterModel } from "./charter-model.ts";

/** A line of a recorded session, as it is written. */
export type RecordedLine = { readonly [member: string]: Json };

export interface RecordedStory {
  readonly lines: readonly RecordedLine[];
  /** Every call is decided as the story says. */
  readonly replays: boolean;
}

interface Circumstances {
  readonly role: string;
  readonly mandate: string;
  readonly atMs: number;
}

interface Found {
  readonly args: Json;
  readonly under: Circumstances;
}

/** Times of day and days on which a story's calls are tried: every hour of a week, from where the story is. */
const HOURS_TRIED = 168;
const HOUR_MS = 3_600_000;
/** Nobody has said anything in a story: every text in its calls is the agent's own. */
const NOTHING_SAID = new Origins().of({ agent: "agent", user: "story" });

/** Records the steps of a story from the start of the model. */
export function recordStory(compiled: Pick<Compiled, "lock">, of: CharterModel, steps: readonly Step[]): RecordedStory {
  return new Recording(compiled, of).record(steps);
}

class Recording {
  readonly #of: CharterModel;
  readonly #schemas: ReadonlyMap<string, Json | undefined>;
  readonly #lines: RecordedLine[] = [];
  /** The ids of executed calls whose outcome is open, by letter; of held calls. */
  readonly #open = new Map<string, string[]>();
  readonly #held: string[] = [];
  #under: Circumstances = { role: "unknown", mandate: "none", atMs: Date.parse(START_AT) };
  #replays = true;
  #calls = 0;

  constructor({ lock }: Pick<Compiled, "lock">, of: CharterModel) {
    this.#of = of;
    this.#schemas = new Map(lockedTools(lock).map(({ name, inputSchema }) => [name, inputSchema]));
  }

  record(steps: readonly Step[]): RecordedStory {
    const size = this.#of.bounds.machine.variables.length;
    let before = new Int32Array(size);
    for (const step of steps) {
      this.#step(step, before);
      before = Int32Array.from(step.state.slice(0, size));
    }
    const { role, mandate } = this.#under;
    const opening = { session: "story", role, mandate, at: START_AT };
    return { lines: [opening, ...this.#lines], replays: this.#replays };
  }

  #step({ event }: Step, before: Int32Array): void {
    const meaning = this.#of.translated.meanings[event];
    const document = this.#of.translated.document.events[event];
    switch (meaning?.kind) {
      case "call":
      case "held":
        return this.#call(meaning, document?.letter ?? document?.name ?? "", before);
      case "outcome": {
        const id = this.#open.get(meaning.letter)?.shift();
        if (id === undefined) this.#replays = false;
        else this.#write({ outcome: meaning.outcome, of: id });
        return;
      }
      case "release": {
        const id = this.#held.shift();
        if (id === undefined) this.#replays = false;
        else this.#write({ answer: "no", of: id, containment: "end" });
        return;
      }
      default:
        return this.#world(document?.name ?? "");
    }
  }

  /** The turn of an hour or a day is a later time; what another session does is not told. */
  #world(name: string): void {
    const [, every] = /^the (hour|day) turns/.exec(name) ?? [];
    if (every === undefined) this.#replays = false;
    else this.#under = { ...this.#under, atMs: this.#under.atMs + (every === "day" ? 24 : 1) * HOUR_MS };
    if (every === undefined) this.#write({ note: name });
  }

  #call(
    meaning: {
      readonly kind: "call" | "held";
      readonly tool: number;
      readonly terminals: ReadonlySet<number>;
      readonly approved?: boolean;
    },
    letter: string,
    before: Int32Array,
  ): void {
    const approved = meaning.kind === "call" && meaning.approved === true;
    const { name: call = "" } = this.#of.bounds.machine.tools[meaning.tool] ?? {};
    const found = this.#find(meaning.tool, meaning.terminals, before, approved);
    this.#calls += 1;
    const id = `c${this.#calls}`;
    if (found === undefined) {
      this.#replays = false;
      this.#write({ note: `a call of ${call}, for which no arguments are known` });
      return;
    }
    this.#under = found.under;
    if (meaning.kind === "held") this.#held.push(id);
    else this.#open.set(letter, [...(this.#open.get(letter) ?? []), id]);
    const expect = meaning.kind === "held" ? { expect: "quarantine" } : approved ? { approved: "allow" } : { expect: "allow" };
    this.#write({ call, args: found.args, id, outcome: "later", ...expect });
  }

  /** A call that ends as wanted: answered ones have to be parked in this very state. */
  #find(tool: number, terminals: ReadonlySet<number>, state: Int32Array, approved: boolean): Found | undefined {
    const { bounds, machine } = this.#of;
    const { name = "" } = bounds.machine.tools[tool] ?? {};
    const schema = this.#schemas.get(name);
    const decidedIn = approved ? state.with(0, 0) : state;
    for (const { args: known, facts } of exampleCalls(bounds.machine, tool, terminals, decidedIn)) {
      const args = sentForm(placesOf([machine], name), completedArguments(known, schema))?.args;
      if (args === undefined) continue;
      for (const circumstances of this.#circumstances(facts)) {
        const under = { ...circumstances, states: [state], origin: NOTHING_SAID };
        const judged = judge(machine, name, schema, args, approved ? { ...under, discharged: new Set<number>() } : under);
        if (!judged.terminals.flat().every((terminal) => terminals.has(terminal)) || judged.terminals.length === 0) continue;
        const isParked = approved && ["escalate", "quarantine"].includes(judge(machine, name, schema, args, under).verdict);
        if (!approved || isParked) return { args, under: circumstances };
      }
    }
    return undefined;
  }

  /** Role and mandate are the session's, so the first call that needs one chooses it; time only goes on. */
  *#circumstances(facts: { readonly [term: string]: Json }): Generator<Circumstances> {
    const { role, mandate, atMs } = this.#under;
    const first = this.#calls === 0;
    const chosen = {
      role: first || role === "unknown" ? textOf(facts["session.role"], role) : role,
      mandate: first || mandate === "none" ? textOf(facts["session.mandate"], mandate) : mandate,
    };
    const asksTime = Object.keys(facts).some((term) => term.startsWith("time."));
    for (let hour = 0; hour < (asksTime ? HOURS_TRIED : 1); hour++) yield { ...chosen, atMs: atMs + hour * HOUR_MS };
  }

  #write(line: RecordedLine): void {
    const at = new Date(this.#under.atMs).toISOString();
    const last = this.#lines.findLast((one) => typeof one["at"] === "string")?.["at"] ?? new Date(Date.parse(START_AT)).toISOString();
    this.#lines.push("note" in line ? line : { ...line, ...(at === last ? {} : { at }) });
  }
}

function textOf(value: Json | undefined, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}

/** Lines as a file of recorded sessions. */
export function linesToText(lines: readonly RecordedLine[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}
