/**
 * The names that conditions of one charter can use, and what they stand for in the machine. Where several charters are
 * composed, the machine's names carry the charter's; the author's do not.
 */
import { VOCABULARY } from "../../vocabulary/index.ts";
import type { Span } from "../source.ts";
import type { Constant, Expression } from "./expression.ts";
import type { FieldShape } from "./field-shape.ts";
import type { LearnedRecords } from "./operand.ts";

export interface Names {
  /** State variables by the author's name. */
  readonly states: ReadonlyMap<string, { readonly variable: string; readonly values: readonly (string | number | boolean)[] }>;
  /** Sources by name: the state variable that says whether their content was seen. */
  readonly sources: ReadonlyMap<string, string>;
  /** Of the sources, and of those that are there undeclared, whose words are as good as the user's. */
  readonly trusted: ReadonlySet<string>;
  /** Roots by name: their name in the machine. */
  readonly roots: ReadonlyMap<string, string>;
  readonly definitions: ReadonlyMap<string, Definition>;
  readonly records: ReadonlyMap<string, LearnedRecords>;
  /** What is known of the parts of a tool's calls, where they have any. */
  readonly parts: ReadonlyMap<string, FieldShape>;
  /** The charter's own name. */
  readonly charter: string;
  /** What stands before this charter's own names in the machine, where several are composed. */
  readonly namespace: string | undefined;
  /** IANA zone of the charter. */
  readonly zone: string;
}

export type Definition = { readonly span: Span } & (
  | { readonly kind: "expression"; readonly expression: Expression; readonly text: string }
  | { readonly kind: "constants"; readonly values: readonly Constant[] }
  | { readonly kind: "table"; readonly entries: readonly (readonly [key: string, value: Constant])[] }
);

/** Names of the language itself, which no definition may take. */
export const LANGUAGE_NAMES: ReadonlySet<string> = new Set([
  "args",
  "state",
  "session",
  "time",
  "contained",
  "result",
  "size",
  "seen",
  "has",
  "all",
  "exists",
  "path",
  "url",
  "part",
  "user",
  "task",
  "trusted",
  "untrusted",
  "from",
  "asked",
  "does",
  "sql",
  "shell",
  "git",
  "email",
  "phone",
  "iban",
  "money",
  "date",
  "http",
  "json",
  "text",
  "age",
  "duration",
  "true",
  "false",
  "null",
  "in",
  "as",
  "break",
  "const",
  "continue",
  "else",
  "for",
  "function",
  "if",
  "import",
  "let",
  "loop",
  "package",
  "namespace",
  "return",
  "var",
  "void",
  "while",
]);

/** Whose words a session was opened with: the latest message of the user, and the task. */
export const SPEAKERS: readonly string[] = ["user", "task"];

/** Interpreters that conditions can use: the whole vocabulary. */
export const INTERPRETERS: ReadonlySet<string> = new Set(Object.keys(VOCABULARY));

/** Facts by the name of their record: what can be asked, and of which kind it is. */
export const FACTS: { readonly [record: string]: { readonly [field: string]: "string" | "number" } } = {
  session: { role: "string", mandate: "string", user: "string" },
  time: { hour: "number", weekday: "number", day: "number", month: "number", today: "number" },
};
