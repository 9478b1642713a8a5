/**
 * What sessions have learned from results, as the charters in force say under `records`: fields by key, for each (agent, user).
 * What is too much, too old, or may have changed unseen is not known.
 */
import { type Value, writeCanonical } from "../canonical-text.ts";
import { type AskedSession, celRecord, celValue, type KnownRecord } from "../charter/cel-language.ts";
import type { Situation } from "../charter/condition.ts";
import { todayIn } from "../meaning/instant.ts";
import { dataOf } from "../meaning/result-data.ts";
import { membersOf } from "../members.ts";
import type { Owner } from "../owner.ts";
import { CLOSED, type Sealed } from "../sealed.ts";

/** A value that is computed from a result; undefined where it is an error. */
export type Computed = (situation: Situation) => Value | undefined;

export interface RecordForm {
  readonly fullName: string;
  readonly tools: readonly string[];
  readonly zone: string;
  readonly each: Computed | undefined;
  readonly key: Computed;
  readonly keep: readonly (readonly [field: string, value: Computed])[];
  readonly max: number;
  readonly maxAgeMs: number;
}

const KEY_MAX = 256;
const FIELD_MAX = 4_096;

type Table = Map<string, { readonly fields: { readonly [field: string]: Value }; readonly since: number }>;

export class KnownRecords {
  #rules: readonly RecordForm[] = [];
  #session: AskedSession | undefined;
  readonly #tables = new Map<string, Table>();
  /** Owners of whom not every result is open, with the reason. */
  readonly #doubts = new Map<string, string>();

  adopt(rules: readonly RecordForm[], session: AskedSession): void {
    this.#rules = rules;
    this.#session = session;
    this.#tables.clear();
    this.#doubts.clear();
  }

  refresh(owner: Owner): void {
    this.#doubts.delete(nameOf(owner));
    for (const { fullName } of this.#rules) this.#tables.delete(nameOf(owner, fullName));
  }

  /** A tool's sealed answer. */
  receive(owner: Owner, tool: string, answer: Sealed, atMs: number): void {
    const rules = this.#rules.filter(({ tools }) => tools.includes(tool));
    if (rules.length === 0) return;
    if (answer === CLOSED) {
      this.#doubts.set(nameOf(owner), `a result of \`${tool}\` is not open`);
      return;
    }
    const { result } = membersOf(answer);
    const data = result === undefined ? undefined : dataOf(result);
    if (data !== undefined) for (const rule of rules) this.#learn(owner, rule, data, atMs);
  }

  /** Nobody knows what a call of the tool did. */
  doubt(owner: Owner, tool: string): void {
    for (const { tools, fullName } of this.#rules) if (tools.includes(tool)) this.#tables.delete(nameOf(owner, fullName));
  }

  of(owner: Owner, atMs: number): KnownRecord | { readonly doubt: string } {
    const doubt = this.#doubts.get(nameOf(owner));
    if (doubt !== undefined) return { doubt };
    return (fullName, key) => {
      const rule = this.#rules.find((one) => one.fullName === fullName);
      const known = this.#tables.get(nameOf(owner, fullName))?.get(keyName(key) ?? "");
      return rule === undefined || known === undefined || atMs - known.since > rule.maxAgeMs ? undefined : known.fields;
    };
  }

  #learn(owner: Owner, { fullName, zone, each, key, keep, max, maxAgeMs }: RecordForm, data: Value, atMs: number): void {
    const table: Table = this.#tables.get(nameOf(owner, fullName)) ?? new Map();
    this.#tables.set(nameOf(owner, fullName), table);
    for (const [name, { since }] of table) if (atMs - since > maxAgeMs) table.delete(name);
    if (this.#session !== undefined) this.#session.atMs = atMs;
    const situation: Situation = { values: new Map(), result: celValue(data), time: celRecord({ today: todayIn(atMs, zone) }) };
    const list = each?.(situation);
    const items =
      each === undefined ? [situation] : Array.isArray(list) ? list.map((item: Value) => ({ ...situation, item: celValue(item) })) : [];
    for (const one of items) {
      const name = keyName(key(one));
      if (name === undefined || (!table.has(name) && table.size >= max)) continue;
      const fields = keep.flatMap(([field, value]): (readonly [string, Value])[] => {
        const kept = value(one) ?? null;
        return kept === null || writeCanonical(kept).length > FIELD_MAX ? [] : [[field, kept]];
      });
      table.set(name, { fields: Object.fromEntries(fields), since: atMs });
    }
  }
}

/** Texts and numbers are keys. */
function keyName(key: Value | undefined): string | undefined {
  const name = typeof key === "string" || typeof key === "number" ? JSON.stringify(key) : undefined;
  return name === undefined || name.length > KEY_MAX ? undefined : name;
}

function nameOf({ agent, user }: Owner, records: string = ""): string {
  return JSON.stringify([agent, user, records]);
}
