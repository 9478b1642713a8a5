/**
 * A charter as it is written, before any name in it is resolved: the grammar of the language, and nothing else. Parts of the
 * language that this interpreter does not know are doubts.
 */

import type { Scalar, YamlTree } from "./charter-yaml.ts";
import { readYamlTree } from "./charter-yaml.ts";
import type { Doubts } from "./doubts.ts";
import type { RoleLimits } from "./role-limits.ts";
import { conditionOf, entriesOf, Fields, itemsOf, scalarOf, textsOf, type WrittenText } from "./yaml-fields.ts";

export type Severity = "deny" | "quarantine" | "escalate";

/** One condition of one verdict. `allow` conditions ask nobody. */
export interface WrittenClause {
  readonly name: string | undefined;
  readonly when: WrittenText;
  readonly role: string;
  readonly approvals: number;
  readonly withinMs: number;
  readonly isHigh: boolean;
}

/** The conditions of each verdict; `allow` is undefined where it is not written. */
export interface WrittenVerdicts {
  readonly allow: readonly WrittenClause[] | undefined;
  readonly clauses: { readonly [severity in Severity]: readonly WrittenClause[] };
}

export interface WrittenEffect {
  readonly variable: string;
  readonly value: Scalar;
}

export interface WrittenAction extends WrittenVerdicts {
  readonly name: string;
  readonly at: number;
  readonly tools: readonly string[];
  readonly when: WrittenText | undefined;
  readonly whileContained: boolean;
  readonly then: readonly WrittenEffect[];
  readonly outcome: {
    readonly ok: readonly WrittenEffect[];
    readonly error: readonly WrittenEffect[];
    readonly unknown: readonly WrittenEffect[] | undefined;
  };
  readonly succeeds: WrittenText | undefined;
}

/** An entry of a short-form list. */
export interface WrittenShort {
  readonly verdict: "allow" | Severity;
  readonly pattern: string;
  readonly at: number;
  readonly clause: WrittenClause;
}

export interface WrittenState {
  readonly name: string;
  readonly values: readonly Scalar[];
  readonly scope: Scope;
  readonly resets: "hour" | "day" | undefined;
}

export type Scope = "session" | "agent" | "organisation";

export type WrittenDefinition =
  | { readonly is: "condition"; readonly name: string; readonly text: string }
  | { readonly is: "list"; readonly name: string; readonly values: readonly Scalar[] }
  | { readonly is: "table"; readonly name: string; readonly entries: readonly (readonly [string, Scalar])[] };

/** What is learned from results. */
export interface WrittenRecord {
  readonly name: string;
  readonly from: readonly string[];
  readonly each: WrittenText | undefined;
  readonly key: WrittenText;
  readonly keep: readonly (readonly [field: string, value: WrittenText])[];
  readonly max: number;
  readonly maxAgeMs: number;
}

export type WrittenLimit = { readonly at: number } & (
  | {
      readonly is: "count";
      readonly action: string;
      readonly atMost: number;
      /** What is added up; undefined where executions are counted. */
      readonly of: WrittenText | undefined;
      readonly per: string;
      readonly scope: Scope;
      readonly over: "deny" | "escalate";
    }
  | { readonly is: "order"; readonly first: string; readonly before: string; readonly undoneBy: readonly string[] }
  | { readonly is: "exclusion"; readonly actions: readonly string[] }
);

export interface WrittenCharter {
  readonly name: string;
  readonly zone: string;
  readonly otherwise: "deny" | "allow";
  readonly expires: string | undefined;
  /** What becomes of sessions that were opened before. */
  readonly runningSessions: "in_force" | "pinned" | "stricter";
  readonly roots: readonly (readonly [name: string, folder: string])[];
  readonly sources: readonly { readonly name: string; readonly isTrusted: boolean; readonly results: readonly string[] }[];
  /** How much of a session is kept to tell by whose word values come. */
  readonly remembers: number;
  readonly definitions: readonly WrittenDefinition[];
  readonly records: readonly WrittenRecord[];
  /** What calls are made of. */
  readonly parts: readonly { readonly pattern: string; readonly list: WrittenText }[];
  readonly state: readonly WrittenState[];
  readonly roles: readonly RoleLimits[];
  readonly short: readonly WrittenShort[];
  readonly actions: readonly WrittenAction[];
  readonly limits: readonly WrittenLimit[];
  readonly mandates: readonly { readonly name: string; readonly actions: readonly string[] }[];
}

const NO_LIMIT: number = Number.POSITIVE_INFINITY;
const UNITS_MS: { readonly [unit: string]: number } = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const VERDICTS = ["allow", "escalate", "quarantine", "deny"] as const;

