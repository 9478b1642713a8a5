/**
 * Classes that several classifiers have in common: values are in one joint class when each classifier puts them into one of
 * its own. So two charters that divide one argument differently can be compared exactly, with a concrete value for each
 * joint class. Nothing here knows why the classifiers differ.
 */
import { ARITY_MAX } from "../../diagram/index.ts";
import type { Classifier, Json } from "../../kernel/index.ts";
import { jointStrings } from "./joint-strings.ts";

export type Kind = "undefined" | "null" | "boolean" | "number" | "string" | "list" | "object";

export interface JointClass {
  /** The class in each classifier. */
  readonly classes: readonly number[];
  /** The kinds of value in it, each with an example where there is one. */
  readonly examples: ReadonlyMap<Kind, Json | undefined>;
}

/** Kinds in the order in which an example is chosen, where nothing else decides. */
const KINDS: readonly Kind[] = ["string", "number", "boolean", "list", "object", "null", "undefined"];

/** Which values can occur at all; what is absent says nothing. */
export interface Domain {
  readonly kinds?: ReadonlySet<Kind>;
  /** Numbers are whole. */
  readonly whole?: boolean;
  readonly least?: number;
  readonly most?: number;
}

/** A combination of classes that some list has. */
export interface ListClass {
  readonly classes: readonly number[];
  readonly example: readonly Json[];
}

/** The joint classes that have a value of the domain; `lists` are those of lists. Undefined where there are too many. */
export function jointClasses(
  classifiers: readonly Classifier[],
  lists: readonly ListClass[],
  domain: Domain,
): readonly JointClass[] | undefined {
  const strings = jointStrings(classifiers.map((one) => one.strings));
  if (strings === undefined) return undefined;
  const found = new Map<string, { readonly classes: readonly number[]; readonly examples: Map<Kind, Json | undefined> }>();
  const add = (kind: Kind, classes: readonly number[], example: Json | undefined): void => {
    if (domain.kinds?.has(kind) === false) return;
    const joint = found.get(classes.join()) ?? { classes, examples: new Map() };
    found.set(classes.join(), joint);
    const known = joint.examples.get(kind);
    if (known === undefined || known === "") joint.examples.set(kind, example);
  };
  for (const { classes, example } of strings) add("string", classes, example);
  for (const value of numbersOf(classifiers, domain)) {
    const classes = classifiers.map((one) => classOfNumber(one, value));
    add("number", classes, value);
  }
  const single = (member: "undefined" | "null" | "false" | "true" | "objects"): number[] => classifiers.map((one) => one[member]);
  add("boolean", single("true"), true);
  add("boolean", single("false"), false);
  for (const { classes, example } of lists) add("list", classes, example);
  add("object", single("objects"), {});
  add("null", single("null"), null);
  add("undefined", single("undefined"), undefined);
  return found.size > ARITY_MAX ? undefined : [...found.values()];
}

/** The kind of a joint class whose example says most: one that the classifiers tell apart, if there is one. */
export function tellingKind({ examples }: JointClass, classifiers: readonly Classifier[]): Kind {
  const telling = (kind: Kind): boolean =>
    classifiers.some(({ strings, numbers, lists, ...one }) => {
      if (kind === "string") return "starts" in strings || Object.keys(strings.words).length > 0;
      if (kind === "number") return numbers.cuts.length > 0;
      if (kind === "list") return lists.tests.length > 0;
      return kind === "boolean" && one.true !== one.false;
    });
  return KINDS.find((kind) => examples.has(kind) && telling(kind)) ?? KINDS.find((kind) => examples.has(kind)) ?? "undefined";
}

/** A number of every stretch between two cuts, then every cut, as far as the domain has one. */
function numbersOf(classifiers: readonly Classifier[], domain: Domain): number[] {
  const cuts = [...new Set(classifiers.flatMap(({ numbers }) => numbers.cuts))].sort((a, b) => a - b);
  const between = [undefined, ...cuts].flatMap((cut, i) => numberBetween(cut, cuts[i], domain) ?? []);
  return [...between, ...cuts.filter((cut) => isPossible(cut, domain))];
}

function isPossible(value: number, { whole = false, least = -Infinity, most = Infinity }: Domain): boolean {
  return Number.isFinite(value) && least <= value && value <= most && (!whole || Number.isInteger(value));
}

/** The plainest number of the domain strictly between two; none between neighbouring doubles. */
function numberBetween(low: number | undefined, high: number | undefined, domain: Domain): number | undefined {
  const [from, to] = [low ?? -Infinity, high ?? Infinity];
  const middle = (low ?? 0) / 2 + (high ?? 0) / 2;
  const whole = [Math.max(Math.floor(from) + 1, domain.least ?? -Infinity), Math.min(Math.ceil(to) - 1, domain.most ?? Infinity)];
  const tried = [1, ...whole, Number(middle.toPrecision(3)), middle, 2 * (low ?? 0), 2 * (high ?? 0)];
  return tried.find((value) => from < value && value < to && isPossible(value, domain));
}

function classOfNumber({ numbers: { cuts, classes } }: Classifier, value: number): number {
  const last = cuts.findLastIndex((cut) => cut <= value);
  return classes[cuts[last] === value ? 2 * last + 1 : 2 * last + 2] ?? 0;
}
