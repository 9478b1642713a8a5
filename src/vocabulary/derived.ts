/**
 * Values that are computed from a call, its session and its result before they are judged: fields of records, parts of a call,
 * lists put together, texts joined, two values compared. Plain data that the compiler writes and whoever decides evaluates; the kernel
 * sees the outcome only. Anything that cannot be computed is undefined, and so is what rests on it.
 */

export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [name: string]: Plain };

export type Derived =
  | { readonly is: "constant"; readonly value: Plain }
  /** A place in the arguments, the result, an item of it, the part that is judged, the session, or the element of the innermost list. */
  | { readonly is: "place"; readonly root: "args" | "result" | "item" | "part" | "session" | "element"; readonly path: readonly string[] }
  | { readonly is: "member"; readonly of: Derived; readonly name: string }
  /** Whether an object has the member; undefined for anything but an object. */
  | { readonly is: "has"; readonly of: Derived; readonly name: string }
  /** The fields that are known under a key. */
  | { readonly is: "record"; readonly name: string; readonly key: Derived }
  /** Whether nothing is known under a key, or not this field; undefined where there is no key. */
  | { readonly is: "unknown"; readonly name: string; readonly key: Derived; readonly field?: string }
  | {
      readonly is: "meaning";
      readonly interpreter: string;
      readonly of: Derived;
      readonly field: string;
      readonly parameters: readonly string[];
    }
  /** The list of what is given for each element: undefined if one is (`map`), or with null in its place (`each`). */
  | { readonly is: "map" | "each"; readonly list: Derived; readonly give: Derived }
  /** The elements for which it holds; undefined if it is for one. */
  | { readonly is: "filter"; readonly list: Derived; readonly holds: Derived }
  /** An element of a list that has any. */
  | { readonly is: "first" | "last"; readonly of: Derived }
  | { readonly is: "all" | "exists"; readonly list: Derived; readonly holds: Derived }
  /** Texts, one after the other. */
  | { readonly is: "join"; readonly parts: readonly Derived[] }
  | { readonly is: "compare"; readonly operator: "==" | "<" | "<="; readonly left: Derived; readonly right: Derived }
  | { readonly is: "in"; readonly of: Derived; readonly list: Derived }
  | { readonly is: "text"; readonly method: "startsWith" | "endsWith" | "contains"; readonly of: Derived; readonly text: string }
  | { readonly is: "size"; readonly of: Derived }
  | { readonly is: "not"; readonly of: Derived }
  | { readonly is: "and" | "or"; readonly parts: readonly Derived[] }
  /** Milliseconds of ledger time since that moment. */
  | { readonly is: "age"; readonly of: Derived }
  /** The moment that a date names, in milliseconds; in the zone where it names none itself. */
  | { readonly is: "time"; readonly of: Derived; readonly zone: string }
  /** The first moment of ledger time's day in the zone, as a date without a zone has it. */
  | { readonly is: "today"; readonly zone: string };

/** What a charter learns from results: for each key, some fields. */
export interface RecordForm {
  readonly name: string;
  readonly tools: readonly string[];
  /** The list in the result of which each item is one record; without it the result is one. */
  readonly each?: Derived;
  readonly key: Derived;
  readonly keep: { readonly [field: string]: Derived };
  readonly max: number;
  readonly maxAgeMs?: number;
}