export function readCharter(source: string, doubts: Doubts): WrittenCharter {
  const charter = new Fields(
    readYamlTree(source, doubts),
    [
      "charter",
      "version",
      "describes",
      "expires",
      "running_sessions",
      "zone",
      "otherwise",
      "roots",
      "sources",
      "remembers",
      "define",
      "records",
      "parts",
      "state",
      "roles",
      ...VERDICTS,
      "actions",
      "limits",
      "mandates",
      // Proved before run time: they change no verdict.
      "bounds",
    ],
    doubts,
  );
  return {
    name: charter.text("charter", ""),
    zone: charter.text("zone", "UTC"),
    otherwise: oneOf(["deny", "allow"], charter.text("otherwise", "deny"), doubts),
    expires: charter.has("expires") ? charter.text("expires", "") : undefined,
    runningSessions: oneOf(["in_force", "pinned", "stricter"], charter.text("running_sessions", "in_force"), doubts),
    roots: charter.map("roots").map(({ key, value }) => [key, String(scalarOf(value, doubts))] as const),
    sources: charter.map("sources").map(({ key, value }) => {
      const source = new Fields(value, ["trusted", "results"], doubts);
      const isTrusted = source.flag("trusted");
      return { name: key, isTrusted, results: source.list("results").map((pattern) => String(scalarOf(pattern, doubts))) };
    }),
    remembers: charter.number("remembers", 4_194_304),
    definitions: charter.map("define").map(({ key, value }) => readDefinition(key, value, doubts)),
    records: charter.map("records").map(({ key, value }) => readRecord(key, value, doubts)),
    parts: charter.map("parts").map(({ key, value }) => ({ pattern: key, list: conditionOf(value, doubts) })),
    state: charter.map("state").map(({ key, value }) => readState(key, value, doubts)),
    roles: charter.map("roles").map(({ key, value }) => readRole(key, value, doubts)),
    short: VERDICTS.flatMap((verdict) => charter.list(verdict).flatMap((entry) => readShort(verdict, entry, doubts))),
    actions: charter.map("actions").map(({ key, value, at }) => readAction(key, value, at, doubts)),
    limits: charter.list("limits").map((limit) => readLimit(limit, doubts)),
    mandates: charter
      .map("mandates")
      .map(({ key, value }) => ({ name: key, actions: itemsOf(value, doubts).map((action) => String(scalarOf(action, doubts))) })),
  };
}

function readRole(role: string, tree: YamlTree, doubts: Doubts): RoleLimits {
  const written = new Fields(tree, ["at_most", "of_one_agent", "of_one_person"], doubts);
  const numbersIn = (key: string): readonly [waiting: number, anHour: number] => {
    const limit = written.has(key) ? new Fields(written.get(key), ["waiting", "an_hour"], doubts) : undefined;
    return limit === undefined ? [NO_LIMIT, NO_LIMIT] : [limit.number("waiting", NO_LIMIT), limit.number("an_hour", NO_LIMIT)];
  };
  const [waiting, anHour] = numbersIn("at_most");
  const [waitingOfOne, anHourOfOne] = numbersIn("of_one_agent");
  const [waitingOfPerson, anHourOfPerson] = numbersIn("of_one_person");
  return { role, waiting, anHour, waitingOfOne, anHourOfOne, waitingOfPerson, anHourOfPerson };
}

function readDefinition(name: string, tree: YamlTree, doubts: Doubts): WrittenDefinition {
  if (tree.is === "list") return { is: "list", name, values: tree.items.map((item) => scalarOf(item, doubts)) };
  if (tree.is === "map")
    return { is: "table", name, entries: tree.entries.map(({ key, value }) => [key, scalarOf(value, doubts)] as const) };
  return { is: "condition", name, text: String(scalarOf(tree, doubts)) };
}

function readRecord(name: string, tree: YamlTree, doubts: Doubts): WrittenRecord {
  const record = new Fields(tree, ["from", "each", "key", "keep", "max", "max_age"], doubts);
  const age = record.text("max_age", "");
  return {
    name,
    from: record.list("from").map((pattern) => String(scalarOf(pattern, doubts))),
    each: record.has("each") ? conditionOf(record.get("each"), doubts) : undefined,
    key: conditionOf(record.get("key"), doubts),
    keep: record.map("keep").map(({ key, value }) => [key, { text: String(scalarOf(value, doubts)), at: value.at }] as const),
    max: record.number("max", 64),
    maxAgeMs: age === "" ? Number.POSITIVE_INFINITY : Number(age.slice(0, -1)) * (UNITS_MS[age.slice(-1)] ?? Number.NaN),
  };
}

function readState(name: string, tree: YamlTree, doubts: Doubts): WrittenState {
  const state = new Fields(tree, ["enum", "range", "bool", "scope", "resets"], doubts);
  const resets = state.text("resets", "");
  return {
    name,
    values: readDomain(state, doubts),
    scope: oneOf(["session", "agent", "organisation"], state.text("scope", "session"), doubts),
    resets: resets === "" ? undefined : oneOf<"hour" | "day">(["hour", "day"], resets, doubts),
  };
}

