/**
 * What differs between two machines and no comparison of their calls shows: when they expire, what sums may come to, how often people are
 * asked, what becomes of sessions that run; and what is called the same and means something else, on which every such comparison rests.
 * Names are compared, never texts.
 */
import type { Budget, MachineDocument } from "../../kernel/index.ts";
import type { AskLimits, OriginLabels, PartsForm, RecordForm } from "../../vocabulary/index.ts";

/** A machine and what its charter says besides. */
export interface Termed {
  readonly document: MachineDocument;
  /** When it is void, milliseconds. */
  readonly expires?: number | undefined;
  /** What judges sessions that were opened under an older charter; absent: this one. */
  readonly runningSessions?: "pinned" | "stricter" | undefined;
}

export interface Besides {
  readonly direction: "wider" | "narrower" | "other";
  readonly what: string;
}

/** Something that has another meaning under the same name; undefined where one of the two has no such name. */
export interface Relabelled {
  readonly what: "root" | "source" | "record" | "parts" | "origin";
  readonly name: string;
  readonly old: string | undefined;
  readonly new: string | undefined;
}

/** Changes that no call shows. */
export function besidesCalls(old: Termed, new_: Termed): readonly Besides[] {
  return [
    ...expiryChange(old.expires, new_.expires),
    ...sessionsChange(old.runningSessions, new_.runningSessions),
    ...sumChanges(old.document, new_.document),
    ...askChanges(old.document, new_.document),
  ];
}

function expiryChange(old: number | undefined, new_: number | undefined): readonly Besides[] {
  if (old === new_) return [];
  const dayOf = (expires: number | undefined): string => (expires === undefined ? "never" : new Date(expires).toISOString());
  const direction = (new_ ?? Infinity) > (old ?? Infinity) ? "wider" : "narrower";
  return [{ direction, what: `expires ${dayOf(new_)} instead of ${dayOf(old)}` }];
}

const JUDGED = { in_force: "by the new charter", pinned: "by their own charter", stricter: "by the new charter and by their own" } as const;

/** What judges sessions that were opened under an older charter, in words. */
export function judgedBy(runningSessions: Termed["runningSessions"]): string {
  return JUDGED[runningSessions ?? "in_force"];
}

/** Both judges admit less than either alone; one of them instead of the other may admit more, or less. */
function sessionsChange(old: Termed["runningSessions"], new_: Termed["runningSessions"]): readonly Besides[] {
  if (old === new_) return [];
  const direction = new_ === "stricter" ? "narrower" : old === "stricter" ? "wider" : "other";
  return [{ direction, what: `sessions that run are judged ${judgedBy(new_)} instead of ${judgedBy(old)}` }];
}

/** Sums of one name whose measure changed; those that only one charter has show in its calls. */
function sumChanges({ budgets: before = [] }: MachineDocument, { budgets: after = [] }: MachineDocument): readonly Besides[] {
  return after.flatMap((budget): readonly Besides[] => {
    const old = before.find(({ name }) => name === budget.name);
    if (old === undefined) return [];
    if (measureOf(old) !== measureOf(budget))
      return [{ direction: "other", what: `${budget.name} adds up other calls, or over another time` }];
    if (old.most === budget.most) return [];
    const direction = budget.most > old.most ? "wider" : "narrower";
    return [{ direction, what: `${budget.name} may come to ${budget.most} instead of ${old.most}` }];
  });
}

/** What a sum adds up, and over which time. */
export function measureOf({ of, scope, resets }: Budget): string {
  return JSON.stringify([of, scope, resets]);
}

