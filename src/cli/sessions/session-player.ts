/**
 * Plays recorded sessions under a charter: the decider folds what each line says, on paper. Tells for every call what was decided,
 * which clauses fired and what the state became. A call that is not allowed never happened, so what is recorded to have
 * come of it counts for nothing.
 */
import { join } from "node:path";
import type { Json } from "../../crypto/index.ts";
import { DryRun, type DryRunOutcome, type Emitted, type Explanation } from "../../execution/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import { toolNumber, type Verdict } from "../../kernel/index.ts";
import { exampleResult } from "../../verifier/index.ts";
import type { Compiled } from "../charter/charter-file.ts";
import { ownPaths } from "../charter/own-paths.ts";
import type { CliCode } from "../faults.ts";
import { stateFolderBeside } from "../state-folder/state-folder.ts";
import {
  type AnswerLine,
  type CallLine,
  type Line,
  type OutcomeLine,
  type OutcomeWord,
  type SessionLine,
  START_AT,
} from "./session-lines.ts";

/** What became of one call. */
export interface PlayedCall {
  readonly session: string;
  /** Place in its session, from 1. */
  readonly number: number;
  readonly call: string;
  readonly args: Json;
  readonly verdict: Verdict;
  readonly codes: readonly string[];
  readonly clauses: Explanation["clauses"];
  readonly text: string;
  /** The verdict after people answered, with its codes and clauses. */
  answered?: Pick<PlayedCall, "verdict" | "codes" | "clauses">;
  /** State variables that do not have their first value once the call is over: all values that are possible. */
  state: State;
  readonly injected?: boolean;
  /** What was expected and did not come, in words. */
  unexpected: string[];
}

export type State = { readonly [variable: string]: readonly (string | number | boolean)[] };

/** Time between two lines that say none. */
const STEP_MS = 1_000;

interface OpenCall {
  readonly line: CallLine;
  readonly proposal: number;
  readonly played: PlayedCall;
  readonly actions: readonly string[];
}

interface OpenSession {
  /** How many calls it has made. */
  count: number;
  latest: OpenCall | undefined;
  readonly byName: Map<string, OpenCall>;
}

/** Plays the lines in order. Codes: `cli/session-malformed`, `cli/charter-broken`. */
export function playSessions(compiled: Compiled, lines: readonly Line[]): Result<readonly PlayedCall[], CliCode> {
  const [first] = lines;
  const { digest, expires, lock, base } = compiled;
  const document = compiled.document as unknown as Json;
  const ground = { base, paths: ownPaths(stateFolderBeside(join(base, "charter.yaml")), compiled) };
  const dryRun = DryRun.start({ document, digest, expires, ground }, lock, Date.parse(first?.at ?? START_AT));
  if (!dryRun.ok) return fail("cli/charter-broken", "the decider does not take the charter", { cause: dryRun.fault });
  const play = new Play(compiled, dryRun.value);
  for (const [index, line] of lines.entries()) {
    const problem = play.line(line);
    if (problem !== undefined) return fail("cli/session-malformed", problem, { at: `line ${index + 1}`, remedy: "see docs/sessions.md" });
  }
  return ok(play.calls);
}

/** The verdict that counts in the end: after people answered, if they were asked. */
export function lastVerdict(call: PlayedCall): Verdict {
  return call.answered?.verdict ?? call.verdict;
}

class Play {
  readonly calls: PlayedCall[] = [];
  readonly #compiled: Compiled;
  readonly #dryRun: DryRun;
  readonly #sessions = new Map<string, OpenSession>();
  #current = "";

  constructor(compiled: Compiled, dryRun: DryRun) {
    this.#compiled = compiled;
    this.#dryRun = dryRun;
  }

  /** What is wrong with the line, if anything is. */
  line(line: Line): string | undefined {
    this.#dryRun.advance(line.at === undefined ? this.#dryRun.atMs + STEP_MS : Date.parse(line.at));
    if ("session" in line) return this.#open(line);
    const name = line.in ?? this.#current;
    const session = this.#sessions.get(name);
    if (session === undefined) return name === "" ? "no session is open before it" : `no line opens the session \`${name}\``;
    if ("call" in line) return this.#call(name, session, line);
    const about = line.of === undefined ? session.latest : session.byName.get(line.of);
    if (about === undefined) return `session \`${name}\` has no such call before this line`;
    const problem = "answer" in line ? this.#answer(about, line) : this.#outcome(about, line);
    about.played.state = this.#stateOf(name);
    return problem;
  }

