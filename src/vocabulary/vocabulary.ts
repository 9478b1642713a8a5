/**
 * The closed vocabulary of meaning: which interpreters exist, what each takes, and the type of every field and method of
 * its record. Plain data, so that the compiler can check a charter against it and the interpreters are tested against it.
 * INVARIANT: a record that is not opaque has every field listed here, with a value of the type listed here.
 */

/** `strings`: a list of strings. `commands`, `statements`: a list of records described in `PARTS`. */
export type MeaningType = "boolean" | "number" | "string" | "strings" | PartKind;

export type PartKind = "commands" | "statements";

/** What a method takes: the name of a folder in the charter's `roots`, or any constant text. */
export type ParameterType = "root" | "string";

export interface Method {
  readonly parameters: readonly ParameterType[];
  readonly answers: MeaningType;
}

export type Fields = { readonly [field: string]: MeaningType };

export interface InterpreterSignature {
  /** What it reads: text, a number or text, text or a list of texts, an object, any JSON. */
  readonly takes: "string" | "number-or-string" | "string-or-strings" | "object" | "any";
  readonly fields: Fields;
  readonly methods: { readonly [method: string]: Method };
  /** The field that the bare record stands for in a comparison: `date(x) < date(y)`. */
  readonly compares?: string;
}

/** Names of fields, apart by spaces, under their type. */
function fields(names: { readonly [type in MeaningType]?: string }): Fields {
  const entries = Object.entries(names) as [MeaningType, string][];
  return Object.fromEntries(entries.flatMap(([type, list]) => list.split(" ").map((name) => [name, type])));
}

const WITHIN = { within: { parameters: ["string"], answers: "boolean" } } as const;

/** Fields of the records in a list. In an opaque command only `opaque`, `program` (then "") and `argv` are defined. */
export const PARTS: { readonly [kind in PartKind]: Fields } = {
  commands: fields({ boolean: "opaque", string: "program subcommand", strings: "argv reads writes hosts" }),
  statements: fields({
    boolean: "opaque has_where has_limit",
    number: "limit",
    string: "verb",
    strings: "reads writes columns functions",
  }),
};

/** Interpreter by name, as written in a condition: `path(args.path).in("work")`. */
export const VOCABULARY: { readonly [interpreter: string]: InterpreterSignature } = {
  path: {
    takes: "string",
    fields: fields({ boolean: "opaque inside hidden", string: "absolute root relative name extension", strings: "segments" }),
    methods: { in: { parameters: ["root"], answers: "boolean" } },
  },
  url: {
    takes: "string",
    fields: fields({
      boolean: "opaque",
      number: "port",
      string: "text scheme host domain address path",
      strings: "segments query_keys",
    }),
    methods: WITHIN,
  },
  sql: {
    takes: "string",
    fields: fields({
      boolean: "opaque read_only",
      number: "count limit",
      strings: "verbs reads writes columns functions",
      statements: "statements",
    }),
    methods: {},
  },
  shell: {
    takes: "string",
    fields: fields({ boolean: "opaque", number: "count pipes", strings: "programs reads writes hosts", commands: "commands" }),
    methods: {},
  },
  git: {
    takes: "string-or-strings",
    fields: fields({ boolean: "opaque force network", string: "subcommand changes remote", strings: "refs paths" }),
    methods: {},
  },
  email: { takes: "string", fields: fields({ boolean: "opaque", string: "address local domain registrable" }), methods: WITHIN },
  phone: { takes: "string", fields: fields({ boolean: "opaque", number: "country_code", string: "number" }), methods: {} },
  iban: { takes: "string", fields: fields({ boolean: "opaque", string: "number country" }), methods: {} },
  money: {
    takes: "number-or-string",
    fields: fields({ boolean: "opaque", number: "amount decimals", string: "currency text" }),
    methods: {},
    compares: "amount",
  },
  date: {
    takes: "string",
    fields: fields({ boolean: "opaque has_time", number: "ms year month day", string: "text weekday" }),
    methods: {},
    compares: "ms",
  },
  http: {
    takes: "object",
    fields: fields({
      boolean: "opaque safe",
      number: "body_bytes",
      string: "method scheme host domain path",
      strings: "header_names",
    }),
    methods: WITHIN,
  },
  json: {
    takes: "any",
    fields: fields({ boolean: "opaque", number: "size depth bytes", string: "kind", strings: "keys" }),
    methods: {},
  },
  text: {
    takes: "string",
    fields: fields({ boolean: "opaque", number: "size words lines", string: "script", strings: "hosts addresses" }),
    methods: {},
  },
};
