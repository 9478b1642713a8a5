/**
 * The type checker of conditions: resolves every name, says what each part stands for, and turns the whole into a formula.
 * What is valid CEL but outside the finite part of it is refused with what is possible instead.
 */
import { NESTING_MAX as LISTS_MAX } from "../../kernel/index.ts";
import type { Lack } from "../../vocabulary/index.ts";
import type { Reporter } from "../diagnostic.ts";
import type { CharterCode } from "../faults.ts";
import { ALWAYS, and, FAILING, NEVER, not, or, question } from "../formula/connectives.ts";
import { asksState, type Formula, isOfElement, questionsIn } from "../formula/formula.ts";
import { EXPRESSION_SIZE_MAX, NESTING_MAX } from "../limits.ts";
import { suggestion } from "../nearest.ts";
import type { Span } from "../source.ts";
import type { Asking } from "./asking.ts";
import { call } from "./calls.ts";
import { compare, eachEntry, isComparing, isIn } from "./comparison.ts";
import { filtered, joinedTexts, mapped, partOf, recordMember, recordUnder } from "./computing.ts";
import { derivedOf } from "./derived.ts";
import { type Constant, childrenOf, type Expression, type Operator } from "./expression.ts";
import { elementShape, type FieldShape } from "./field-shape.ts";
import { type KeptScope, keptValue } from "./kept-value.ts";
import { entryOf, factOf, memberOf } from "./members.ts";
import { FACTS, type Names } from "./names.ts";
import { NotedNeeds } from "./noted-needs.ts";
import { misfit, nounOf, type Operand, type ValueOperand } from "./operand.ts";
import { IS_DEFINED, IS_OBJECT, IS_TRUE } from "./predicate.ts";
import { quantified } from "./quantifier.ts";
import { asCompared, meaningMember } from "./records.ts";

/** What a condition is about: a call of one of these tools, or the result of one. */
export interface Subject {
  readonly about: "call" | "result";
  readonly tools: readonly FieldShape[];
  /** In a bound: the actions that it can ask for. */
  readonly actions?: readonly string[];
}

/** The formula of a condition, or `undefined` after reporting what is wrong. */
export function checkCondition(expression: Expression, subject: Subject, names: Names, reporter: Reporter): Formula | undefined {
  return checkGuard(expression, subject, names, reporter)?.formula;
}

/** The formula of a condition with what it needs for an answer, or `undefined` after reporting what is wrong. */
export function checkGuard(
  expression: Expression,
  subject: Subject,
  names: Names,
  reporter: Reporter,
): { readonly formula: Formula; readonly needs: readonly Lack[] } | undefined {
  const checker = new Checker(subject, names, reporter);
  const formula = checker.root(expression);
  return formula === undefined ? undefined : { formula, needs: checker.needs.all };
}

/** The value of the call that an expression stands for, with what it needs; `undefined` where there is none, and after a report. */
export function checkArgument(
  expression: Expression,
  subject: Subject,
  names: Names,
  reporter: Reporter,
): (ValueOperand & { readonly needs: readonly Lack[] }) | undefined {
  const checker = new Checker(subject, names, reporter);
  const operand = checker.operand(expression);
  return operand?.kind === "value" ? { ...operand, needs: checker.needs.all } : undefined;
}

/** Inside a quantifier: the name of the element, and what it stands for. */
interface Bound {
  readonly variable: string;
  readonly element: ValueOperand;
  readonly depth: number;
}

const CALCULATING: ReadonlySet<Operator> = new Set(["+", "-", "*", "/", "%", "negate"]);

class Checker implements Asking {
  readonly names: Names;
  readonly actions: readonly string[] | undefined;
  readonly needs: NotedNeeds = new NotedNeeds();
  readonly #subject: Subject;
  readonly #reporter: Reporter;
  #bound: Bound | undefined;
  /** Definitions that are being put in, outermost first. */
  #inside: readonly string[] = [];
  #steps = 0;

  constructor(subject: Subject, names: Names, reporter: Reporter) {
    this.#subject = subject;
    this.actions = subject.actions;
    this.names = names;
    this.#reporter = reporter;
  }

  refuse(code: CharterCode, span: Span, message: string, remedy?: string): undefined {
    this.#reporter.error(code, span, message, remedy);
  }

