/**
 * Conditions as trees, what each means for one call, and how it is written. A second, naive semantics of the charter
 * language: it walks the tree for one concrete call and knows nothing of classes, automata or diagrams.
 */
import type { Json } from "../../src/kernel/index.ts";

/** 0 false, 1 true, 2 error. */
export type Truth = 0 | 1 | 2;

export type Constant = null | boolean | number | string;
type Order = "<" | "<=" | ">" | ">=";

/** Where a value stands: inside the arguments, the element of the innermost quantifier, or the result. */
export interface Place {
  readonly root: "args" | "element" | "result";
  readonly path: readonly string[];
}

export type Condition =
  | { readonly is: "constant"; readonly value: boolean }
  | { readonly is: "not"; readonly of: Condition }
  | { readonly is: "and" | "or"; readonly left: Condition; readonly right: Condition }
  | { readonly is: "choose"; readonly test: Condition; readonly yes: Condition; readonly no: Condition }
  | { readonly is: "flag"; readonly at: Place }
  | { readonly is: "has"; readonly at: Place }
  | { readonly is: "equal"; readonly at: Place; readonly to: Constant }
  | { readonly is: "among"; readonly at: Place; readonly of: readonly Constant[] }
  | { readonly is: "order"; readonly at: Place; readonly order: Order; readonly to: number | string }
  | { readonly is: "size"; readonly at: Place; readonly order: Order | "=="; readonly to: number }
  | { readonly is: "text"; readonly at: Place; readonly method: "startsWith" | "endsWith" | "contains" | "matches"; readonly text: string }
  | { readonly is: "member"; readonly of: Constant; readonly at: Place }
  | { readonly is: "quantifier"; readonly quantifier: "all" | "exists"; readonly at: Place; readonly body: Condition }
  | { readonly is: "compare"; readonly left: Place; readonly order: Order | "==" | "!="; readonly right: Place }
  | { readonly is: "capped"; readonly at: Place; readonly order: Order; readonly by: Place | "mode" }
  | { readonly is: "cap"; readonly by: Place | "mode"; readonly order: Order | "=="; readonly to: number }
  | { readonly is: "state"; readonly name: string; readonly order: Order | "=="; readonly to: string | number | boolean }
  | { readonly is: "seen"; readonly source: string }
  | { readonly is: "contained" }
  | { readonly is: "role"; readonly of: readonly string[] };

/** The table that generated charters define: by text, and by the values of `state.mode`, one of which it lacks. */
export const CAPS: { readonly [key: string]: number } = { a: 1, ab: 2, idle: 0, busy: 3 };

/** Everything a condition can be about. */
export interface World {
  readonly args: Json;
  readonly result?: Json;
  readonly element?: Json;
  /** By the author's names; `seen(x)` for sources, and `contained`. */
  readonly state: { readonly [name: string]: string | number | boolean };
  readonly role?: string;
}

/** What the condition comes to. */
export function truthOf(condition: Condition, world: World): Truth {
  switch (condition.is) {
    case "constant":
      return condition.value ? 1 : 0;
    case "not":
      return negated(truthOf(condition.of, world));
    case "and":
      return both(truthOf(condition.left, world), truthOf(condition.right, world));
    case "or":
      return negated(both(negated(truthOf(condition.left, world)), negated(truthOf(condition.right, world))));
    case "choose": {
      const test = truthOf(condition.test, world);
      return test === 2 ? 2 : truthOf(test === 1 ? condition.yes : condition.no, world);
    }
    case "quantifier":
      return overList(condition, world);
    case "state":
      return holds(ordered(world.state[condition.name], condition.order, condition.to));
    case "seen":
      return holds(world.state[`seen(${condition.source})`]);
    case "contained":
      return holds(world.state.contained);
    case "role":
      return world.role === undefined ? 2 : holds(condition.of.includes(world.role));
    case "compare":
      return compared(read(condition.left, world), condition.order, read(condition.right, world));
    case "capped": {
      const cap = capOf(condition.by, world);
      return cap === undefined ? 2 : asked({ is: "order", at: condition.at, order: condition.order, to: cap }, read(condition.at, world));
    }
    case "cap": {
      const cap = capOf(condition.by, world);
      return cap === undefined ? 2 : holds(ordered(cap, condition.order, condition.to));
    }
    case "has":
      return hasMember(condition.at, world);
    default:
      return asked(condition, read(condition.at, world));
  }
}

function capOf(by: Place | "mode", world: World): number | undefined {
  const key = by === "mode" ? world.state.mode : read(by, world);
  return typeof key === "string" && Object.hasOwn(CAPS, key) ? CAPS[key] : undefined;
}

type Asked = Extract<Condition, { is: "flag" | "equal" | "among" | "order" | "size" | "text" | "member" }>;

/** A question about one value. */
function asked(condition: Asked, value: Json | undefined): Truth {
  if (value === undefined) return 2;
  switch (condition.is) {
    case "flag":
      return typeof value === "boolean" ? holds(value) : 2;
    case "equal":
      return holds(value === condition.to);
    case "among":
      return holds(condition.of.some((constant) => constant === value));
    case "order":
      return typeof value === typeof condition.to ? holds(ordered(value as string | number, condition.order, condition.to)) : 2;
    case "size": {
      const size = sizeOf(value);
      return size === undefined ? 2 : holds(ordered(size, condition.order, condition.to));
    }
    case "text":
      return typeof value === "string" ? holds(textual(value, condition.method, condition.text)) : 2;
    case "member":
      return Array.isArray(value) ? holds(value.some((element) => element === condition.of)) : 2;
  }
}

