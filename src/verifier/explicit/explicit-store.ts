/**
 * The explicit engine's machine room: a set of packed states by open addressing on typed arrays, and the loops over it,
 * generated as JavaScript for one model (numbers only: no name of the model enters the text). States are numbered in the
 * order they are found, so the store is its own queue.
 *
 * INVARIANT: `slots` holds number + 1 of every stored state exactly once, and 0 elsewhere; at most four fifths are full.
 */
import type { Condition } from "../model/condition.ts";
import { type Model, stepCondition } from "../model/model.ts";
import { PackedCode, type Packing, packingOf } from "./packing.ts";

export interface ExplicitStore {
  readonly packing: Packing;
  /** Number of states. */
  count(): number;
  /** The words of all states, `packing.words` each; a view that the next insertion may replace. */
  words(): Int32Array;
  /** Bytes of the arrays as allocated. */
  bytes(): number;
  /** The number of the state with these words, stored if it is new. */
  insert(...words: number[]): number;
  /** Stores the successors of states `from` up to `to`; returns how many steps there are. */
  expand(from: number, to: number): number;
  /** Writes the steps of one state as pairs (event, next state's number) from `offset` on; returns the new offset. */
  steps(state: number, into: Int32Array, offset: number): number;
  /** Whether condition `which` of those given at creation holds in a state. */
  test(which: number, state: number): boolean;
}

/** Compiles a model's store; `conditions` are those that `test` answers. */
export function createExplicitStore(model: Model, conditions: readonly Condition[]): ExplicitStore {
  const packing = packingOf(model);
  const code = new PackedCode(packing);
  const width = packing.words;
  const events = model.events.map((event, number) => ({
    number,
    guard: code.condition(stepCondition(event)),
    effects: code.effects(event.effects),
  }));
  const calls = Array.from({ length: Math.ceil(events.length / GROUP) }, (_, group) => group);
  const tests = conditions.map((condition, i) => `case ${i}: return ${code.condition(condition)};`);
  const fetch = Array.from({ length: width }, (_, i) => `const w${i} = states[at + ${i}];`).join(" ");
  const next = Array.from({ length: width }, (_, i) => `n${i}`).join(", ");
  const fires = events.map(({ guard, effects }) => `if (${guard}) { ${effects} fired++; insert(${next}); }`);
  const lists = events.map(
    ({ guard, effects, number }) => `if (${guard}) { ${effects} into[offset++] = ${number}; into[offset++] = insert(${next}); }`,
  );
  const source = `"use strict";
${code.declarations}
${storeText(width)}
${inGroups(fires, "fire", code.parameters, "let fired = 0;", "return fired;")}
${inGroups(lists, "list", `into, offset, ${code.parameters}`, "", "return offset;")}
function expand(from, to) {
  let fired = 0;
  for (let state = from; state < to; state++) {
    const at = state * ${width}; ${fetch}
    ${calls.map((group) => `fired += fire${group}(${code.parameters});`).join(" ")}
  }
  return fired;
}
function steps(state, into, offset) {
  const at = state * ${width}; ${fetch}
  ${calls.map((group) => `offset = list${group}(into, offset, ${code.parameters});`).join(" ")}
  return offset;
}
function test(which, state) {
  const at = state * ${width}; ${fetch}
  switch (which) { ${tests.join("\n    ")} }
  return false;
}
return { count: () => count, words: () => states, bytes: () => states.byteLength + slots.byteLength, insert, expand, steps, test };`;
  return { packing, ...(new Function(source) as () => Omit<ExplicitStore, "packing">)() };
}

/** Events in one generated function: V8 leaves very long functions unoptimised. */
const GROUP = 24;

/** Functions `name0`, `name1`, … that run the statements group by group. */
function inGroups(statements: readonly string[], name: string, parameters: string, opening: string, closing: string): string {
  const count = Math.ceil(statements.length / GROUP);
  const bodies = Array.from({ length: count }, (_, group) => statements.slice(group * GROUP, (group + 1) * GROUP).join("\n  "));
  return bodies.map((body, i) => `function ${name}${i}(${parameters}) {\n  ${opening}\n  ${body}\n  ${closing}\n}`).join("\n");
}

/** The set itself. Hashing is a multiply-xorshift over the words (constants of Degski's 32-bit finaliser). */
function storeText(width: number): string {
  const indices = Array.from({ length: width }, (_, i) => i);
  const parameters = indices.map((i) => `n${i}`).join(", ");
  return `
let count = 0, capacity = 1 << 10, mask = (1 << 11) - 1;
let states = new Int32Array(capacity * ${width}), slots = new Int32Array(mask + 1);
function slotOf(${parameters}) {
  let h = 0;
  ${indices.map((i) => `h = Math.imul(h ^ n${i}, 0x45d9f3b); h ^= h >>> 16; h = Math.imul(h, 0x45d9f3b); h ^= h >>> 15;`).join("\n  ")}
  return h & mask;
}
function insert(${parameters}) {
  let slot = slotOf(${parameters});
  for (let found = slots[slot]; found !== 0; slot = (slot + 1) & mask, found = slots[slot]) {
    const at = (found - 1) * ${width};
    if (${indices.map((i) => `states[at + ${i}] === n${i}`).join(" && ")}) return found - 1;
  }
  if (count === capacity) { grow(); return insert(${parameters}); }
  ${indices.map((i) => `states[count * ${width} + ${i}] = n${i};`).join(" ")}
  slots[slot] = ++count;
  return count - 1;
}
function grow() {
  capacity = Math.min(Math.ceil(capacity * 1.25), 1 << 30);
  const larger = new Int32Array(capacity * ${width});
  larger.set(states);
  states = larger;
  if (capacity <= (mask + 1) * 0.8) return;
  mask = mask * 2 + 1;
  slots = new Int32Array(mask + 1);
  for (let state = 0; state < count; state++) {
    const at = state * ${width};
    let slot = slotOf(${indices.map((i) => `states[at + ${i}]`).join(", ")});
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = state + 1;
  }
}`;
}
