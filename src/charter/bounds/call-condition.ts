/**
 * A bound on calls as a condition on the calls of one action, in the bound's own words: what `does` and `asked` mean there is
 * put in, and facts, which no clause of ours is to rest on, may be what is worst. It holds of every such call that breaks the bound.
 */
import { parseDocument } from "yaml";
import { parseCondition } from "../condition/condition-parser.ts";
import { childrenOf, type Expression } from "../condition/expression.ts";
import { Reporter } from "../diagnostic.ts";
import { expand } from "../patterns.ts";
import { textOf } from "../source.ts";
import { conditionText } from "../text/condition-text.ts";

/** The words of a charter that conditions are made of: `when` by action, and definitions by name. */
export interface CharterWords {
  readonly whens: ReadonlyMap<string, string>;
  readonly definitions: ReadonlyMap<string, string>;
}

export interface CallCondition {
  /** Empty where it holds of every call. */
  readonly when: string;
  /** The parts that ask facts and were left out, so that the condition holds of more calls. */
  readonly leftOut: readonly string[];
}

/** Reads the words of a charter that compiles. */
export function charterWords(text: string): CharterWords {
  const charter = asRecord(parseDocument(text, { schema: "core" }).toJS());
  const whens = Object.entries(asRecord(charter["actions"])).flatMap(([name, action]) => {
    const when = asRecord(action)["when"];
    return when === undefined ? [] : [[name, String(when)] as const];
  });
  const definitions = Object.entries(asRecord(charter["define"])).map(([name, value]) => [name, String(value)] as const);
  return { whens: new Map(whens), definitions: new Map(definitions) };
}

function asRecord(value: unknown): { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as { readonly [name: string]: unknown }) : {};
}

/** How the actions that a bound names stand to the calls it is asked of: always, never, or where this condition holds. */
export type Doing = (action: string) => boolean | string;

export interface Circumstances {
  readonly words: CharterWords;
  /** Every action of the charter. */
  readonly actions: readonly string[];
  readonly does: Doing;
  readonly asked: boolean;
}

/** The condition on calls that a bound's condition is there; undefined where it is none that we can read. */
export function callCondition(bound: string, circumstances: Circumstances): CallCondition | undefined {
  const leftOut = new Set<string>();
  const printed = parsed(bound) === undefined ? undefined : print(parsed(bound), circumstances, true, leftOut);
  if (printed === undefined) return undefined;
  const when = printed.text === "true" ? "" : printed.text;
  return { when, leftOut: [...leftOut] };
}

/** Whether a condition asks facts of session, time, origin or records, in itself or in a definition that it uses. */
export function asksFacts(condition: string, words: CharterWords): boolean {
  const expression = parsed(condition);
  return expression === undefined || isAboutFacts(expression, words);
}

const FACTS = new Set(["session", "time", "user", "task"]);
const FACT_FUNCTIONS = new Set(["from", "age", "now"]);

function isAboutFacts(expression: Expression, words: CharterWords): boolean {
  if (expression.kind === "name") {
    if (FACTS.has(expression.name)) return true;
    const definition = words.definitions.get(expression.name);
    const meant = definition === undefined ? undefined : parsed(definition);
    return meant !== undefined && isAboutFacts(meant, words);
  }
  if (expression.kind === "call" && expression.of === undefined && FACT_FUNCTIONS.has(expression.name)) return true;
  return childrenOf(expression).some((child) => isAboutFacts(child, words));
}

function parsed(text: string): Expression | undefined {
  const source = { file: "", text };
  return parseCondition(conditionText(text, { source, start: 0, end: text.length }), new Reporter());
}

interface Printed {
  readonly text: string;
  /** How tightly it binds: an atom 3, `!` 3, `&&` 2, `||` 1, `? :` 0. */
  readonly binds: number;
}

const TRUE: Printed = { text: "true", binds: 3 };
const FALSE: Printed = { text: "false", binds: 3 };

/** `holding`: whether more calls are covered if this part holds more often. */
function print(expression: Expression | undefined, at: Circumstances, holding: boolean, leftOut: Set<string>): Printed {
  if (expression === undefined) return FALSE;
  const connected = connective(expression, at, holding, leftOut) ?? doneOrAsked(expression, at);
  if (connected !== undefined) return connected;
  const aboutFacts = isAboutFacts(expression, at.words);
  const definition = expression.kind === "name" ? at.words.definitions.get(expression.name) : undefined;
  if (definition !== undefined && (aboutFacts || /\b(does|asked)\(/.test(definition)))
    return print(parsed(definition), at, holding, leftOut);
  if (!aboutFacts) return { text: textOf(expression.span), binds: isComparison(expression) ? 2.5 : 3 };
  leftOut.add(textOf(expression.span));
  return holding ? TRUE : FALSE;
}

function connective(expression: Expression, at: Circumstances, holding: boolean, leftOut: Set<string>): Printed | undefined {
  if (expression.kind !== "operator") return undefined;
  const parts = (same: boolean): Printed[] => expression.operands.map((part) => print(part, at, same === holding, leftOut));
  if (expression.operator === "&&") return joined(parts(true), "&&");
  if (expression.operator === "||") return joined(parts(true), "||");
  if (expression.operator === "!") return negated(parts(false)[0] ?? TRUE);
  if (expression.operator !== "?:" || isAboutFacts(expression, at.words)) return undefined;
  const [test, yes, no] = parts(true).map((part) => bracketed(part, 1));
  return { text: `${test} ? ${yes} : ${no}`, binds: 0 };
}

function doneOrAsked(expression: Expression, at: Circumstances): Printed | undefined {
  if (expression.kind === "constant" && typeof expression.value === "boolean") return expression.value ? TRUE : FALSE;
  if (expression.kind !== "call" || expression.of !== undefined) return undefined;
  if (expression.name === "asked") return at.asked ? TRUE : FALSE;
  return expression.name === "does" ? doing(expression.arguments[0], at) : undefined;
}

function isComparison(expression: Expression): boolean {
  return expression.kind === "operator";
}

function doing(pattern: Expression | undefined, { actions, does }: Circumstances): Printed {
  const named = pattern?.kind === "constant" ? expand(String(pattern.value), actions) : [];
  return joined(
    named.map((action) => {
      const done = does(action);
      return done === true ? TRUE : done === false ? FALSE : { text: `(${done})`, binds: 3 };
    }),
    "||",
  );
}

/** CEL's `&&` and `||` of parts, without the constants. */
function joined(parts: readonly Printed[], operator: "&&" | "||"): Printed {
  const [neutral, decisive] = operator === "&&" ? [TRUE, FALSE] : [FALSE, TRUE];
  if (parts.some(({ text }) => text === decisive.text)) return decisive;
  const kept = parts.filter(({ text }) => text !== neutral.text);
  const [only] = kept;
  if (only === undefined) return neutral;
  if (kept.length === 1) return only;
  const binds = operator === "&&" ? 2 : 1;
  return { text: kept.map((part) => bracketed(part, binds)).join(` ${operator} `), binds };
}

function negated(part: Printed): Printed {
  if (part.text === TRUE.text) return FALSE;
  if (part.text === FALSE.text) return TRUE;
  return { text: `!${bracketed(part, 3)}`, binds: 3 };
}

function bracketed({ text, binds }: Printed, least: number): string {
  return binds < least ? `(${text})` : text;
}
