/**
 * The functions that conditions have beyond CEL's own, and the few of CEL's own that `@bufbuild/cel` or the language of
 * charters reads otherwise: texts are ordered by code points (CEL's specification; JavaScript compares code units), truth
 * values have no order, only lists have elements, `has` asks objects only and is true of a member that is null.
 */
import {
  type CelEnv,
  type CelInput,
  type CelList,
  type CelMap,
  CelScalar,
  celEnv,
  celFunc,
  celMap,
  celMethod,
  isCelList,
  isCelMap,
  listType,
  mapType,
} from "@bufbuild/cel";
import type { Value } from "../canonical-text.ts";
import { instantIn } from "../meaning/instant.ts";
import { INTERPRETERS } from "../meaning/interpreters.ts";
import { hostIsWithin } from "../meaning/url-record.ts";
import type { SessionVoice } from "../origin/session-words.ts";

const { BOOL, DYN, STRING } = CelScalar;
const LIST = listType(DYN);
const MAP = mapType(DYN, DYN);

/** What the functions are called that no charter can write; see condition.ts, which writes them. */
export const LIST_OF = "@list_of";
export const HAS_MEMBER = "@has_member";
export const IN_ROOT = "in_root";
export const IS_FROM = "@is_from";
export const IS_FROM_ONE = "@is_from_one";
export const SAYS = "@says";
export const RECORD_OF = "@record";
/** Why there is no answer. */
export const IS_OPAQUE = "@is_opaque";
export const IS_UNKNOWN = "@is_unknown";
export const IS_FULL = "@is_full";
export const JOINED = "@joined";
export const TIME_SINCE = "@age";
/** A text put together from others is no longer than this. */
const JOINED_MAX = 65_536;

/** The fields that are known of a record, by its full name and a key. */
export type KnownRecord = (fullName: string, key: Value | undefined) => { readonly [field: string]: Value } | undefined;

/** The session that the call which is being judged was made in. */
export interface AskedSession {
  voice?: SessionVoice;
  record?: KnownRecord;
  /** Ledger time. */
  atMs?: number;
}

/** The language of one charter: its roots are what `path(…)` knows, its zone is where days begin. */
export function languageOf(roots: ReadonlyMap<string, string>, zone: string, session: AskedSession): CelEnv {
  const orders: readonly (readonly [string, (order: number) => boolean])[] = [
    ["_<_", (order) => order < 0],
    ["_<=_", (order) => order <= 0],
    ["_>_", (order) => order > 0],
    ["_>=_", (order) => order >= 0],
  ];
  return celEnv({
    funcs: [
      ...orders.map(([name, holds]) => celFunc(name, [STRING, STRING], BOOL, (left, right) => holds(orderOfTexts(left, right)))),
      ...orders.map(([name]) => celFunc(name, [BOOL, BOOL], BOOL, () => failing())),
      celFunc(LIST_OF, [LIST], LIST, (list) => list),
      celFunc(HAS_MEMBER, [MAP, STRING], BOOL, (map, name) => map.get(name) !== undefined),
      celFunc(IS_FROM, [DYN, LIST, STRING, LIST], BOOL, (root, path, charter, sources) => {
        return session.voice?.isFrom(charter, valueAt(root, path), [...sources].map(String)) ?? failing();
      }),
      celFunc(IS_FROM_ONE, [DYN, LIST, STRING, LIST], BOOL, (root, paths, charter, sources) => {
        const values = [...paths].map((path) => valueAt(root, JSON.parse(String(path)) as readonly string[]));
        return session.voice?.isFromOne(charter, values, [...sources].map(String)) ?? failing();
      }),
      celFunc(SAYS, [STRING, LIST], BOOL, (speaker, words) => {
        return session.voice?.says(speaker as Parameters<SessionVoice["says"]>[0], [...words].map(String)) ?? failing();
      }),
      celFunc(RECORD_OF, [STRING, DYN], MAP, (name, key) => celRecord(session.record?.(name, plainOf(key)) ?? failing())),
      celFunc(IS_OPAQUE, [MAP], BOOL, (record) => record.get("opaque") === true),
      celFunc(IS_UNKNOWN, [STRING, DYN, STRING], BOOL, (name, key, field) => {
        const known = session.record?.(name, plainOf(key));
        return known === undefined || (field !== "" && !Object.hasOwn(known, field));
      }),
      celFunc(IS_FULL, [STRING], BOOL, (charter) => session.voice?.isFull(charter) === true),
      celFunc(JOINED, [STRING, STRING], STRING, (left, right) => (left.length + right.length > JOINED_MAX ? failing() : left + right)),
      celFunc(TIME_SINCE, [CelScalar.DOUBLE], CelScalar.DOUBLE, (moment) => (session.atMs ?? failing()) - moment),
      celFunc("time", [STRING], CelScalar.DOUBLE, (text) => instantIn(text, zone) ?? failing()),
      ...[...INTERPRETERS].map(([name, read]) => celFunc(name, [DYN], MAP, (value) => celRecord(read(plainOf(value) ?? null, roots)))),
      celMethod("first", LIST, [], DYN, function () {
        return [...this].at(0) ?? nullIn(this);
      }),
      celMethod("last", LIST, [], DYN, function () {
        return [...this].at(-1) ?? nullIn(this);
      }),
      celMethod(IN_ROOT, MAP, [STRING], BOOL, function (root) {
        const [folder, path] = [roots.get(root), this.get("absolute")];
        if (folder === undefined || typeof path !== "string") return failing();
        return path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);
      }),
      celMethod("within", MAP, [STRING], BOOL, function (domain) {
        const host = this.get("host") ?? (this.get("local") === undefined ? undefined : this.get("domain"));
        return typeof host === "string" ? hostIsWithin(host, domain) : failing();
      }),
    ],
  });
}

/** A JSON value as CEL sees it: numbers are doubles, objects are maps by own members only. */
export function celValue(value: Value): CelInput {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return (value as readonly Value[]).map(celValue);
  return celRecord(value as { readonly [name: string]: Value });
}

export function celRecord(record: { readonly [name: string]: Value }): CelMap {
  return celMap(new Map(Object.entries(record).map(([name, value]) => [name, celValue(value)])));
}

/** What stands at a path of names, or nothing. */
function valueAt(root: unknown, path: Iterable<unknown>): Value | undefined {
  return plainOf([...path].reduce<unknown>((at, name) => (isCelMap(at) ? at.get(String(name)) : undefined), root));
}

/** The JSON value that CEL sees. */
export function plainOf(value: unknown): Value | undefined {
  if (isCelMap(value)) return Object.fromEntries([...value].map(([name, member]) => [String(name), plainOf(member) ?? null]));
  if (isCelList(value)) return [...value].map((item) => plainOf(item) ?? null);
  if (typeof value === "bigint") return Number(value);
  return value === undefined ? undefined : (value as Value);
}

/** By code points: below zero, zero or above. */
function orderOfTexts(left: string, right: string): number {
  const [ours, theirs] = [[...left], [...right]];
  for (const [place, sign] of ours.entries()) {
    const order = (sign.codePointAt(0) ?? 0) - (theirs[place]?.codePointAt(0) ?? -1);
    if (order !== 0) return order;
  }
  return ours.length - theirs.length;
}

/** CEL's evaluator turns what a function throws into an error of the condition. Made once: an error's stack is costly, and unread. */
const NO_VALUE = new Error("no value");

/** What stands at the end of a list where there is no value: null, or nothing. */
function nullIn(list: CelList): null {
  return list.size === 0 ? failing() : null;
}

function failing(): never {
  throw NO_VALUE;
}