  #open(line: SessionLine): string | undefined {
    const { session, says, at: _, user = session, ...grant } = line;
    if (this.#sessions.has(session)) return `the session \`${session}\` is opened twice`;
    this.#dryRun.open(session, { ...grant, user, messages: says });
    this.#sessions.set(session, { count: 0, latest: undefined, byName: new Map() });
    this.#current = session;
    return undefined;
  }

  #call(name: string, session: OpenSession, line: CallLine): string | undefined {
    session.count += 1;
    const proposed = this.#dryRun.propose(name, line.call, line.args, line.from);
    if (proposed === undefined) return `the call \`${line.call}\` cannot be recorded`;
    const { entry, explanation } = proposed.decision;
    const played: PlayedCall = {
      session: name,
      number: session.count,
      call: line.call,
      args: line.args,
      ...wordsOf(proposed.decision),
      text: explanation.text,
      state: {},
      ...(line.injected === undefined ? {} : { injected: line.injected }),
      unexpected: [],
    };
    this.calls.push(played);
    expectVerdict(played, line.expect, played);
    const fired = [...entry.codes, ...entry.clauses];
    if (line.because !== undefined && !fired.includes(line.because)) played.unexpected.push(`\`${line.because}\` among the reasons`);
    const open = { line, proposal: proposed.proposal, played, actions: entry.actions };
    session.latest = open;
    if (line.id !== undefined) session.byName.set(line.id, open);
    const yes = line.approved === undefined ? line.answer : "yes";
    if (yes !== undefined) this.#answer(open, { answer: yes, expect: line.approved });
    const { outcome, result } = line;
    const problem = outcome === "later" ? undefined : this.#outcome(open, { outcome, result });
    played.state = this.#stateOf(name);
    return problem;
  }

  #answer({ proposal, played }: OpenCall, { answer, by, role, containment, expect }: AnswerLine): undefined {
    const decision = this.#dryRun.answer(proposal, { yes: answer === "yes", by, role, containment });
    if (decision !== undefined) played.answered = wordsOf(decision);
    if (expect !== undefined) expectVerdict(played, expect, played.answered);
  }

  #outcome(open: OpenCall, { outcome, result }: OutcomeLine): string | undefined {
    if (lastVerdict(open.played) !== "allow") return undefined;
    const came = this.#cameOf(open, outcome, result);
    if (came === undefined) return `no result of \`${open.line.call}\` is known that would be a success: record its \`result\``;
    this.#dryRun.outcome(open.proposal, came);
    return undefined;
  }

  /** A success whose result is not recorded is given one that the charter takes for a success. */
  #cameOf({ line, actions }: OpenCall, outcome: OutcomeWord, result: Json | undefined): DryRunOutcome | undefined {
    if (outcome === "failed" || outcome === "unknown") return { is: outcome };
    if (outcome === "error" || result !== undefined) return { is: "returned", isError: outcome === "error", value: result };
    const { machine, document } = this.#compiled;
    const numbers = document.actions.flatMap(({ name }, number) => (actions.includes(name) ? [number] : []));
    const value = exampleResult(machine, toolNumber(machine, line.call), numbers);
    return value === undefined ? undefined : { is: "returned", isError: false, value };
  }

  #stateOf(session: string): State {
    const states = this.#dryRun.states(session) ?? [];
    return Object.fromEntries(
      this.#compiled.document.variables.flatMap(({ name, values }, variable) => {
        const possible = [...new Set(states.map((state) => state[variable] ?? 0))].sort((a, b) => a - b);
        return possible.some((value) => value !== 0) ? [[name, possible.flatMap((value) => values.slice(value, value + 1))]] : [];
      }),
    );
  }
}

function wordsOf({ entry, explanation }: Emitted): Pick<PlayedCall, "verdict" | "codes" | "clauses"> {
  return { verdict: entry.verdict, codes: entry.codes, clauses: explanation.clauses };
}

function expectVerdict(played: PlayedCall, expected: Verdict | undefined, found: Pick<PlayedCall, "verdict" | "codes"> | undefined): void {
  if (expected !== undefined && found?.verdict !== expected)
    played.unexpected.push(`${expected} where it was ${found === undefined ? "not decided again" : found.verdict}`);
}
