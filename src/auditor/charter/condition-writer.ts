/**
 * From the text of a condition to the expression that is evaluated: CEL as `@bufbuild/cel` parses it, with definitions put
 * in, and what charters read otherwise than CEL's macros (see cel-language.ts) written as calls of functions. Whatever lies
 * outside the language is a doubt.
 */
import { type CelEnv, type CelInput, parse } from "@bufbuild/cel";
import { COMPARED, INTERPRETERS } from "../meaning/interpreters.ts";
import {
  celRecord,
  HAS_MEMBER,
  IN_ROOT,
  IS_FROM,
  IS_FROM_ONE,
  IS_UNKNOWN,
  JOINED,
  LIST_OF,
  RECORD_OF,
  SAYS,
  TIME_SINCE,
} from "./cel-language.ts";
import type { Scalar } from "./charter-yaml.ts";
import { callOf, constantOf, type Expression, type Kind, listOf, memberIn, selectExpr, stepsTo, textOf } from "./condition-tree.ts";
import type { Doubts } from "./doubts.ts";
import type { WrittenDefinition } from "./written-charter.ts";

/** What one charter's conditions may name. */
export interface Vocabulary {
  readonly charter: string;
  /** Whether a condition has asked on whose word a value comes. */
  asksOrigin: boolean;
  /** Everybody who may have written something, and those whose words are as good as the user's. */
  readonly writers: readonly string[];
  readonly trusted: readonly string[];
  readonly language: CelEnv;
  readonly definitions: ReadonlyMap<string, WrittenDefinition>;
  readonly states: readonly string[];
  readonly sources: readonly string[];
  /** Full names of records. */
  readonly records: ReadonlyMap<string, string>;
}

/** Definitions inside definitions, and the parts of a condition with all of them put in: as many as the language has. */
const DEPTH_MAX = 32;
const SIZE_MAX = 100_000;

