/**
 * The charters that are in force together, read from their own texts: their actions with every condition, clause and effect,
 * and their state variables. Names carry the charter's name where there is more than one.
 */

import { posix } from "node:path";
import { type ActionDraft, draftActions } from "../charter/action-draft.ts";
import { type AskedSession, languageOf } from "../charter/cel-language.ts";
import { charterWriters, sourcesIn, WORLD, writersIn } from "../charter/charter-writers.ts";
import { type Clause, newClause, type PlacedClause, putInOrder } from "../charter/clause.ts";
import { type Condition, readComputed } from "../charter/condition.ts";
import type { Vocabulary } from "../charter/condition-writer.ts";
import { Doubts } from "../charter/doubts.ts";
import type { RoleLimits } from "../charter/role-limits.ts";
import { CONTAINED, type Effect, type StateVariable, setTo } from "../charter/state-variable.ts";
import { inOrder } from "../charter/understood-places.ts";
import { readCharter, type WrittenCharter } from "../charter/written-charter.ts";
import type { UnderstoodPlace } from "../entry.ts";
import { partsOf } from "../meaning/path-record.ts";
import type { CharterWriters } from "../origin/session-words.ts";
import { namesCovered } from "../tool-pattern.ts";
import type { RecordForm } from "./known-records.ts";
import { addLimits, addMandates, type Limited } from "./limits-and-mandates.ts";
import { recordForm } from "./record-form.ts";
import type { Budget } from "./spending.ts";

/** The list of what calls are made of. */
type PartsList = ReturnType<typeof readComputed>;

/** A condition, and what fires when it is true, false or an error. */
export interface Check {
  readonly condition: Condition;
  readonly ifTrue: Clause | undefined;
  readonly ifFalse: Clause | undefined;
  readonly ifError: Clause | undefined;
}

export interface Action {
  readonly fullName: string;
  readonly tools: readonly string[];
  readonly when: Check;
  readonly checks: readonly Check[];
  readonly succeeds: Condition | undefined;
  readonly then: readonly Effect[];
  readonly outcome: { readonly ok: readonly Effect[]; readonly error: readonly Effect[]; readonly unknown: readonly Effect[] | undefined };
}

export interface Charter {
  readonly zone: string;
  /** Fires where no action matches; an overlay has none. */
  readonly otherwise: Clause | undefined;
  /** In the order of their names. */
  readonly actions: readonly Action[];
  /** State variables and sources by the names that its conditions use. */
  readonly state: ReadonlyMap<string, StateVariable>;
  readonly seen: ReadonlyMap<string, StateVariable>;
}

export interface ChartersInForce {
  readonly charters: readonly Charter[];
  /** Of all charters, by name; `contained` first. */
  readonly variables: readonly StateVariable[];
  readonly budgets: readonly Budget[];
  /** What each tool's results set: its sources' labels. */
  readonly reveals: ReadonlyMap<string, readonly Effect[]>;
  /** Who writes what tools return, charter by charter. */
  readonly writers: readonly CharterWriters[];
  /** The session of the call that is being judged: conditions ask it on whose word values come. */
  readonly session: AskedSession;
  /** The earliest moment at which one of them expires, milliseconds since the epoch. */
  readonly expires: number | undefined;
  /** What they want of sessions that were opened under others; undefined: to judge them. */
  readonly runningSessions: "pinned" | "stricter" | undefined;
  /** What is learned from results. */
  readonly records: readonly RecordForm[];
  /** How often people are asked. */
  readonly roles: readonly RoleLimits[];
  /** By tool, the list of what its calls are made of. */
  readonly parts: ReadonlyMap<string, PartsList>;
  /** By tool, where its arguments are handed to interpreters. */
  readonly understood: ReadonlyMap<string, readonly UnderstoodPlace[]>;
}

/** Results that no declared source covers are from the world. */

/** Reading takes a thousand times as long as asking, and the same charters come into force again and again. */
const KEPT_MAX = 64;
const kept = new Map<string, { readonly read: ChartersInForce; readonly doubt: string | undefined }>();

/** Reads charters, outermost first. `tools`: the pinned names, sorted. `base`: the folder that relative roots start from. */
export function readCharters(texts: readonly string[], tools: readonly string[], base: string, doubts: Doubts): ChartersInForce {
  const name = JSON.stringify([texts, tools, base]);
  const known = kept.get(name) ?? readAnew(texts, tools, base);
  if (kept.size >= KEPT_MAX) kept.clear();
  kept.set(name, known);
  if (known.doubt !== undefined) doubts.note(known.doubt);
  return known.read;
}