/** The first value is the initial one. */
function readDomain(state: Fields, doubts: Doubts): readonly Scalar[] {
  if (state.has("bool")) return [state.flag("bool"), !state.flag("bool")];
  if (state.has("enum")) return state.list("enum").map((member) => scalarOf(member, doubts));
  const [least, greatest] = state.list("range").map((bound) => Number(scalarOf(bound, doubts)));
  if (least === undefined || greatest === undefined || !(least < greatest && greatest - least < 4_096)) {
    doubts.note("a state variable has no domain");
    return [0];
  }
  return Array.from({ length: greatest - least + 1 }, (_, step) => least + step);
}

function readShort(verdict: WrittenShort["verdict"], tree: YamlTree, doubts: Doubts): readonly WrittenShort[] {
  const { at } = tree;
  if (tree.is === "scalar") return [{ verdict, pattern: String(scalarOf(tree, doubts)), at, clause: clauseOf({ text: "true", at }) }];
  return entriesOf(tree, doubts).map(({ key, value, at }) => ({ verdict, pattern: key, at, clause: readClause(value, doubts) }));
}

function readAction(name: string, tree: YamlTree, at: number, doubts: Doubts): WrittenAction {
  const action = new Fields(tree, ["tool", "when", ...VERDICTS, "while_contained", "then", "outcome", "succeeds"], doubts);
  const outcome = action.has("outcome") ? new Fields(action.get("outcome"), ["ok", "error", "unknown"], doubts) : undefined;
  const clauses = (verdict: string): readonly WrittenClause[] => (action.has(verdict) ? readClauses(action.get(verdict), doubts) : []);
  return {
    name,
    at,
    tools: textsOf(action.get("tool"), doubts),
    when: action.has("when") ? conditionOf(action.get("when"), doubts) : undefined,
    allow: action.has("allow") ? clauses("allow") : undefined,
    clauses: { deny: clauses("deny"), quarantine: clauses("quarantine"), escalate: clauses("escalate") },
    whileContained: action.flag("while_contained"),
    then: readEffects(action, "then", doubts),
    outcome: {
      ok: readEffects(outcome, "ok", doubts),
      error: readEffects(outcome, "error", doubts),
      unknown: outcome?.has("unknown") === true ? readEffects(outcome, "unknown", doubts) : undefined,
    },
    succeeds: action.has("succeeds") ? conditionOf(action.get("succeeds"), doubts) : undefined,
  };
}

function readEffects(fields: Fields | undefined, key: string, doubts: Doubts): readonly WrittenEffect[] {
  return (fields?.map(key) ?? []).map(({ key: variable, value }) => ({ variable, value: scalarOf(value, doubts) }));
}

function readClauses(tree: YamlTree, doubts: Doubts): readonly WrittenClause[] {
  return tree.is === "list" ? tree.items.map((item) => readClause(item, doubts)) : [clauseOf(conditionOf(tree, doubts))];
}

function readClause(tree: YamlTree, doubts: Doubts): WrittenClause {
  if (tree.is === "scalar") return clauseOf(conditionOf(tree, doubts));
  const clause = new Fields(tree, ["name", "when", "to", "approvals", "within", "severity"], doubts);
  const within = clause.text("within", "15m");
  return {
    name: clause.has("name") ? clause.text("name", "") : undefined,
    when: conditionOf(clause.get("when"), doubts),
    role: clause.text("to", "owner"),
    approvals: clause.number("approvals", 1),
    withinMs: Number(within.slice(0, -1)) * (UNITS_MS[within.slice(-1)] ?? Number.NaN),
    isHigh: clause.text("severity", "") === "high",
  };
}

/** A clause of which only the condition is written. */
function clauseOf(when: WrittenText): WrittenClause {
  return { name: undefined, when, role: "owner", approvals: 1, withinMs: 900_000, isHigh: false };
}

function readLimit(tree: YamlTree, doubts: Doubts): WrittenLimit {
  const { at } = tree;
  const limit = new Fields(tree, ["action", "at_most", "of", "per", "scope", "over", "first", "before", "undone_by", "excludes"], doubts);
  if (limit.has("excludes")) return { is: "exclusion", at, actions: textsOf(limit.get("excludes"), doubts) };
  if (limit.has("first")) {
    const undoneBy = limit.has("undone_by") ? textsOf(limit.get("undone_by"), doubts) : [];
    return { is: "order", at, first: limit.text("first", ""), before: limit.text("before", ""), undoneBy };
  }
  return {
    is: "count",
    at,
    action: limit.text("action", ""),
    atMost: limit.number("at_most", Number.NaN),
    of: limit.has("of") ? conditionOf(limit.get("of"), doubts) : undefined,
    per: oneOf(["session", "hour", "day"], limit.text("per", "session"), doubts),
    scope: oneOf(["session", "agent", "organisation"], limit.text("scope", "session"), doubts),
    over: oneOf(["deny", "escalate"], limit.text("over", "deny"), doubts),
  };
}

function oneOf<Word extends string>(words: readonly [Word, ...Word[]], text: string, doubts: Doubts): Word {
  const found = words.find((word) => word === text);
  if (found === undefined) doubts.note(`\`${text}\` is none of ${words.join(", ")}`);
  return found ?? words[0];
}
