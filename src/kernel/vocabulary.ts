/**
 * The closed vocabulary of meaning: which interpreters exist, what each takes, and the type of every field and method of
 * its record. Plain data, so that the compiler can check a charter against it and the interpreters are tested against it.
 * INVARIANT: a record that is not opaque has every field listed here, with a value of the type listed here.
 */

/** The version a charter is compiled against; it grows with every change of a name or of what a name means. */
export const VOCABULARY_VERSION = 1;

/** `strings`: a list of strings. `commands`, `statements`: a list of records described in `PARTS`. */
export type MeaningType = "boolean" | "number" | "string" | "strings" | PartKind;

export type PartKind = "commands" | "statements";

/** What a method takes: the name of a folder in the charter's `roots`, or any constant text. */
export type ParameterType = "root" | "string";

export interface Method {
  readonly parameters: readonly ParameterType[];
  readonly answers: MeaningType;
}

export interface InterpreterSignature {
  /** What it reads: text, a number or text, text or a list of texts, an object, any JSON. */
  readonly takes: "string" | "number-or-string" | "string-or-strings" | "object" | "any";
  readonly fields: { readonly [field: string]: MeaningType };
  readonly methods: { readonly [method: string]: Method };
  /** The field that the bare record stands for in a comparison: `date(x) < date(y)`. */
  readonly compares?: string;
}

const WITHIN: Method = { parameters: ["string"], answers: "boolean" };

/** Fields of the records in a list. In an opaque part only `opaque`, `program` and `argv` are defined. */
export const PARTS: { readonly [kind in PartKind]: { readonly [field: string]: MeaningType } } = {
  commands: {
    opaque: "boolean", program: "string", subcommand: "string", argv: "strings",
    reads: "strings", writes: "strings", hosts: "strings",
  },
  statements: {
    opaque: "boolean", verb: "string", reads: "strings", writes: "strings", columns: "strings", functions: "strings",
    has_where: "boolean", has_limit: "boolean", limit: "number",
  },
};

/** Interpreter by name, as written in a condition: `path(args.path).in("work")`. */
export const VOCABULARY: { readonly [interpreter: string]: InterpreterSignature } = {
  path: {
    takes: "string",
    fields: {
      opaque: "boolean", absolute: "string", inside: "boolean", root: "string", relative: "string",
      segments: "strings", name: "string", extension: "string", hidden: "boolean",
    },
    methods: { in: { parameters: ["root"], answers: "boolean" } },
  },
  url: {
    takes: "string",
    fields: {
      opaque: "boolean", text: "string", scheme: "string", host: "string", domain: "string", port: "number",
      address: "string", path: "string", segments: "strings", query_keys: "strings",
    },
    methods: { within: WITHIN },
  },
  sql: {
    takes: "string",
    fields: {
      opaque: "boolean", statements: "statements", count: "number", verbs: "strings", reads: "strings", writes: "strings",
      columns: "strings", functions: "strings", read_only: "boolean", limit: "number",
    },
    methods: {},
  },
  shell: {
    takes: "string",
    fields: {
      opaque: "boolean", commands: "commands", count: "number", programs: "strings",
      reads: "strings", writes: "strings", hosts: "strings", pipes: "number",
    },
    methods: {},
  },
  git: {
    takes: "string-or-strings",
    fields: {
      opaque: "boolean", subcommand: "string", changes: "string", remote: "string", refs: "strings", paths: "strings",
      force: "boolean", network: "boolean",
    },
    methods: {},
  },
  email: {
    takes: "string",
    fields: { opaque: "boolean", address: "string", local: "string", domain: "string", registrable: "string" },
    methods: { within: WITHIN },
  },
  phone: {
    takes: "string",
    fields: { opaque: "boolean", number: "string", country_code: "number" },
    methods: {},
  },
  iban: {
    takes: "string",
    fields: { opaque: "boolean", number: "string", country: "string" },
    methods: {},
  },
  money: {
    takes: "number-or-string",
    fields: { opaque: "boolean", amount: "number", currency: "string", decimals: "number", text: "string" },
    methods: {},
    compares: "amount",
  },
  date: {
    takes: "string",
    fields: {
      opaque: "boolean", text: "string", ms: "number", year: "number", month: "number", day: "number",
      weekday: "string", has_time: "boolean",
    },
    methods: {},
    compares: "ms",
  },
  http: {
    takes: "object",
    fields: {
      opaque: "boolean", method: "string", safe: "boolean", scheme: "string", host: "string", domain: "string",
      path: "string", header_names: "strings", body_bytes: "number",
    },
    methods: { within: WITHIN },
  },
  json: {
    takes: "any",
    fields: { opaque: "boolean", kind: "string", size: "number", keys: "strings", depth: "number", bytes: "number" },
    methods: {},
  },
  text: {
    takes: "string",
    fields: {
      opaque: "boolean", size: "number", words: "number", lines: "number", script: "string",
      hosts: "strings", addresses: "strings",
    },
    methods: {},
  },
};
