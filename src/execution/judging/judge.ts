/**
 * Judges one call: gathers its facts, asks the kernel in every state that may hold, and joins the answers. Pure: the
 * same call, facts and states give the same judgement, in the decider, after a restart and in a replay.
 */
import type { Json } from "../../crypto/index.ts";
import { decide, endContainment, join, type Machine, proceed, ruling, severity, toolNumber, type Verdict } from "../../kernel/index.ts";
import { type Deriving, derive, interpret, type MeaningReading, validateArguments, valueAt } from "../../meaning/index.ts";
import type { Derived, Need, PartsForm } from "../../vocabulary/index.ts";
import { PARTS_MAX } from "../limits.ts";
import type { Reason } from "../reasons.ts";
import type { RecordLookup } from "../state/learned-records.ts";
import { zonedParts } from "../state/ledger-time.ts";
import type { SessionOrigin } from "../state/origins.ts";
import { type ArgumentOrigin, askedOrigins, isOfPart, valuesAndSources } from "./asked-origins.ts";
import { type MissingFact, missingFacts } from "./missing-facts.ts";

/** What a judgement rests on besides the machine and the call. */
export interface Circumstances {
  /** Of the session's grant; absent or empty without one. */
  readonly user?: string;
  readonly role: string;
  /** The grant's mandate; `none` where it chose none, `unknown` without a grant. */
  readonly mandate: string;
  readonly atMs: number;
  readonly states: readonly Int32Array[];
  readonly origin: SessionOrigin;
  /** What the session has learned from results; nothing, where it is absent. */
  readonly record?: RecordLookup;
  /** Whether the call's cost fits into a budget; undefined where it has no cost. */
  readonly fits?: (budget: string) => boolean | undefined;
  /** Clauses that people have discharged; containment is discharged with them. */
  readonly discharged?: ReadonlySet<number>;
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly codes: readonly string[];
  /** Clauses that fired and actions that matched, by number, in the machine's order. */
  readonly clauses: readonly number[];
  readonly actions: readonly number[];
  /** For each state in `Circumstances.states` the terminals of the call's parts; empty where it never reached the machine. */
  readonly terminals: readonly Terminals[];
  /** What is wrong beyond a clause, for the explanation. */
  readonly detail?: string;
  /** Why a condition has no value, as far as the call can mend it. */
  readonly missing?: readonly MissingFact[];
  /** Where the arguments come from whose origin the charter asks for: for people, never for the agent. */
  readonly origins?: readonly ArgumentOrigin[];
}

/** The terminals that the parts of one call end in, one after the other; of a call without parts, one. */
export type Terminals = readonly number[];

interface Situation extends Circumstances {
  readonly part?: Json;
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
  const parts = partsOf(machine, name, args, under);
  const calls = parts.map((part) => ({ args, facts: gatherFacts(machine, tool, args, { ...under, ...part }) }));
  const terminals = under.states.map((state) => {
    let at = under.discharged === undefined ? state : endContainment(machine, state);
    return calls.map((call) => {
      const terminal = decide(machine, tool, at, call);
      // Each part is judged in the state that the parts before it lead to.
      if (calls.length > 1) at = proceed(machine, terminal, at);
      return terminal;
    });
  });
  let verdict: Verdict = "allow";
  const clauses = new Set<number>();
  const actions = new Set<number>();
  for (const terminal of new Set(terminals.flat())) {
    const found = ruling(machine, terminal, under.discharged);
    verdict = join(verdict, found.verdict);
    for (const clause of found.clauses) clauses.add(clause);
    for (const action of found.actions) actions.add(action);
  }
  const fired = [...clauses].sort((a, b) => a - b);
  const severest = fired.toSorted((a, b) => severityOf(machine, b) - severityOf(machine, a) || a - b);
  const lacking = new Map(severest.map((clause) => [clause, lackedBy(machine, clause, terminals, parts, name, { ...under, args })]));
  const codes = [...new Set(severest.flatMap((clause) => codesOf(machine, clause, lacking.get(clause) ?? [])))];
  const origins = askedOrigins(machine, tool, { args, parts: parts.map(({ part }) => part) }, under.origin);
  const found = { verdict, codes, clauses: fired, actions: [...actions].sort((a, b) => a - b), terminals };
  const missing = [...lacking.values()].flat();
  return { ...found, ...(origins.length === 0 ? {} : { origins }), ...(missing.length === 0 ? {} : { missing }) };
}