const OPERATORS = ["_&&_", "_||_", "!_", "_?_:_", "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "-_"];
/** What CEL's quantifiers are made of. */
const FOLDING = ["@not_strictly_false", "__not_strictly_false__"];
const UNITS_MS: { readonly [unit: string]: number } = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const COMPARISONS = ["_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "@in"];
/** What a charter reads otherwise than CEL, or CEL does not have. */
const RENAMED: { readonly [name: string]: string } = { "_+_": JOINED, age: TIME_SINCE };
const FUNCTIONS = ["size", "time", ...Object.keys(RENAMED), ...INTERPRETERS.keys()];
const METHODS = ["size", "first", "last", "startsWith", "endsWith", "contains", "matches", "within", IN_ROOT];
const FACTS: { readonly [record: string]: readonly string[] } = {
  session: ["role", "mandate", "user"],
  time: ["hour", "weekday", "day", "month", "today"],
};
/** No element of a quantifier may be called like these: a definition inside the quantifier would read it instead. */
const OWN_NAMES = ["args", "result", "state", "seen", "session", "time", "contained", "part"];

/** CEL keeps `in` for itself: `.in(…)` is spelt otherwise while it is parsed. Texts in quotes stay as they are. */
const QUOTED = String.raw`[rR](?:"""[^]*?"""|'''[^]*?'''|"[^"\n]*"|'[^'\n]*')|"""[^]*?"""|'''[^]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'`;
const QUOTED_OR_IN = new RegExp(String.raw`(${QUOTED})|\.\s*in\s*\(`, "g");

export class ConditionWriter {
  /** Whether the condition reads anything of the call, its result, the session or the time, or looks up a table. */
  asks = false;
  /** The tables that the condition names, as it is evaluated. */
  readonly tables: { [name: string]: CelInput } = {};
  readonly #about: "args" | "result";
  readonly #vocabulary: Vocabulary;
  readonly #doubts: Doubts;
  #macros: { readonly [id: string]: Expression } = {};
  #depth = 0;
  #size = 0;

  constructor(about: "args" | "result", vocabulary: Vocabulary, doubts: Doubts) {
    this.#about = about;
    this.#vocabulary = vocabulary;
    this.#doubts = doubts;
  }

  /** The expression of a text; undefined, and a doubt, where there is none. */
  write(text: string, bound: readonly string[] = []): Expression | undefined {
    const macros = this.#macros;
    if (++this.#depth > DEPTH_MAX) this.#doubt("definitions are nested too deep");
    else
      try {
        const spelt = text.replace(QUOTED_OR_IN, (whole, quoted: string | undefined) => (quoted === undefined ? `.${IN_ROOT}(` : whole));
        const { expr, sourceInfo } = parse(spelt);
        this.#macros = sourceInfo?.macroCalls ?? {};
        return this.#put(expr, bound);
      } catch (cause) {
        this.#doubt(`\`${text}\` is not CEL: ${cause instanceof Error ? cause.message : String(cause)}`);
      } finally {
        this.#depth -= 1;
        this.#macros = macros;
      }
    return undefined;
  }

  #doubt(what: string): void {
    this.#doubts.note(what);
  }

  /** The expression with everything put in; `bound` are the elements of the quantifiers around it. */
  #put(at: Expression, bound: readonly string[]): Expression {
    if (++this.#size > SIZE_MAX) return at;
    const { exprKind } = at;
    switch (exprKind.case) {
      case "constExpr":
        if (["uint64Value", "bytesValue"].includes(exprKind.value.constantKind.case ?? "")) this.#doubt("JSON has no such constant");
        return at;
      case "identExpr":
        return bound.includes(exprKind.value.name) ? at : this.#name(at, exprKind.value.name);
      case "selectExpr":
        return this.#member(at, exprKind.value, bound);
      case "listExpr":
        return {
          ...at,
          exprKind: {
            case: "listExpr",
            value: { ...exprKind.value, elements: exprKind.value.elements.map((element) => this.#put(element, bound)) },
          },
        };
      case "callExpr":
        return this.#call(at, exprKind.value, bound);
      case "comprehensionExpr":
        return this.#quantifier(at, exprKind.value, bound);
      default:
        this.#doubt("a condition has no maps and messages");
        return at;
    }
  }

  #name(at: Expression, name: string): Expression {
    const definition = this.#vocabulary.definitions.get(name);
    switch (definition?.is) {
      case "condition":
        return this.write(definition.text) ?? at;
      case "list":
        return listOf(at, definition.values);
      case "table":
        this.tables[name] = celRecord(Object.fromEntries(definition.entries));
        return at;
      case undefined:
        if (name === this.#about || (name === "part" && this.#about === "args")) this.asks = true;
        else if (name !== "contained") this.#doubt(`\`${name}\` is not known`);
        return at;
    }
  }

  #member(at: Expression, { operand, field, testOnly }: Kind<"selectExpr">, bound: readonly string[]): Expression {
    if (operand === undefined) return at;
    if (testOnly) return callOf(at, HAS_MEMBER, [this.#put(operand, bound), constantOf(at, field)]);
    const record = operand.exprKind.case === "identExpr" ? operand.exprKind.value.name : "";
    const isFree = !bound.includes(record) && !this.#vocabulary.definitions.has(record);
    const known = record === "state" ? this.#vocabulary.states : FACTS[record];
    const table = isFree || bound.includes(record) ? undefined : this.#vocabulary.definitions.get(record);
    if (table?.is === "table") return this.#constantEntry(at, table.entries, field);
    if (!isFree || known === undefined)
      return { ...at, exprKind: { case: "selectExpr", value: { ...selectExpr(at), operand: this.#put(operand, bound) } } };
    if (!known.includes(field)) this.#doubt(`\`${record}\` has no \`${field}\``);
    if (record !== "state") this.asks = true;
    return at;
  }

  #call(at: Expression, { function: name, target, args }: Kind<"callExpr">, bound: readonly string[]): Expression {
    if (target?.exprKind.case === "identExpr" && this.#isSpeaker(target.exprKind.value.name, bound))
      return this.#says(at, target.exprKind.value.name, name, args);
    if (target !== undefined) {
      if (!METHODS.includes(name)) this.#doubt(`there is no method \`${name}\``);
      return callOf(
        at,
        name,
        args.map((argument) => this.#put(argument, bound)),
        this.#put(target, bound),
      );
    }
    const special = this.#special(at, name, args, bound);
    if (special !== undefined) return special;
    if (![...OPERATORS, ...FOLDING, ...FUNCTIONS].includes(name)) this.#doubt(`there is no function \`${name}\``);
    const inside = args.map((argument) => this.#put(argument, bound));
    if (name === "age" || name === "time") this.asks = true;
    return callOf(at, RENAMED[name] ?? name, COMPARISONS.includes(name) ? inside.map(asCompared) : inside);
  }

  /** What is not written as CEL evaluates it. */
  #special(
    at: Expression,
    name: string,
    [first, second, ...rest]: readonly Expression[],
    bound: readonly string[],
  ): Expression | undefined {
    if (first === undefined) return undefined;
    switch (name) {
      case "seen":
        return second === undefined ? this.#seen(at, this.#put(first, bound)) : undefined;
      case "from":
        return this.#isFrom(at, this.#put(first, bound), second === undefined ? [] : [second, ...rest]);
      case "fromOne":
        return this.#isFromOne(at, [first, ...(second === undefined ? [] : [second]), ...rest], bound);
      case "duration":
        return constantOf(at, this.#duration(textOf(this.#put(first, bound)) ?? ""));
      case "@in":
        return second === undefined ? undefined : this.#isIn(at, first, second, bound);
      case "_[_]": {
        if (second === undefined) return undefined;
        const record = first.exprKind.case === "identExpr" ? this.#recordNamed(first.exprKind.value.name, bound) : undefined;
        if (record === undefined) return this.#entry(at, this.#put(first, bound), this.#put(second, bound));
        this.asks = true;
        return callOf(at, RECORD_OF, [constantOf(at, record), this.#put(second, bound)]);
      }
      default:
        return undefined;
    }
  }

  /** `x in list`, and `args.id in booking`: whether such a record is known. */
  #isIn(at: Expression, value: Expression, list: Expression, bound: readonly string[]): Expression {
    const compared = asCompared(this.#put(value, bound));
    const records = list.exprKind.case === "identExpr" ? this.#recordNamed(list.exprKind.value.name, bound) : undefined;
    if (records === undefined)
      return callOf(at, "@in", [compared, this.#keysOf(list, bound) ?? callOf(at, LIST_OF, [this.#put(list, bound)])]);
    this.asks = true;
    return callOf(at, "!_", [callOf(at, IS_UNKNOWN, [constantOf(at, records), compared, constantOf(at, "")])]);
  }

  /** `seen("mail")` looks up what the tool results so far have revealed. */
  #seen(at: Expression, argument: Expression): Expression {
    const source = textOf(argument);
    if (source === undefined || !this.#vocabulary.sources.includes(source)) this.#doubt("`seen` takes the name of a source");
    return callOf(at, "_[_]", [
      { ...at, exprKind: { case: "identExpr", value: { $typeName: "cel.expr.Expr.Ident", name: "seen" } } },
      argument,
    ]);
  }

  /** `from(args.x, "user")`: what is absent comes from everybody, so the path to the value is asked, not the value. */
  #isFrom(at: Expression, value: Expression, named: readonly Expression[]): Expression {
    const { root, path } = stepsTo(value);
    if (root.exprKind.case !== "identExpr" || root.exprKind.value.name === "result") this.#doubt("origin is asked of an argument");
    return callOf(at, IS_FROM, [root, listOf(at, path), constantOf(at, this.#vocabulary.charter), this.#writersNamed(at, named)]);
  }

  /** `fromOne(args.x, args.y, "bank")`: values first, then sources. */
  #isFromOne(at: Expression, args: readonly Expression[], bound: readonly string[]): Expression {
    const given = args.map((argument) => this.#put(argument, bound));
    const end = given.findIndex((argument) => memberIn(argument) === undefined);
    const values = given.slice(0, Math.max(end, 0)).map(stepsTo);
    const [first] = values;
    const roots = new Set(values.map(({ root }) => (root.exprKind.case === "identExpr" ? root.exprKind.value.name : "")));
    const areArguments = roots.size === 1 && (roots.has("args") || roots.has("part"));
    if (first === undefined || values.length < 2 || !areArguments) this.#doubt("`fromOne` takes two arguments or more, then sources");
    const paths = listOf(
      at,
      values.map(({ path }) => JSON.stringify(path)),
    );
    const named = this.#writersNamed(at, args.slice(values.length));
    return callOf(at, IS_FROM_ONE, [first?.root ?? at, paths, constantOf(at, this.#vocabulary.charter), named]);
  }

  /** The sources that a condition names. */
  #writersNamed(at: Expression, named: readonly Expression[]): Expression {
    const { trusted, writers } = this.#vocabulary;
    const sources = named.flatMap((source) => {
      const name = source.exprKind.case === "identExpr" ? source.exprKind.value.name : "";
      if (name === "trusted" || name === "untrusted") return writers.filter((writer) => trusted.includes(writer) === (name === "trusted"));
      return textOf(this.#put(source, [])) ?? "";
    });
    if (sources.length === 0 || !sources.every((source) => writers.includes(source))) this.#doubt("`from` takes names of sources");
    this.asks = true;
    this.#vocabulary.asksOrigin = true;
    return listOf(at, sources);
  }

  #recordNamed(name: string, bound: readonly string[]): string | undefined {
    return bound.includes(name) || this.#vocabulary.definitions.has(name) ? undefined : this.#vocabulary.records.get(name);
  }

  /** `24h`, in milliseconds. */
  #duration(text: string): number {
    const [, count, unit = ""] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
    if (count === undefined) this.#doubt(`\`${text}\` is no duration`);
    return Number(count) * (UNITS_MS[unit] ?? 0);
  }

  #isSpeaker(name: string, bound: readonly string[]): boolean {
    return (name === "user" || name === "task") && !bound.includes(name) && !this.#vocabulary.definitions.has(name);
  }

  /** `user.says("pay")` */
  #says(at: Expression, speaker: string, method: string, args: readonly Expression[]): Expression {
    const words = args.map((word) => textOf(this.#put(word, [])));
    const isKnown = method === "says" || (method === "said" && speaker === "user");
    if (!isKnown || words.length === 0 || words.includes(undefined)) this.#doubt(`\`${speaker}.says\` takes words`);
    this.asks = true;
    return callOf(at, SAYS, [constantOf(at, method === "said" ? "ever" : speaker), listOf(at, words.map(String))]);
  }

  /** `x in table` asks for a key. */
  #keysOf(at: Expression, bound: readonly string[]): Expression | undefined {
    const name = at.exprKind.case === "identExpr" && !bound.includes(at.exprKind.value.name) ? at.exprKind.value.name : "";
    const definition = this.#vocabulary.definitions.get(name);
    return definition?.is === "table"
      ? listOf(
          at,
          definition.entries.map(([key]) => key),
        )
      : undefined;
  }

  /** `args["x"]` is `args.x`; any other key looks up a table. */
  #entry(at: Expression, of: Expression, key: Expression): Expression {
    const table = of.exprKind.case === "identExpr" ? this.#vocabulary.definitions.get(of.exprKind.value.name) : undefined;
    const constant = textOf(key);
    if (table?.is === "table" && constant !== undefined) return this.#constantEntry(at, table.entries, constant);
    if (table?.is === "table") this.asks = true;
    else if (constant === undefined) this.#doubt("elements of a list have no numbers");
    return callOf(at, "_[_]", [of, key]);
  }

  #constantEntry(at: Expression, entries: readonly (readonly [string, Scalar])[], key: string): Expression {
    const entry = entries.find(([name]) => name === key);
    if (entry === undefined) this.#doubt(`the table has no entry \`${key}\``);
    return constantOf(at, entry?.[1] ?? "");
  }

  /** CEL's `map` adds to a list, which is no joining of texts. */
  #appended(step: Expression, bound: readonly string[]): Expression {
    const call = step.exprKind.case === "callExpr" ? step.exprKind.value : undefined;
    const [list, item] = call?.args ?? [];
    if (call?.function !== "_+_" || list === undefined || item === undefined) {
      this.#doubt("`map` takes a name and a value");
      return step;
    }
    return callOf(step, "_+_", [list, this.#put(item, bound)]);
  }

  /** CEL's `filter` keeps the list or adds to it. */
  #kept(step: Expression, bound: readonly string[]): Expression {
    const call = step.exprKind.case === "callExpr" ? step.exprKind.value : undefined;
    const [holds, added, otherwise] = call?.args ?? [];
    if (call?.function !== "_?_:_" || holds === undefined || added === undefined || otherwise === undefined) {
      this.#doubt("`filter` takes a name and a condition");
      return step;
    }
    return callOf(step, "_?_:_", [this.#put(holds, bound), added, otherwise]);
  }

  #quantifier(at: Expression, value: Kind<"comprehensionExpr">, bound: readonly string[]): Expression {
    const macro = this.#macros[String(at.id)]?.exprKind;
    const name = macro?.case === "callExpr" ? macro.value.function : "";
    if (!["all", "exists", "map", "filter"].includes(name)) this.#doubt(`there is no quantifier \`${name}\``);
    if (OWN_NAMES.includes(value.iterVar)) this.#doubt(`an element is called \`${value.iterVar}\``);
    const inside = [...bound, value.iterVar, value.accuVar];
    const put = (part: Expression | undefined, names: readonly string[]): Expression => (part === undefined ? at : this.#put(part, names));
    const step = value.loopStep ?? at;
    return {
      ...at,
      exprKind: {
        case: "comprehensionExpr",
        value: {
          ...value,
          iterRange: callOf(at, LIST_OF, [put(value.iterRange, bound)]),
          accuInit: put(value.accuInit, inside),
          loopCondition: put(value.loopCondition, inside),
          loopStep:
            name === "map" ? this.#appended(step, inside) : name === "filter" ? this.#kept(step, inside) : put(value.loopStep, inside),
          result: put(value.result, inside),
        },
      },
    };
  }
}

/** In a comparison `money(…)` is its amount. */
export function asCompared(at: Expression): Expression {
  const { exprKind } = at;
  const field = exprKind.case === "callExpr" && exprKind.value.target === undefined ? COMPARED[exprKind.value.function] : undefined;
  if (field === undefined) return at;
  return { ...at, exprKind: { case: "selectExpr", value: { $typeName: "cel.expr.Expr.Select", operand: at, field, testOnly: false } } };
}
