/**
 * The two questions about a session that no argument answers by itself: on whose word a value comes (`from`), and what the
 * user asked for (`user.says`, `task.says`). The compiler only checks and names them; who decides supplies the answers.
 */
import type { Reading } from "../../kernel/index.ts";
import type { Derived } from "../../vocabulary/index.ts";
import { termName } from "../formula/formula.ts";
import { suggestion } from "../nearest.ts";
import type { Asking } from "./asking.ts";
import { derivedOf } from "./derived.ts";
import type { Expression } from "./expression.ts";
import { shapeOfKind } from "./field-shape.ts";
import { nounOf, type Operand } from "./operand.ts";
import { BUILT_IN } from "./source-labels.ts";

type Call = Extract<Expression, { kind: "call" }>;

/** `from(args.recipient, "user", "bank")`, `from(args.recipient, trusted)` */
export function originOf({ arguments: given, span }: Call, asking: Asking): Operand | undefined {
  const [value, ...named] = given;
  if (value === undefined || named.length === 0)
    return asking.refuse(
      "charter/wrong-type",
      span,
      "`from` takes a value and the sources it may come from",
      'write `from(args.x, "user")`',
    );
  const of = asking.operand(value);
  const sources = named.map((source) => sourcesNamed(source, asking));
  if (of === undefined || !sources.every((names) => names !== undefined)) return undefined;
  const where = whereOf(of);
  if (where === undefined) {
    const message = `origin is asked of an argument, not of ${nounOf(of)}`;
    return asking.refuse("charter/not-possible", value.span, message, 'write `from(args.x, "user")`');
  }
  const parameters = [asking.names.charter, ...[...new Set(sources.flat())].sort()];
  const { ofPart, ...place } = where;
  const reads: Reading = { from: "meaning", interpreter: "origin", field: ofPart ? "fromPart" : "from", parameters, ...place };
  needsOrigin(reads, asking);
  return { kind: "value", reads, shapes: [shapeOfKind("boolean")] };
}

/** `fromOne(args.recipient, args.amount, "payers")`: the values stand in one record or message that one of the sources wrote. */
export function sharedOriginOf({ arguments: given, span }: Call, asking: Asking): Operand | undefined {
  const end = given.findIndex((one) => namesSources(one, asking));
  const values = given.slice(0, Math.max(end, 0)).map((value) => asking.operand(value));
  const sources = given.slice(Math.max(end, 0)).map((source) => sourcesNamed(source, asking));
  if (!values.every((value) => value !== undefined) || !sources.every((names) => names !== undefined)) return undefined;
  const places = values.flatMap((of) => whereOf(of) ?? []).filter(({ of, each }) => of.length > 0 && each === undefined);
  const ofPart = places.some((place) => place.ofPart);
  if (places.length < Math.max(values.length, 2) || !places.every((place) => place.ofPart === ofPart)) {
    const message = "`fromOne` takes two arguments of the call or more, or of its part, then the sources that they may come from";
    return asking.refuse("charter/wrong-type", span, message, 'write `fromOne(args.x, args.y, "user")`');
  }
  const pointers = places.map(({ of }) => of.map((name) => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`).join(""));
  const parameters = [asking.names.charter, ...new Set(pointers), ...[...new Set(sources.flat())].sort()];
  const reads: Reading = { from: "meaning", interpreter: "origin", field: ofPart ? "fromOnePart" : "fromOne", of: [], parameters };
  needsOrigin(reads, asking);
  return { kind: "value", reads, shapes: [shapeOfKind("boolean")] };
}

/** Where a value stands: in the arguments, in the part that is judged, or in the element of a list. */
function whereOf(
  operand: Operand,
): { readonly of: readonly string[]; readonly each?: readonly string[]; readonly ofPart: boolean } | undefined {
  if (operand.kind !== "value") return undefined;
  const { reads } = operand;
  if (reads.from === "args" && reads.measure === undefined) return { of: reads.path, ofPart: false };
  if (reads.from === "element" && reads.measure === undefined) return { of: [], each: reads.path, ofPart: false };
  const path = partPath(derivedOf(operand));
  return path === undefined ? undefined : { of: path, ofPart: true };
}

function partPath(derived: Derived | undefined): readonly string[] | undefined {
  if (derived?.is === "place") return derived.root === "part" ? derived.path : undefined;
  const path = derived?.is === "member" ? partPath(derived.of) : undefined;
  return path === undefined || derived?.is !== "member" ? undefined : [...path, derived.name];
}

function needsOrigin(reads: Reading, { needs, names }: Asking): void {
  needs.note({ code: "origin/full", about: termName(reads), charter: names.charter });
}

/** Whether an expression stands for sources: a text, or one of the two words for several. */
function namesSources(expression: Expression, asking: Asking): boolean {
  if (expression.kind === "name" && !asking.names.definitions.has(expression.name))
    return ["trusted", "untrusted"].includes(expression.name);
  return asking.operand(expression)?.kind === "constant";
}

/** The sources that one parameter of `from` stands for. */
function sourcesNamed(source: Expression, asking: Asking): readonly string[] | undefined {
  const { sources, trusted, definitions } = asking.names;
  const all = [...new Set([...BUILT_IN.keys(), ...sources.keys()])];
  if (source.kind === "name" && !definitions.has(source.name)) {
    if (source.name === "trusted") return all.filter((name) => trusted.has(name));
    if (source.name === "untrusted") return all.filter((name) => !trusted.has(name));
  }
  const operand = asking.operand(source);
  if (operand === undefined) return undefined;
  if (operand.kind === "constant" && typeof operand.value === "string" && all.includes(operand.value)) return [operand.value];
  const message =
    operand.kind === "constant"
      ? `there is no source \`${String(operand.value)}\``
      : "a source is a name in quotes, `trusted` or `untrusted`";
  const remedy =
    operand.kind === "constant" ? suggestion(String(operand.value), all, "declare it under `sources`") : 'write `from(args.x, "user")`';
  return asking.refuse("charter/unknown-name", source.span, message, remedy);
}

/** `user.says("pay", "transfer")`: of the user's latest message; `user.said(…)`: of any; `task.says(…)`: of the task. */
export function saidBy(speaker: string, { name, arguments: given, span }: Call, asking: Asking): Operand | undefined {
  if (name !== "says" && !(name === "said" && speaker === "user"))
    return asking.refuse("charter/unknown-name", span, `\`${speaker}\` has no method \`${name}\``, `write \`${speaker}.says("pay")\``);
  const words: string[] = [];
  for (const word of given) {
    const operand = asking.operand(word);
    if (operand === undefined) return undefined;
    if (operand.kind !== "constant" || typeof operand.value !== "string" || !/[\p{L}\p{N}]/u.test(operand.value))
      return asking.refuse(
        "charter/wrong-type",
        word.span,
        `\`${name}\` takes words in quotes`,
        `write \`${speaker}.${name}("pay", "transfer")\``,
      );
    words.push(operand.value);
  }
  if (words.length === 0)
    return asking.refuse("charter/wrong-type", span, `\`${name}\` takes at least one word`, `write \`${speaker}.${name}("pay")\``);
  const reads: Reading = { from: "meaning", interpreter: speaker, of: [], field: name, parameters: [...new Set(words)].sort() };
  return { kind: "value", reads, shapes: [shapeOfKind("boolean")] };
}