/** What the condition of a clause lacks for those parts of the call that end in it; each only once. */
function lackedBy(
  machine: Machine,
  clause: number,
  terminals: readonly Terminals[],
  parts: readonly Pick<Situation, "part">[],
  tool: string,
  { args, ...under }: Circumstances & { readonly args: Json },
): readonly MissingFact[] {
  const { document } = machine;
  if (document.clauses[clause]?.code !== "guard/error") return [];
  const own = ((document.needs ?? []) as unknown as readonly Need[]).filter((need) => need.clause === clause);
  const found = parts.flatMap((part, place) => {
    if (!terminals.some((ends) => isEndedBy(machine, ends[place], clause))) return [];
    const needs = part.part === undefined ? [...own, ...(partsForm(machine, tool)?.needs ?? [])] : own;
    return missingFacts(machine, needs, derivingFrom(machine, args, { ...under, ...part }), under.origin);
  });
  return [...new Map(found.map((fact) => [`${fact.code} ${fact.about}`, fact])).values()];
}

function isEndedBy(machine: Machine, terminal: number | undefined, clause: number): boolean {
  return terminal !== undefined && ruling(machine, terminal).clauses.includes(clause);
}

/** A condition that lacks something denies for that reason. */
function codesOf(machine: Machine, clause: number, lacking: readonly MissingFact[]): readonly string[] {
  if (lacking.length > 0) return lacking.map(({ code }) => code).sort();
  return [machine.document.clauses[clause]?.code ?? "guard/error"];
}

/** What the call is judged as: each of its parts, or the whole where it has none, or they cannot be told apart. */
function partsOf(machine: Machine, name: string, args: Json, under: Circumstances): readonly { readonly part?: Json }[] {
  const form = partsForm(machine, name);
  if (form === undefined) return [{}];
  const list = derive(form.list, derivingFrom(machine, args, under));
  return Array.isArray(list) && list.length > 0 && list.length <= PARTS_MAX ? list.map((part: Json) => ({ part })) : [{}];
}

function partsForm({ document }: Machine, name: string): PartsForm | undefined {
  return (document.parts ?? []).find((one) => valueAt(one, ["tool"]) === name) as PartsForm | undefined;
}

function derivingFrom({ document }: Machine, args: Json, under: Situation): Deriving {
  const { atMs, record, part } = under;
  const given = { ...(record === undefined ? {} : { record }), ...(part === undefined ? {} : { part }) };
  return { args, session: sessionOf(under), roots: document.roots, atMs, ...given };
}

function severityOf(machine: Machine, clause: number): number {
  const fired = machine.document.clauses[clause];
  return fired === undefined ? severity("deny") : severity(fired.verdict);
}

/** Supplies every term of the tool that the kernel cannot read from the arguments by itself. */
function gatherFacts(machine: Machine, tool: number, args: Json, under: Situation): { readonly [term: string]: Json | undefined } {
  const facts: { [term: string]: Json | undefined } = Object.create(null) as { [term: string]: Json | undefined };
  for (const { name, reads } of machine.document.tools[tool]?.terms ?? []) {
    if (reads.from === "fact") facts[name] = factOf(reads.fact, under);
    else if (reads.from === "meaning") facts[name] = meaningOf(reads, args, machine, under);
  }
  return facts;
}

/** What an interpreter says of the arguments, or the session of their origin and of what was asked for. */
function meaningOf(reads: MeaningReading, args: Json, machine: Machine, under: Situation): Json | undefined {
  const { origin, part } = under;
  const [first = "", ...rest] = reads.parameters.map(String);
  switch (reads.interpreter) {
    case "origin": {
      const whose = isOfPart(reads) ? part : args;
      if (whose === undefined) return undefined;
      if (reads.field.startsWith("fromOne")) return origin.fromOne(first, ...valuesAndSources(whose, rest));
      const value = valueAt(whose, reads.of);
      const { each } = reads;
      if (each === undefined) return origin.from(first, value, rest);
      return Array.isArray(value) ? value.map((item: Json) => origin.from(first, valueAt(item, each), rest) ?? null) : undefined;
    }
    case "derived":
      return derive(reads.parameters[0] as unknown as Derived, derivingFrom(machine, args, under));
    case "user":
    case "task":
      return origin.says(reads.field === "said" ? "ever" : reads.interpreter, [first, ...rest]);
    default:
      return interpret(reads, args, { roots: machine.document.roots });
  }
}

/** What conditions ask of the session. Without a grant nobody is its user. */
function sessionOf({ user = "", role, mandate }: Circumstances): Json {
  return { role, mandate, ...(user === "" ? {} : { user }) };
}

/** A fact of session, budgets or ledger time; undefined (so a guard error, so deny) for one that this version does not know. */
function factOf(fact: string, under: Circumstances): Json | undefined {
  if (fact.startsWith("session.")) return valueAt(sessionOf(under), [fact.slice("session.".length)]);
  if (fact.startsWith("fits@")) return under.fits?.(fact.slice("fits@".length));
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
