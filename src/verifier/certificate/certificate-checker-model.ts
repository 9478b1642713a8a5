/**
 * Reads a model's JSON for the certificate checker, with a reader of its own. A document that is not of the documented form
 * gives undefined; nothing is guessed. What it yields are sets, so the checker never sees a condition.
 */
import { CheckerSets, EVERY, NONE, type States, type Tables } from "./certificate-checker-sets.ts";

export interface CheckerEvent {
  readonly name: string;
  readonly refusable: boolean;
  readonly relied: boolean;
  /** Who moves it: the agent, people, or the world, with the choice that it is a way of. */
  readonly agency: "controllable" | "human" | "uncontrollable";
  readonly choice: string;
  /** Where it is possible and permitted. */
  readonly step: States;
  readonly tables: Tables;
  /** The highest level that the event reads or assigns. */
  readonly top: number;
}

export interface CheckerModel {
  readonly sets: CheckerSets;
  /** The starting value at each level. */
  readonly initial: readonly number[];
  readonly bad: States;
  readonly events: readonly CheckerEvent[];
  readonly goals: readonly { readonly name: string; readonly set: States }[];
  /** Whether goals are to be reached whatever the world does. */
  readonly assured: boolean;
}

type Members = Readonly<Record<string, unknown>>;

function isMembers(item: unknown): item is Members {
  return typeof item === "object" && item !== null && !Array.isArray(item);
}

function listOf(item: unknown): readonly unknown[] {
  return Array.isArray(item) ? item : [];
}

/** The model with its variables in this order of levels; undefined where the document or the order is not right. */
export function readCheckerModel(document: unknown, order: readonly unknown[]): CheckerModel | undefined {
  if (!isMembers(document) || document["format"] !== "interlock-model/1") return undefined;
  const assume = isMembers(document["assume"]) ? document["assume"] : {};
  const counted = listOf(document["events"]).flatMap((item) => (isMembers(item) && item["outcome"] !== undefined ? [countOf(item)] : []));
  const reading = new Reading(listOf(document["variables"]), order, assume["failures"], [...new Set(counted)]);
  for (const item of listOf(document["define"])) reading.define(item);
  const circumstances = { live: assume["human"] === "live", stands: document["standing"] === true };
  const events = listOf(document["events"]).map((item) => reading.event(item, circumstances));
  const goals = listOf(document["goals"]).map((item) => reading.goal(item));
  const never = listOf(document["never"]).map((item) => reading.when(item));
  const bad = [...never, ...reading.unpermitted].reduce((left, right) => reading.sets.either(left, right), NONE);
  if (!reading.isSound) return undefined;
  return { sets: reading.sets, initial: reading.initial, bad, events, goals, assured: document["grade"] === "assured" };
}

/** The variable that counts the failures in a row of an event's choice, up to one more than is assumed. */
function countOf({ choice }: Members): string {
  return typeof choice === "string" ? `failures in a row: ${choice}` : "failures in a row";
}

class Reading {
  readonly sets: CheckerSets;
  readonly initial: number[] = [];
  readonly unpermitted: States[] = [];
  isSound = true;
  readonly #levels = new Map<unknown, number>();
  readonly #domains: (readonly unknown[])[] = [];
  readonly #defined = new Map<unknown, States>();
  /** The last value of each count of failures, and where some count has it; undefined where failures are not bounded. */
  readonly #exceeded: number | undefined;
  readonly #exempt: States;