  /** The formula of the condition as a whole. */
  root(expression: Expression): Formula | undefined {
    const formula = this.formula(expression);
    if (formula !== undefined && this.#subject.about === "result" && asksState(formula)) return this.#byItsResult(expression.span);
    if (this.#steps <= EXPRESSION_SIZE_MAX) return formula;
    const message = `with its definitions put in, the condition has more than ${EXPRESSION_SIZE_MAX} parts`;
    return this.refuse("charter/too-large", expression.span, message, "use fewer definitions inside definitions");
  }

  /** A part that stands where a condition is wanted. */
  formula(expression: Expression): Formula | undefined {
    const operand = this.operand(expression);
    return operand === undefined ? undefined : this.#asFormula(operand, expression.span);
  }

  #asFormula(operand: Operand, span: Span): Formula | undefined {
    switch (operand.kind) {
      case "formula":
        return operand.formula;
      case "constant":
        if (typeof operand.value === "boolean") return operand.value ? ALWAYS : NEVER;
        break;
      case "value": {
        const other = misfit(operand, "boolean");
        if (other === undefined) return question(operand.reads, IS_TRUE);
        return this.refuse("charter/wrong-type", span, `${other.says}, not true or false`, "compare it with something");
      }
      case "state":
        if (operand.values.every((value) => typeof value === "boolean"))
          return { kind: "state", variable: operand.variable, holds: operand.values.map((value) => value === true) };
        return this.refuse(
          "charter/wrong-type",
          span,
          `\`${operand.variable}\` is not true or false`,
          `compare it, as in \`== ${JSON.stringify(operand.values[0])}\``,
        );
      case "lookup":
        return eachEntry(operand, (value) => this.#asFormula({ kind: "constant", value }, span));
    }
    return this.refuse(
      "charter/wrong-type",
      span,
      `${nounOf(operand)} is not a condition`,
      operand.kind === "record" ? "ask one of its fields" : "compare it with something",
    );
  }

  operand(expression: Expression): Operand | undefined {
    if (++this.#steps > EXPRESSION_SIZE_MAX) return undefined;
    switch (expression.kind) {
      case "constant":
        return { kind: "constant", value: expression.value };
      case "list":
        return this.#list(expression.items);
      case "name":
        return this.#name(expression.name, expression.span);
      case "member":
        return this.#member(expression);
      case "index":
        return this.#index(expression);
      case "has":
        return this.#has(expression);
      case "operator":
        return this.#operator(expression);
      case "call":
        return call(expression, this);
      case "quantifier":
        return this.#quantifier(expression);
    }
  }

  #list(items: readonly Expression[]): Operand | undefined {
    const values: Constant[] = [];
    for (const item of items) {
      const operand = this.operand(item);
      if (operand === undefined) return undefined;
      if (operand.kind !== "constant")
        return this.refuse(
          "charter/not-possible",
          item.span,
          `${nounOf(operand)} cannot stand in a list`,
          "lists hold constants; join comparisons with `||`",
        );
      values.push(operand.value);
    }
    return { kind: "constants", values };
  }

  #name(name: string, span: Span): Operand | undefined {
    if (this.#bound?.variable === name) return this.#bound.element;
    const definition = this.names.definitions.get(name);
    if (definition !== undefined) return this.#definition(name, span);
    const records = this.names.records.get(name);
    if (records !== undefined) return { kind: "records", records };
    if (this.#bound !== undefined && ["result", "contained"].includes(name)) return this.#outside(`\`${name}\``, span);
    if (name === "contained") return { kind: "state", variable: "contained", values: [false, true] };
    if (name === this.#root && this.#subject.tools.length === 0)
      return this.refuse("charter/not-possible", span, "nothing says whose arguments these are", 'begin with `does("action") && …`');
    if (name === this.#root)
      return { kind: "value", reads: { from: name === "args" ? "args" : "result", path: [] }, shapes: this.#subject.tools };
    if (name === "part") return partOf(this.#subject.about === "call" ? this.#subject.tools : [], span, this);
    const known = [this.#root, "contained", ...["state", ...Object.keys(FACTS)], ...this.names.definitions.keys()];
    if (Object.hasOwn(FACTS, name) || name === "state")
      return this.refuse("charter/unknown-name", span, `\`${name}\` alone stands for nothing`, `ask a part of it, as in \`${name}.x\``);
    const remedy =
      name === "args" || name === "result" ? `here conditions are about \`${this.#root}\`` : suggestion(name, known, "texts need quotes");
    return this.refuse("charter/unknown-name", span, `unknown name \`${name}\``, remedy);
  }

  get #root(): "args" | "result" {
    return this.#subject.about === "call" ? "args" : "result";
  }

  /** What computes a value of each element of a list. */
  #elements(variable: string): KeptScope {
    return { names: this.names, roots: ["args", "part"], reporter: this.#reporter, element: variable };
  }

  #outside(name: string, span: Span, variable = this.#bound?.variable ?? "x"): undefined {
    return this.refuse(
      "charter/not-possible",
      span,
      `inside this quantifier only \`${variable}\` can be asked, not ${name}`,
      "move that part of the condition outside",
    );
  }

  /** Definitions do not see the element of the quantifier they are used in. */
  #definition(name: string, span: Span): Operand | undefined {
    const definition = this.names.definitions.get(name);
    if (definition === undefined || definition.kind !== "expression") return definition;
    if (this.#inside.includes(name))
      return this.refuse(
        "charter/recursion",
        definition.span,
        `\`${name}\` is defined by itself`,
        `take \`${name}\` out of its own definition`,
      );
    if (this.#inside.length >= NESTING_MAX)
      return this.refuse("charter/too-large", span, `definitions use each other more than ${NESTING_MAX} levels deep`, "use fewer levels");
    const [inside, bound] = [this.#inside, this.#bound];
    this.#inside = [...inside, name];
    if (bound !== undefined) this.#bound = { ...bound, variable: "" };
    const operand = this.operand(definition.expression);
    this.#inside = inside;
    this.#bound = bound;
    return operand;
  }

  #member(expression: Extract<Expression, { kind: "member" }>): Operand | undefined {
    const { of, field, span } = expression;
    if (of.kind === "name" && this.#bound?.variable !== of.name && !this.names.definitions.has(of.name)) {
      if (of.name === "state" || Object.hasOwn(FACTS, of.name)) return this.#fact(of.name, field, span);
    }
    const operand = this.operand(of);
    if (operand === undefined) return undefined;
    if (operand.kind === "record") return meaningMember(operand, field, span, this);
    if (operand.kind === "table") return entryOf(operand, { kind: "constant", value: field }, span, this);
    return recordMember(memberOf(operand, field, span, this), this);
  }

  #fact(record: string, field: string, span: Span): Operand | undefined {
    const isComputed = `${record}.${field}` === "time.today" || record === "session";
    if (this.#bound !== undefined && !isComputed) return this.#outside(`\`${record}.${field}\``, span);
    if (this.#subject.about === "call") return factOf(record, field, span, this);
    return this.#byItsResult(span);
  }

  #byItsResult(span: Span): undefined {
    return this.refuse("charter/not-possible", span, "whether a call succeeded is judged by its result alone", "ask `result`");
  }

  #index({ of, key, span }: Extract<Expression, { kind: "index" }>): Operand | undefined {
    const [operand, index] = [this.operand(of), this.operand(key)];
    if (operand === undefined || index === undefined) return undefined;
    if (operand.kind === "table") return entryOf(operand, index, span, this);
    if (operand.kind === "records") return recordUnder(operand.records, index, span, this);
    if (index.kind === "constant" && typeof index.value === "string") return memberOf(operand, index.value, span, this);
    return this.refuse(
      "charter/not-possible",
      span,
      "elements of a list have no numbers here",
      "ask about all of them, or some: `.all(x, …)`, `.exists(x, …)`",
    );
  }

  /** CEL asks `has(a.b)` of an object `a` only: of anything else it is an error, not false. */
  #has({ of, field, span }: Extract<Expression, { kind: "has" }>): Operand | undefined {
    const operand = this.operand(of);
    if (operand === undefined) return undefined;
    const member = memberOf(operand, field, span, this);
    if (member === undefined || operand.kind !== "value") return undefined;
    const defined = question(member.reads, IS_DEFINED);
    const isArguments = operand.reads.from === "args" && operand.reads.path.length === 0;
    if (isArguments) return { kind: "formula", formula: defined };
    return { kind: "formula", formula: { kind: "choose", test: question(operand.reads, IS_OBJECT), yes: defined, no: FAILING } };
  }

  #operator({ operator, operands, span }: Extract<Expression, { kind: "operator" }>): Operand | undefined {
    const formula = CALCULATING.has(operator) ? undefined : this.#truth(operator, operands, span);
    if (formula !== undefined) return { kind: "formula", formula };
    const [only] = operands;
    const joined = operator === "+" ? joinedTexts(operands.map((part) => this.operand(part))) : undefined;
    if (joined !== undefined) return joined;
    const negated = operator === "negate" && only !== undefined ? this.operand(only) : undefined;
    if (negated?.kind === "constant" && typeof negated.value === "number") return { kind: "constant", value: -negated.value };
    if (!CALCULATING.has(operator)) return undefined;
    const remedy = "compare each argument with a constant; counts belong into `limits` and `state`";
    return this.refuse("charter/not-possible", span, "conditions do not calculate", remedy);
  }

  /** Comparisons and truth functions. */
  #truth(operator: Operator, operands: readonly Expression[], span: Span): Formula | undefined {
    if (operator === "in" || isComparing(operator)) {
      const [left, right] = operands.map((part) => asCompared(this.operand(part), this));
      if (left === undefined || right === undefined) return undefined;
      return operator === "in" ? isIn(left, right, span, this.#reporter) : compare(operator, left, right, span, this.#reporter);
    }
    const [first, second, third] = operands.map((part) => this.formula(part));
    if (first === undefined) return undefined;
    if (operator === "!") return not(first);
    if (second === undefined) return undefined;
    if (operator === "&&") return and(first, second);
    if (operator === "||") return or(first, second);
    return third === undefined ? undefined : { kind: "choose", test: first, yes: second, no: third };
  }

  /** What has elements. */
  #listFor(quantifier: string, of: Expression): ValueOperand | undefined {
    const list = this.operand(of);
    if (list === undefined) return undefined;
    if (
      list.kind !== "value" ||
      ("measure" in list.reads && list.reads.measure !== undefined) ||
      ("each" in list.reads && list.reads.each !== undefined && quantifier !== "map")
    ) {
      return this.refuse(
        "charter/not-possible",
        of.span,
        `${nounOf(list)} has no elements that could be asked`,
        "lists in arguments, results and elements have",
      );
    }
    const other = misfit(list, "list");
    if (other !== undefined) return this.refuse("charter/wrong-type", of.span, `${other.says}, not a list`, "only lists have elements");
    return list;
  }

  #quantifier(expression: Extract<Expression, { kind: "quantifier" }>): Operand | undefined {
    const { quantifier, of, variable, body, span } = expression;
    // Inside another quantifier the name would mean the definition again, and nobody would see it.
    if (this.names.definitions.has(variable)) {
      const message = `\`${variable}\` is defined, so it cannot name the elements of a list`;
      return this.refuse("charter/bad-name", span, message, "choose another name for the elements");
    }
    const list = this.#listFor(quantifier, of);
    if (list === undefined) return undefined;
    const depth = (this.#bound?.depth ?? 0) + 1;
    if (depth > LISTS_MAX)
      return this.refuse(
        "charter/too-large",
        span,
        `more than ${LISTS_MAX} quantifiers stand inside each other`,
        "ask less of the inner lists",
      );
    const before = this.#bound;
    this.#bound = {
      variable,
      depth,
      element: { kind: "value", reads: { from: "element", path: [] }, shapes: list.shapes.map(elementShape) },
    };
    const ofElements = <T>(asked: () => T): T => this.needs.ofElements(derivedOf(list), asked);
    const given = quantifier === "map" ? ofElements(() => this.operand(body)) : undefined;
    const inside = quantifier === "map" ? undefined : ofElements(() => this.formula(body));
    this.#bound = before;
    if (quantifier === "map") return given === undefined ? undefined : mapped(list, given, body.span, this);
    if (inside === undefined) return undefined;
    if (asksState(inside)) return this.#outside("the state", body.span);
    if (quantifier === "filter") return filtered(list, keptValue(body, this.#elements(variable)), of.span, this);
    if (questionsIn(inside).some(({ reads }) => !isOfElement(reads))) return this.#outside("what asks nothing of it", body.span, variable);
    const formula = quantified(quantifier, list.reads, inside);
    if (formula !== undefined) return { kind: "formula", formula };
    const joint = quantifier === "all" ? "&&" : "||";
    return this.refuse(
      "charter/not-possible",
      childrenOf(expression)[1]?.span ?? span,
      `what elements mean can be asked of the call's own lists only, and several such questions only joined by \`${joint}\``,
      `write one \`${quantifier}\` for each question`,
    );
  }
}