/** The same, whatever was read before; with the first doubt, if there is any. */
export function readAnew(
  texts: readonly string[],
  tools: readonly string[],
  base: string,
): { readonly read: ChartersInForce; readonly doubt: string | undefined } {
  const doubts = new Doubts();
  const written = texts.map((text) => readCharter(text, doubts));
  const labels = new Map<string, Effect[]>(tools.map((tool) => [tool, []]));
  const variables: StateVariable[] = [];
  const budgets: Budget[] = [];
  const charters: Charter[] = [];
  const writers: CharterWriters[] = [];
  const records: RecordForm[] = [];
  const parts = new Map<string, PartsList>();
  const understood = new Map<string, readonly UnderstoodPlace[]>();
  const session: AskedSession = {};
  let order = 0;
  for (const one of written) {
    const qualify = (name: string): string => (written.length > 1 ? `${one.name}.${name}` : name);
    const seen = new Map([...one.sources.map(({ name }) => name), WORLD].map((name) => [name, label(qualify(`seen(${name})`))]));
    const state = new Map(
      one.state.map(({ name, values, scope, resets }) => [
        name,
        {
          name: qualify(name),
          values,
          scope,
          resets: resets === undefined ? undefined : { every: resets, zone: zoneOf(one, doubts) },
        },
      ]),
    );
    const read = readOne(one, { qualify, seen, state, tools, base, session, doubts, order });
    for (const tool of tools) labels.get(tool)?.push(...writersIn(tool, one).map((name) => setTo(seen.get(name)?.name ?? "", true)));
    variables.push(...state.values(), ...seen.values(), ...read.limits.variables);
    budgets.push(...read.limits.budgets);
    charters.push(read.charter);
    writers.push(charterWriters(one, tools, read.asksOrigin));
    records.push(...read.records);
    for (const [tool, list] of read.parts) parts.set(tool, list);
    for (const [tool, places] of placesOf(read)) understood.set(tool, inOrder([...(understood.get(tool) ?? []), ...places]));
    order = read.order;
  }
  if (written.length === 0 || charters.every(({ otherwise }) => otherwise === undefined))
    doubts.note("no charter denies what no action names");
  if (new Set(written.map(({ name }) => name)).size < written.length) doubts.note("two charters have one name");
  const read = {
    charters,
    variables: [CONTAINED, ...variables.sort((one, other) => (one.name < other.name ? -1 : 1))],
    budgets,
    reveals: labels,
    writers,
    records,
    roles: written.flatMap(({ roles }) => roles),
    parts,
    understood,
    session,
    ...termsOf(written),
  };
  return { read, doubt: doubts.first };
}

/** Where the arguments of each tool are handed to interpreters. */
function placesOf({
  charter: { actions },
  parts,
}: Pick<ReturnType<typeof readOne>, "charter" | "parts">): readonly (readonly [tool: string, places: readonly UnderstoodPlace[]])[] {
  const ofActions = actions.flatMap(({ tools, when, checks }) => {
    const places = [when, ...checks].flatMap(({ condition }) => condition.places ?? []);
    return tools.map((tool) => [tool, places] as const);
  });
  return [...ofActions, ...parts.map(([tool, { places = [] }]) => [tool, places] as const)];
}

/** What their entry says besides. Running sessions: each charter in force may insist on judging them, and on the older ones besides. */
function termsOf(written: readonly WrittenCharter[]): Pick<ChartersInForce, "expires" | "runningSessions"> {
  const expiries = written.flatMap(({ expires }) => (expires === undefined ? [] : [Date.parse(expires)]));
  const wishes = new Set(written.map(({ runningSessions }) => runningSessions));
  const isPinned = !wishes.has("in_force") && wishes.size > 0;
  return {
    expires: expiries.length === 0 ? undefined : Math.min(...expiries),
    runningSessions: wishes.has("stricter") ? "stricter" : isPinned ? "pinned" : undefined,
  };
}

function label(name: string): StateVariable {
  return { name, values: [false, true], scope: "session", resets: undefined };
}

function zoneOf({ zone }: WrittenCharter, doubts: Doubts): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    doubts.note(`there is no time zone \`${zone}\``);
    return "UTC";
  }
}

interface Around {
  readonly qualify: (name: string) => string;
  readonly seen: ReadonlyMap<string, StateVariable>;
  readonly state: ReadonlyMap<string, StateVariable>;
  readonly tools: readonly string[];
  readonly base: string;
  readonly session: AskedSession;
  readonly doubts: Doubts;
  /** Of the first clause. */
  readonly order: number;
}

