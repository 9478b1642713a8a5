/**
 * Judges one call: gathers its facts, asks the kernel in every state that may hold, and joins the answers. Pure: the
 * same call, facts and states give the same judgement, in the decider, after a restart and in a replay.
 */
import type { Json } from "../crypto/index.ts";
import { decide, endContainment, join, type Machine, ruling, severity, toolNumber, type Verdict } from "../kernel/index.ts";
import { interpret, validateArguments } from "../meaning/index.ts";
import type { Reason } from "./reasons.ts";
import { zonedParts } from "./standing.ts";

/** What a judgement rests on besides the machine and the call. */
export interface Circumstances {
  readonly role: string;
  /** The grant's mandate; `none` where it chose none, `unknown` without a grant. */
  readonly mandate: string;
  readonly atMs: number;
  readonly states: readonly Int32Array[];
  /** Clauses that people have discharged; containment is discharged with them. */
  readonly discharged?: ReadonlySet<number>;
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly codes: readonly string[];
  /** Clauses that fired and actions that matched, by number, in the machine's order. */
  readonly clauses: readonly number[];
  readonly actions: readonly number[];
  /** The terminal for each state in `Circumstances.states`; empty where the call never reached the machine. */
  readonly terminals: readonly number[];
  /** What is wrong beyond a clause, for the explanation. */
  readonly detail?: string;
}

/** A deny for a reason that no clause of the charter gives. */
export function denied(reason: Reason, detail?: string): Judgement {
  return { verdict: "deny", codes: [reason], clauses: [], actions: [], terminals: [], ...(detail === undefined ? {} : { detail }) };
}

/** Judges `args` for the pinned tool `name` under `machine`. A tool the machine does not know is `tool/not-pinned`. */
export function judge(machine: Machine, name: string, schema: Json | undefined, args: Json, under: Circumstances): Judgement {
  const tool = toolNumber(machine, name);
  if (tool < 0) return denied("tool/not-pinned");
  if (schema !== undefined) {
    const fits = validateArguments(schema, args);
    if (!fits.ok)
      return denied(
        "arguments/outside-schema",
        fits.fault.at === undefined ? fits.fault.message : `${fits.fault.message} (at ${fits.fault.at})`,
      );
  }
  const call = { args, facts: gatherFacts(machine, tool, args, under) };
  const terminals = under.states.map((state) =>
    decide(machine, tool, under.discharged === undefined ? state : endContainment(machine, state), call),
  );
  let verdict: Verdict = "allow";
  const clauses = new Set<number>();
  const actions = new Set<number>();
  for (const terminal of new Set(terminals)) {
    const found = ruling(machine, terminal, under.discharged);
    verdict = join(verdict, found.verdict);
    for (const clause of found.clauses) clauses.add(clause);
    for (const action of found.actions) actions.add(action);
  }
  const fired = [...clauses].sort((a, b) => a - b);
  const severest = fired.toSorted((a, b) => severityOf(machine, b) - severityOf(machine, a) || a - b);
  const codes = [...new Set(severest.map((clause) => machine.document.clauses[clause]?.code ?? "guard/error"))];
  return { verdict, codes, clauses: fired, actions: [...actions].sort((a, b) => a - b), terminals };
}

function severityOf(machine: Machine, clause: number): number {
  const fired = machine.document.clauses[clause];
  return fired === undefined ? severity("deny") : severity(fired.verdict);
}

/** Supplies every term of the tool that the kernel cannot read from the arguments by itself. */
function gatherFacts(machine: Machine, tool: number, args: Json, under: Circumstances): { readonly [term: string]: Json | undefined } {
  const facts: { [term: string]: Json | undefined } = Object.create(null) as { [term: string]: Json | undefined };
  for (const { name, reads } of machine.document.tools[tool]?.terms ?? []) {
    if (reads.from === "fact") facts[name] = factOf(reads.fact, under);
    else if (reads.from === "meaning") facts[name] = interpret(reads, args, { roots: machine.document.roots });
  }
  return facts;
}

/** A fact of session or ledger time; undefined (so a guard error, so deny) for one that this version does not know. */
function factOf(fact: string, under: Circumstances): Json | undefined {
  if (fact === "session.role") return under.role;
  if (fact === "session.mandate") return under.mandate;
  const [name, zone = "UTC"] = fact.split("@");
  const parts = zonedParts(under.atMs, zone);
  switch (name) {
    case "time.hour":
      return parts.hour;
    case "time.weekday":
      return parts.weekday;
    case "time.day":
      return parts.day;
    case "time.month":
      return parts.month;
    default:
      return undefined;
  }
}