  constructor(declared: readonly unknown[], order: readonly unknown[], most: unknown, counts: readonly string[]) {
    if (most !== undefined) this.#exceeded = Number.isSafeInteger(most) ? Number(most) + 1 : this.#unsound(0);
    const names = this.#exceeded === undefined ? [] : counts;
    const values = Array.from({ length: (this.#exceeded ?? 0) + 1 }, (_, failures) => failures);
    const variables = [...declared, ...names.map((name) => ({ name, values }))];
    for (const [level, name] of order.entries()) this.#levels.set(name, level);
    if (this.#levels.size !== variables.length || order.length !== variables.length) this.isSound = false;
    for (const item of variables) {
      const variable = isMembers(item) ? item : {};
      const level = this.#level(variable["name"]);
      const domain = listOf(variable["values"]);
      if (domain.length === 0 || new Set(domain).size !== domain.length || this.#domains[level] !== undefined) this.isSound = false;
      this.#domains[level] = domain;
      this.initial[level] = variable["initial"] === undefined ? 0 : this.#index(level, variable["initial"]);
    }
    this.sets = new CheckerSets(order.map((_, level) => this.#domains[level]?.length ?? 0));
    const exceeding = names.map((name) => this.sets.is(this.#level(name), new Set(values.slice(-1))));
    this.#exempt = exceeding.reduce((left, right) => this.sets.either(left, right), NONE);
  }

  #unsound<T>(stand: T): T {
    this.isSound = false;
    return stand;
  }

  #level(name: unknown): number {
    return this.#levels.get(name) ?? this.#unsound(0);
  }

  #index(level: number, value: unknown): number {
    const index = this.#domains[level]?.indexOf(value) ?? -1;
    return index >= 0 ? index : this.#unsound(0);
  }

  nameOf(item: unknown): string {
    const name = isMembers(item) ? item["name"] : undefined;
    return typeof name === "string" ? name : this.#unsound("");
  }

  when(item: unknown): States {
    return isMembers(item) ? this.#condition(item["when"]) : this.#unsound(NONE);
  }

  /** Nothing is promised any more once the world has failed too often. */
  goal(item: unknown): CheckerModel["goals"][number] {
    return { name: this.nameOf(item), set: this.sets.either(this.when(item), this.#exempt) };
  }

  define(item: unknown): void {
    const name = this.nameOf(item);
    if (this.#defined.has(name)) this.isSound = false;
    this.#defined.set(name, this.when(item));
  }

  #condition(item: unknown): States {
    if (typeof item === "boolean") return item ? EVERY : NONE;
    const [entry, ...more] = isMembers(item) ? Object.entries(item) : [];
    if (entry === undefined || more.length > 0) return this.#unsound(NONE);
    const [kind, body] = entry;
    if (kind === "not") return this.sets.minus(EVERY, this.#condition(body));
    if (kind === "defined") return this.#defined.get(body) ?? this.#unsound(NONE);
    if (!Array.isArray(body)) return this.#unsound(NONE);
    if (kind === "is") {
      const level = this.#level(body[0]);
      return this.sets.is(level, new Set(body.slice(1).map((value) => this.#index(level, value))));
    }
    const parts = body.map((part) => this.#condition(part));
    if (kind === "all") return parts.reduce((left, right) => this.sets.both(left, right), EVERY);
    return kind === "any" ? parts.reduce((left, right) => this.sets.either(left, right), NONE) : this.#unsound(NONE);
  }

  event(item: unknown, { live, stands }: { readonly live: boolean; readonly stands: boolean }): CheckerEvent {
    const members = isMembers(item) ? item : this.#unsound<Members>({});
    const agency = members["agency"];
    const isAgency = agency === "controllable" || agency === "human" || agency === "uncontrollable";
    const who = isAgency ? agency : this.#unsound("human" as const);
    const guard = members["guard"] === undefined ? EVERY : this.#condition(members["guard"]);
    const requires = members["requires"] === undefined ? EVERY : this.#condition(members["requires"]);
    const refusable = agency === "controllable" && !stands;
    if (!refusable) this.unpermitted.push(this.sets.minus(guard, requires));
    const tables = new Map<number, readonly number[]>();
    for (const effect of listOf(members["effects"])) {
      const change = isMembers(effect) ? effect : this.#unsound<Members>({});
      const level = this.#level(change["variable"]);
      if (tables.has(level)) this.isSound = false;
      tables.set(level, this.#table(level, change, guard));
    }
    this.#outcome(members, tables);
    const choice = typeof members["choice"] === "string" ? members["choice"] : "";
    const relied = members["relied"] === undefined ? agency !== "human" || live : members["relied"] === true;
    const step = this.sets.both(guard, requires);
    const top = Math.min(this.sets.level(step), ...tables.keys());
    return { name: this.nameOf(item), refusable, relied, agency: who, choice, step, tables, top };
  }

  /** Success ends the count, failure counts, and what has been exceeded stays so. */
  #outcome(members: Members, tables: Map<number, readonly number[]>): void {
    const { outcome } = members;
    const exceeded = this.#exceeded;
    if (outcome !== undefined && outcome !== "success" && outcome !== "failure") this.isSound = false;
    if (exceeded === undefined || outcome === undefined) return;
    const after = (count: number): number => (count === exceeded ? count : outcome === "success" ? 0 : count + 1);
    tables.set(
      this.#level(countOf(members)),
      Array.from(this.#domains[this.#level(countOf(members))] ?? [], (_, count) => after(count)),
    );
  }

  #table(level: number, change: Members, guard: States): readonly number[] {
    const domain = this.#domains[level] ?? [];
    const table = domain.map((_, value) => value);
    if ("to" in change) return table.fill(this.#index(level, change["to"]));
    for (const pair of listOf(change["map"])) {
      const [from, to] = listOf(pair);
      table[this.#index(level, from)] = this.#index(level, to);
    }
    if (!("add" in change)) return table;
    return domain.map((value, index) => {
      const sum = domain.indexOf(Number(value) + Number(change["add"]));
      if (sum < 0 && this.sets.both(guard, this.sets.is(level, new Set([index]))) !== NONE) this.isSound = false;
      return Math.max(sum, 0);
    });
  }
}