function readOne(
  written: WrittenCharter,
  around: Around,
): {
  readonly charter: Charter;
  readonly limits: ReturnType<typeof addLimits>;
  readonly records: readonly RecordForm[];
  readonly parts: readonly (readonly [tool: string, list: PartsList])[];
  readonly asksOrigin: boolean;
  readonly order: number;
} {
  const { qualify, seen, state, tools, base, session, doubts, order } = around;
  const roots = new Map(
    written.roots.map(([name, folder]) => [name, `/${partsOf(posix.isAbsolute(folder) ? folder : `${base}/${folder}`).join("/")}`]),
  );
  if (base === "" && written.roots.some(([, folder]) => !posix.isAbsolute(folder)))
    doubts.note("nothing says which folder relative roots start from");
  const { all, trusted } = sourcesIn(written);
  const zone = zoneOf(written, doubts);
  const vocabulary: Vocabulary = {
    charter: written.name,
    asksOrigin: false,
    writers: all,
    trusted,
    language: languageOf(roots, zone, session),
    records: new Map(written.records.map(({ name }) => [name, qualify(name)])),
    definitions: new Map(written.definitions.map((definition) => [definition.name, definition])),
    states: [...state.keys()],
    sources: [...seen.keys()],
  };
  const records = written.records.map((record) => recordForm(record, { tools, zone, qualify, vocabulary, doubts }));
  const parts = written.parts.flatMap(({ pattern, list }) =>
    namesCovered(pattern, tools).map((tool) => [tool, readComputed(list, "args", vocabulary, doubts)] as const),
  );
  const drafts = draftActions(written, { tools, vocabulary, declared: state, doubts });
  const limited: Limited = { actions: drafts, zone, qualify, vocabulary, doubts };
  const limits = addLimits(written.limits, limited);
  addMandates(written.mandates, limited);
  const contained = newClause("deny", "session/contained");
  const otherwise = written.otherwise === "deny" ? newClause("deny", "charter/no-action") : undefined;
  const placed: PlacedClause[] = [
    { clause: contained, name: "contained", group: "", about: "", words: "", at: 0 },
    ...(otherwise === undefined ? [] : [{ clause: otherwise, name: "otherwise", group: "", about: "", words: "", at: 0 }]),
  ];
  const inOrder = [...drafts].sort((one, other) => (one.name < other.name ? -1 : 1));
  const actions = inOrder.map((draft) => settleAction(draft, contained, qualify, placed));
  putInOrder(placed, order, qualify);
  const charter = { zone, otherwise, actions, state, seen };
  return { charter, limits, records, parts, asksOrigin: vocabulary.asksOrigin, order: order + placed.length };
}

/** Gives every condition of an action the clauses that it fires. */
function settleAction(draft: ActionDraft, contained: Clause, qualify: (name: string) => string, placed: PlacedClause[]): Action {
  const about = draft.name;
  const place = (clause: Clause, { words, at }: Condition, group: string, name: string | undefined): Clause => {
    placed.push({ clause, name, group: `${about}.${group}`, about, words, at });
    return clause;
  };
  const errorOf = (condition: Condition): Clause | undefined =>
    condition.asks ? place(newClause("deny", "guard/error"), condition, "error", undefined) : undefined;
  const clauses = draft.clauses.map(({ severity, code, name, condition, obligation }) => ({
    condition,
    ifFalse: undefined,
    ifTrue: place(newClause(severity, code, obligation), condition, severity, name),
  }));
  const failed = place(newClause("deny", "clause/allow-failed"), draft.allow, "deny", `${about}.allow`);
  const when = { condition: draft.when, ifTrue: undefined, ifFalse: undefined, ifError: errorOf(draft.when) };
  const allow = { condition: draft.allow, ifTrue: undefined, ifFalse: failed, ifError: draft.isDerived ? undefined : errorOf(draft.allow) };
  const containment = { condition: WHERE_CONTAINED, ifTrue: contained, ifFalse: undefined, ifError: undefined };
  return {
    fullName: qualify(draft.name),
    tools: draft.tools,
    when,
    checks: [
      allow,
      ...clauses.map((check) => ({ ...check, ifError: errorOf(check.condition) })),
      ...(draft.whileContained ? [] : [containment]),
    ],
    succeeds: draft.succeeds,
    then: draft.then,
    outcome: { ok: draft.ok, error: draft.error, unknown: draft.unknown },
  };
}

const WHERE_CONTAINED: Condition = { words: "", at: 0, asks: false, isTrue: false, answer: ({ contained }) => contained === true };