const ASKED = [
  ["atMost", "waiting", (role: string) => `calls that wait for \`${role}\` at once`],
  ["atMost", "anHour", (role: string) => `calls that \`${role}\` is asked about within an hour`],
  ["ofOneAgent", "waiting", (role: string) => `calls of one agent that wait for \`${role}\` at once`],
  ["ofOneAgent", "anHour", (role: string) => `calls of one agent that \`${role}\` is asked about within an hour`],
  ["ofOnePerson", "waiting", (role: string) => `calls that wait for one person of \`${role}\` at once`],
  ["ofOnePerson", "anHour", (role: string) => `calls that one person of \`${role}\` is asked about within an hour`],
] as const;

/** How often people of roles that both ask are asked, at most: more is wider, because beyond it calls are denied. */
function askChanges(old: MachineDocument, new_: MachineDocument): readonly Besides[] {
  const asked = (document: MachineDocument): readonly string[] => document.clauses.flatMap(({ obligation }) => obligation?.role ?? []);
  const roles = [...new Set(asked(new_))].filter((role) => asked(old).includes(role)).sort();
  const least = (document: MachineDocument, role: string, [whose, what]: (typeof ASKED)[number]): number => {
    const limits = (document.asks ?? []) as unknown as readonly AskLimits[];
    return Math.min(Infinity, ...limits.flatMap((limit) => (limit.role === role ? (limit[whose]?.[what] ?? []) : [])));
  };
  const worded = (count: number): string => (count === Infinity ? "any number" : String(count));
  return roles.flatMap((role) =>
    ASKED.flatMap((limit): readonly Besides[] => {
      const [before, after] = [least(old, role, limit), least(new_, role, limit)];
      if (before === after) return [];
      const [, , named] = limit;
      const what = `${named(role)}: at most ${worded(after)} instead of ${worded(before)}`;
      return [{ direction: after > before ? "wider" : "narrower", what }];
    }),
  );
}

/** Roots, sources, records, parts and origins that mean something else in the two. */
export function relabelled(old: MachineDocument, new_: MachineDocument): readonly Relabelled[] {
  const [before, after] = [namedMeanings(old), namedMeanings(new_)];
  const isInBoth = (tool: string): boolean => [old, new_].every(({ tools }) => tools.some(({ name }) => name === tool));
  return WHAT.flatMap((what) =>
    [...new Set([...Object.keys(before[what]), ...Object.keys(after[what])])].sort().flatMap((name) => {
      const [one, other] = [before[what][name], after[what][name]];
      const isOfBoth =
        what === "root" || (what === "source" || what === "parts" ? isInBoth(name) : one !== undefined && other !== undefined);
      return one === other || !isOfBoth ? [] : [{ what, name, ...wordsOf(what, one, other) }];
    }),
  );
}

const WHAT = ["root", "source", "record", "parts", "origin"] as const;
type Named = { readonly [what in (typeof WHAT)[number]]: { readonly [name: string]: string } };

/** By kind and name, what each means: folders and labels as people know them, of anything else the whole definition. */
function namedMeanings({ roots, tools, variables, records, parts, origins }: MachineDocument): Named {
  const formsOf = <Form>(list: unknown, name: (form: Form) => string): { readonly [name: string]: string } =>
    Object.fromEntries(((list ?? []) as readonly Form[]).map((form) => [name(form), JSON.stringify(form)]));
  const labelsOf = (reveals: (typeof tools)[number]["reveals"]): string =>
    reveals.map(({ variable }) => variables[variable]?.name).join(" and ");
  return {
    root: roots,
    source: Object.fromEntries(tools.map(({ name, reveals }) => [name, labelsOf(reveals)])),
    record: formsOf<RecordForm>(records, ({ name }) => name),
    parts: formsOf<PartsForm>(parts, ({ tool }) => tool),
    origin: formsOf<OriginLabels>(origins, ({ charter }) => charter),
  };
}

function wordsOf(what: Relabelled["what"], old: string | undefined, new_: string | undefined): Pick<Relabelled, "old" | "new"> {
  if (what === "root" || what === "source") return { old, new: new_ };
  return { old: old && "defined", new: new_ && (old === undefined ? "defined" : "another definition") };
}
