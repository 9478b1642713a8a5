/**
 * What sessions have learned from results, as charters say (`records`): for each (agent, user) some fields by key, each with the
 * time it was learned. Folded from entries like the state; bounded: what no longer fits, is too old or was put in doubt is unknown.
 */
import type { Json } from "../../crypto/index.ts";
import type { Machine } from "../../kernel/index.ts";
import { derive, parsedResult } from "../../meaning/index.ts";
import type { RecordForm } from "../../vocabulary/index.ts";
import { RECORD_FIELD_SIZE_MAX, RECORD_KEY_SIZE_MAX } from "../limits.ts";
import { isObject } from "../lock.ts";
import type { Owner } from "./standing.ts";

/** The fields that are known under a key; undefined where none are. */
export type RecordLookup = (name: string, key: Json) => { readonly [field: string]: Json } | undefined;

interface Learned {
  readonly fields: { readonly [field: string]: Json };
  readonly atMs: number;
}

export class LearnedRecords {
  #rules: readonly RecordForm[] = [];
  #roots: { readonly [name: string]: string } = {};
  /** By owner, then by the records' name, then by key. */
  readonly #tables = new Map<string, Map<string, Map<string, Learned>>>();

  /** Another charter is in force: it has learned nothing yet. */
  adopt(machine: Machine): void {
    this.#rules = (machine.document.records ?? []).flatMap(rulesFrom);
    this.#roots = machine.document.roots;
    this.#tables.clear();
  }

  /** A fresh context knows nothing of what came before. */
  refresh(owner: Owner): void {
    this.#tables.delete(keyOf(owner));
  }

  /** What a tool returned, as `{content, …}`. Only what is strictly data is learned from. */
  receive(owner: Owner, tool: string, content: Json, atMs: number): void {
    const rules = this.#rules.filter(({ tools }) => tools.includes(tool));
    const result = rules.length === 0 ? undefined : parsedResult(content);
    if (result === undefined) return;
    for (const rule of rules) {
      const table = this.#tableOf(owner, rule);
      for (const [key, { atMs: since }] of table) if (isOld(rule, since, atMs)) table.delete(key);
      for (const item of this.#itemsOf(rule, result, atMs)) this.#learn(table, rule, { result, roots: this.#roots, atMs, ...item });
    }
  }

  /** Nobody knows what a call of the tool did: it may have changed what was learned. */
  doubt(owner: Owner, tool: string): void {
    for (const rule of this.#rules) if (rule.tools.includes(tool)) this.#tableOf(owner, rule).clear();
  }

  of(owner: Owner, atMs: number): RecordLookup {
    return (name, key) => {
      const rule = this.#rules.find((one) => one.name === name);
      const named = nameOfKey(key);
      const learned = rule === undefined || named === undefined ? undefined : this.#tableOf(owner, rule).get(named);
      return rule === undefined || learned === undefined || isOld(rule, learned.atMs, atMs) ? undefined : learned.fields;
    };
  }

  #itemsOf({ each }: RecordForm, result: Json, atMs: number): readonly { readonly item?: Json }[] {
    if (each === undefined) return [{}];
    const list = derive(each, { result, roots: this.#roots, atMs });
    return Array.isArray(list) ? list.map((item: Json) => ({ item })) : [];
  }

  #learn(table: Map<string, Learned>, rule: RecordForm, from: Parameters<typeof derive>[1]): void {
    const key = nameOfKey(derive(rule.key, from));
    if (key === undefined || (!table.has(key) && table.size >= rule.max)) return;
    const fields = Object.entries(rule.keep).flatMap(([field, kept]): (readonly [string, Json])[] => {
      const value = derive(kept, from);
      const isKept = value !== undefined && value !== null && JSON.stringify(value).length <= RECORD_FIELD_SIZE_MAX;
      return isKept ? [[field, value]] : [];
    });
    table.set(key, { fields: Object.fromEntries(fields), atMs: from.atMs });
  }

  #tableOf(owner: Owner, { name }: RecordForm): Map<string, Learned> {
    const tables = this.#tables.get(keyOf(owner)) ?? new Map<string, Map<string, Learned>>();
    const table = tables.get(name) ?? new Map<string, Learned>();
    this.#tables.set(keyOf(owner), tables.set(name, table));
    return table;
  }
}

function isOld({ maxAgeMs }: RecordForm, since: number, atMs: number): boolean {
  return maxAgeMs !== undefined && atMs - since > maxAgeMs;
}

/** Texts and numbers are keys; `"5"` and `5` are two. */
function nameOfKey(key: Json | undefined): string | undefined {
  const name = typeof key === "string" || typeof key === "number" ? JSON.stringify(key) : undefined;
  return name === undefined || name.length > RECORD_KEY_SIZE_MAX ? undefined : name;
}

/** What is not of the compiler's form teaches nothing. */
function rulesFrom(value: Json): readonly RecordForm[] {
  if (!isObject(value) || !Array.isArray(value["tools"]) || !isObject(value["keep"]) || typeof value["name"] !== "string") return [];
  return isObject(value["key"]) && typeof value["max"] === "number" ? [value as unknown as RecordForm] : [];
}

function keyOf({ agent, user }: Owner): string {
  return JSON.stringify([agent, user]);
}