function overList({ quantifier, at, body }: Extract<Condition, { is: "quantifier" }>, world: World): Truth {
  const list = read(at, world);
  if (!Array.isArray(list)) return 2;
  const answers = list.map((element: Json) => truthOf(body, { ...world, element }));
  const settling = quantifier === "all" ? 0 : 1;
  if (answers.includes(settling)) return settling;
  return answers.includes(2) ? 2 : quantifier === "all" ? 1 : 0;
}

function hasMember({ root, path }: Place, world: World): Truth {
  const parent = read({ root, path: path.slice(0, -1) }, world);
  if (!isObject(parent)) return 2;
  return holds(Object.hasOwn(parent, path.at(-1) ?? ""));
}

function compared(left: Json | undefined, order: Order | "==" | "!=", right: Json | undefined): Truth {
  if (left === undefined || right === undefined) return 2;
  if (order === "==" || order === "!=") return holds(same(left, right) === (order === "=="));
  if (typeof left !== typeof right || (typeof left !== "number" && typeof left !== "string")) return 2;
  return holds(ordered(left, order, right as string | number));
}

function read({ root, path }: Place, world: World): Json | undefined {
  let value: Json | undefined = root === "args" ? world.args : root === "element" ? world.element : world.result;
  for (const name of path) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sizeOf(value: Json): number | undefined {
  if (typeof value === "string") return [...value].length;
  if (Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : undefined;
}

function textual(value: string, method: "startsWith" | "endsWith" | "contains" | "matches", text: string): boolean {
  if (method === "startsWith") return value.startsWith(text);
  if (method === "endsWith") return value.endsWith(text);
  return method === "contains" ? value.includes(text) : new RegExp(text, "u").test(value);
}

function ordered(left: string | number | boolean | undefined, order: Order | "==", right: string | number | boolean): boolean {
  if (order === "==") return left === right;
  const sign = typeof left === "string" && typeof right === "string" ? byCodePoints(left, right) : Number(left) - Number(right);
  return order === "<" ? sign < 0 : order === "<=" ? sign <= 0 : order === ">" ? sign > 0 : sign >= 0;
}

function byCodePoints(left: string, right: string): number {
  const [ours, theirs] = [[...left], [...right]];
  for (const [index, character] of ours.entries()) {
    const other = theirs[index];
    if (other === undefined) return 1;
    if (character !== other) return (character.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0);
  }
  return ours.length - theirs.length;
}

function same(left: Json, right: Json): boolean {
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((one, index) => same(one, right[index] ?? null));
  if (!isObject(left) || !isObject(right)) return left === right;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && same(left[name] ?? null, right[name] ?? null))
  );
}

function both(left: Truth, right: Truth): Truth {
  if (left === 0 || right === 0) return 0;
  return left === 2 || right === 2 ? 2 : 1;
}

function negated(truth: Truth): Truth {
  return truth === 2 ? 2 : truth === 1 ? 0 : 1;
}

function holds(value: unknown): Truth {
  return value === true ? 1 : 0;
}

/** The condition as an author writes it. `depth` numbers the elements of nested quantifiers. */
export function written(condition: Condition, depth = 0): string {
  const place = ({ root, path }: Place): string => [root === "element" ? `x${depth}` : root, ...path].join(".");
  const entry = (by: Place | "mode"): string => `caps[${by === "mode" ? "state.mode" : place(by)}]`;
  const inside = (part: Condition): string => `(${written(part, depth)})`;
  switch (condition.is) {
    case "constant":
      return String(condition.value);
    case "not":
      return `!${inside(condition.of)}`;
    case "and":
      return `${inside(condition.left)} && ${inside(condition.right)}`;
    case "or":
      return `${inside(condition.left)} || ${inside(condition.right)}`;
    case "choose":
      return `${inside(condition.test)} ? ${inside(condition.yes)} : ${inside(condition.no)}`;
    case "flag":
      return place(condition.at);
    case "has":
      return `has(${place(condition.at)})`;
    case "equal":
      return `${place(condition.at)} == ${JSON.stringify(condition.to)}`;
    case "among":
      return `${place(condition.at)} in ${JSON.stringify(condition.of)}`;
    case "order":
      return `${place(condition.at)} ${condition.order} ${JSON.stringify(condition.to)}`;
    case "size":
      return `size(${place(condition.at)}) ${condition.order} ${condition.to}`;
    case "text":
      return `${place(condition.at)}.${condition.method}(${JSON.stringify(condition.text)})`;
    case "member":
      return `${JSON.stringify(condition.of)} in ${place(condition.at)}`;
    case "quantifier":
      return `${place(condition.at)}.${condition.quantifier}(x${depth + 1}, ${written(condition.body, depth + 1)})`;
    case "capped":
      return `${place(condition.at)} ${condition.order} ${entry(condition.by)}`;
    case "cap":
      return `${entry(condition.by)} ${condition.order} ${condition.to}`;
    case "compare":
      return `${place(condition.left)} ${condition.order} ${place(condition.right)}`;
    case "state":
      return `state.${condition.name} ${condition.order} ${JSON.stringify(condition.to)}`;
    case "seen":
      return `seen(${JSON.stringify(condition.source)})`;
    case "contained":
      return "contained";
    case "role":
      return `session.role in ${JSON.stringify(condition.of)}`;
  }
}
