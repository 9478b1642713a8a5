/**
 * `list.all(x, …)` and `list.exists(x, …)`. Only `all` reaches the machine: `exists` is its negation over the negated
 * body, errors included. A body in `&&` is split, so that what it asks of an element's meaning and what it asks of the
 * element itself become separate questions.
 */
import type { Reading } from "../../kernel/index.ts";
import { and, not, question } from "../formula/connectives.ts";
import { type Formula, formulaName, type Predicate, questionsIn } from "../formula/formula.ts";
import { derivedOfReading, derivedReading } from "./derived.ts";
import { all } from "./predicate.ts";

/** The formula, or `undefined` where the body joins questions that can only be asked one by one. */
export function quantified(quantifier: "all" | "exists", list: Reading, body: Formula): Formula | undefined {
  if (quantifier === "exists") {
    const none = quantified("all", list, not(body));
    return none === undefined ? undefined : not(none);
  }
  const ofElement: Formula[] = [];
  const ofMeaning = new Map<string, { readonly reads: Reading; readonly parts: Formula[] }>();
  for (const part of conjuncts(body)) {
    const asked = questionsIn(part);
    const meanings = new Map(asked.filter(({ reads }) => reads.from === "meaning").map(({ term, reads }) => [term, reads]));
    const [first] = meanings;
    if (first === undefined) {
      ofElement.push(part);
      continue;
    }
    const [term, reads] = first;
    if (meanings.size > 1 || asked.some((one) => one.reads.from !== "meaning") || eachOf(list, reads) === undefined) return undefined;
    const entry = ofMeaning.get(term) ?? { reads, parts: [] };
    ofMeaning.set(term, entry);
    entry.parts.push(part);
  }
  const parts: Formula[] = [...ofMeaning.values()].map((entry) => {
    const answered = and(...entry.parts.map(aboutItself));
    return question(eachOf(list, entry.reads) ?? entry.reads, all(answered, formulaName(answered)));
  });
  if (ofElement.length > 0) {
    const joined = ofElement.length === 1 && ofElement[0] !== undefined ? ofElement[0] : and(...ofElement);
    parts.push(question(list, all(joined, formulaName(joined))));
  }
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : and(...parts);
}

/** What is read of each element of a list, as a fact of its own; undefined where it is read of no element, or of nobody's list. */
function eachOf(list: Reading, reads: Reading): Reading | undefined {
  // What was said is not said of an element.
  if (reads.from !== "meaning" || reads.each === undefined) return undefined;
  if (list.from === "args" && list.measure === undefined && reads.interpreter !== "derived") return { ...reads, of: list.path };
  const [of, give] = [derivedOfReading(list), derivedOfReading(reads)];
  return of === undefined || give === undefined ? undefined : derivedReading({ is: "each", list: of, give });
}

/** What has to hold together: `all` of a conjunction is the conjunction of `all`s, errors included. */
function conjuncts(formula: Formula): Formula[] {
  if (formula.kind === "and") return formula.parts.flatMap(conjuncts);
  if (formula.kind === "not" && formula.of.kind === "or") return formula.of.parts.flatMap((part) => conjuncts(not(part)));
  if (formula.kind === "not" && formula.of.kind === "not") return conjuncts(formula.of.of);
  return [formula];
}

/** The same questions, asked of the element that is already the meaning. */
function aboutItself(formula: Formula): Formula {
  switch (formula.kind) {
    case "constant":
    case "state":
      return formula;
    case "question":
      return question({ from: "element", path: [] }, ofMeaning(formula.asks));
    case "not":
      return not(aboutItself(formula.of));
    case "and":
    case "or":
      return { kind: formula.kind, parts: formula.parts.map(aboutItself) };
    case "choose":
      return { kind: "choose", test: aboutItself(formula.test), yes: aboutItself(formula.yes), no: aboutItself(formula.no) };
  }
}

/** What an interpreter does not understand stands as null in its list, and nothing that it understands does. */
function ofMeaning(asks: Predicate): Predicate {
  return { ...asks, name: `${asks.name}, of a meaning`, null: asks.undefined };
}
