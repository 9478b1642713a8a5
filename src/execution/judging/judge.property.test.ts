/** Judging: the same inputs give the same judgement, several states give the join, and one more charter only narrows. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lockOf, machineOf } from "../../../test/execution/compile-texts.ts";
import type { Json } from "../../crypto/index.ts";
import { initialState, type Machine, severity } from "../../kernel/index.ts";
import { Origins } from "../state/origins.ts";
import { type Judgement, judge } from "./judge.ts";

const LOCK = lockOf({ "bank/pay": ["amount", "to"], "mail/send": ["to", "text"] });
const NOW = Date.parse("2026-01-05T12:00:00Z");

const CONDITIONS = [
  "true",
  "args.amount <= 100",
  "args.amount > 20",
  'args.to == "eve"',
  'state.mood == "calm"',
  "time.hour < 13",
  "has(args.text)",
];
const verdict = fc.constantFrom("allow", "escalate", "quarantine", "deny");
const tool = fc.constantFrom("bank/pay", "mail/send");
const condition = fc.constantFrom(...CONDITIONS);
const clause = fc.record({ verdict, condition });
const action = fc.record({
  tool,
  when: condition,
  clauses: fc.uniqueArray(clause, { selector: (one) => one.verdict, minLength: 1, maxLength: 3 }),
});

/** A charter's text; `otherwise: allow` for one that is laid over another. */
function textOf(
  name: string,
  otherwise: string,
  actions: readonly { tool: string; when: string; clauses: { verdict: string; condition: string }[] }[],
): string {
  const written = actions.map((one, number) => {
    const clauses = one.clauses.map((each) => `    ${each.verdict}: '${each.condition}'`);
    const allow = clauses.some((line) => /allow|escalate|quarantine/.test(line)) ? [] : ["    allow: true"];
    return [`  a${number}:`, `    tool: ${one.tool}`, `    when: '${one.when}'`, ...clauses, ...allow].join("\n");
  });
  return `charter: ${name}\notherwise: ${otherwise}\nstate: { mood: { enum: [calm, busy] } }\nactions:\n${written.join("\n")}\n`;
}

const actions = fc.array(action, { minLength: 1, maxLength: 4 });
const call = fc.record({
  tool,
  args: fc.record(
    { amount: fc.constantFrom<Json>(1, 50, 500, "much"), to: fc.constantFrom("eve", "bob"), text: fc.constant("hi") },
    { requiredKeys: [] },
  ),
});

/** Every value of `contained` and of each `mood`. */
function statesOf(machine: Machine): readonly Int32Array[] {
  const moods = machine.document.variables.flatMap(({ name }, variable) => (name.endsWith("mood") ? [variable] : []));
  return [0, 1].flatMap((contained) =>
    [0, 1].map((mood) => {
      const state = initialState(machine);
      state[0] = contained;
      for (const variable of moods) state[variable] = mood;
      return state;
    }),
  );
}

function judged(
  machine: Machine,
  { tool: name, args }: { tool: string; args: { [name: string]: Json } },
  states: readonly Int32Array[],
): Judgement {
  const known = Object.fromEntries(Object.entries(args).filter(([argument]) => LOCK_ARGUMENTS[name]?.includes(argument)));
  return judge(machine, name, undefined, known, {
    role: "user",
    mandate: "none",
    atMs: NOW,
    states,
    origin: new Origins().of({ agent: "a", user: "u" }),
  });
}

const LOCK_ARGUMENTS: { readonly [tool: string]: readonly string[] } = { "bank/pay": ["amount", "to"], "mail/send": ["to", "text"] };

/** Only arguments that the tool has can be spoken of. */
function fitting(all: readonly { tool: string; when: string; clauses: { verdict: string; condition: string }[] }[]): typeof all {
  const fits = (name: string, text: string): boolean =>
    [...text.matchAll(/args\.(\w+)/g)].every(([, argument = ""]) => LOCK_ARGUMENTS[name]?.includes(argument) === true);
  const plain = (name: string, text: string): string => (fits(name, text) ? text : "true");
  return all.map((one) => ({
    ...one,
    when: plain(one.tool, one.when),
    clauses: one.clauses.map((each) => ({ ...each, condition: plain(one.tool, each.condition) })),
  }));
}

describe("a judgement", () => {
  test("is the same for the same inputs, on a machine that was compiled again too", () => {
    fc.assert(
      fc.property(actions, call, (written, one) => {
        const text = textOf("base", "deny", fitting(written));
        const [machine, again] = [machineOf(LOCK, text), machineOf(LOCK, text)];
        const states = statesOf(machine);
        const first = judged(machine, one, states);
        expect(judged(machine, one, states)).toEqual(first);
        expect(judged(again, one, states)).toEqual(first);
      }),
      { numRuns: 40 },
    );
  });

  test("over several states is the join of the judgements in each, in whatever order they come", () => {
    fc.assert(
      fc.property(actions, call, (written, one) => {
        const machine = machineOf(LOCK, textOf("base", "deny", fitting(written)));
        const states = statesOf(machine);
        const all = judged(machine, one, states);
        const each = states.map((state) => judged(machine, one, [state]));
        expect(severity(all.verdict)).toBe(Math.max(...each.map((single) => severity(single.verdict))));
        expect(new Set(all.clauses)).toEqual(new Set(each.flatMap(({ clauses }) => clauses)));
        const turned = judged(machine, one, states.toReversed());
        expect({ ...turned, terminals: turned.terminals.toReversed() }).toEqual(all);
      }),
      { numRuns: 40 },
    );
  });

  test("composition-only-narrows: under one more charter it is at least as severe, in every state", () => {
    fc.assert(
      fc.property(actions, actions, call, (base, over, one) => {
        const text = textOf("base", "deny", fitting(base));
        const [alone, both] = [machineOf(LOCK, text), machineOf(LOCK, textOf("over", "allow", fitting(over)), text)];
        for (const [place, state] of statesOf(alone).entries()) {
          const before = judged(alone, one, [state]);
          const after = judged(both, one, statesOf(both).slice(place, place + 1));
          expect(severity(after.verdict)).toBeGreaterThanOrEqual(severity(before.verdict));
        }
      }),
      { numRuns: 60 },
    );
  });
});
