/** Laws of compiled charters: order and wording do not matter, meaning does, and composing only narrows. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide, join, type Machine, ruling, toolNumber, type Verdict } from "../src/kernel/index.ts";
import { machineOf, stateOf } from "./generators/compiled.ts";
import { callArguments, callCondition, charterTree, DECLARED, state } from "./generators/condition-generator.ts";
import { charterDocument } from "./reference/charter.ts";
import { type Condition, written } from "./reference/condition.ts";

/** What decides, without names, words and places. */
function deciding({ document }: Machine): object {
  const { nodes, terminals, tools, variables } = document;
  return { nodes, terminals, variables, tools };
}

function verdictOf(machine: Machine, args: Parameters<typeof decide>[3]["args"], values: Parameters<typeof stateOf>[1]): Verdict {
  return ruling(machine, decide(machine, toolNumber(machine, "s/t"), stateOf(machine, values), { args, facts: {} })).verdict;
}

/** The same meaning in other words. */
function reworded(condition: Condition): Condition {
  switch (condition.is) {
    case "and":
    case "or": {
      const [left, right]: readonly Condition[] = [reworded(condition.right), reworded(condition.left)].map(
        (of): Condition => ({ is: "not", of }),
      );
      if (left === undefined || right === undefined) return condition;
      return { is: "not", of: { is: condition.is === "and" ? "or" : "and", left, right } };
    }
    case "not":
      return { is: "not", of: reworded(condition.of) };
    case "equal":
      return { is: "among", at: condition.at, of: [condition.to, condition.to] };
    case "quantifier":
      return {
        is: "not",
        of: { ...condition, quantifier: condition.quantifier === "all" ? "exists" : "all", body: { is: "not", of: condition.body } },
      };
    case "order":
      if (condition.order === "<" || condition.order === "<=") return condition;
      return { is: "not", of: { ...condition, order: condition.order === ">" ? "<=" : "<" } };
    default:
      return condition;
  }
}

describe("the order of actions, of clauses and of charters' entries", () => {
  test("does not matter: every node, term and terminal is the same", () => {
    fc.assert(
      fc.property(charterTree("generated", "deny"), fc.boolean(), (tree, back) => {
        const actions = tree.actions.map((action) => ({
          ...action,
          deny: action.deny.toReversed(),
          quarantine: action.quarantine.toReversed(),
          escalate: action.escalate.toReversed(),
        }));
        const other = { ...tree, actions: back ? actions.toReversed() : actions };
        const declared = {
          state: Object.fromEntries(Object.entries(DECLARED.state).toReversed()),
          sources: DECLARED.sources,
          define: DECLARED.define,
        };
        expect(deciding(machineOf(JSON.stringify(charterDocument(other, declared))))).toEqual(
          deciding(machineOf(JSON.stringify(charterDocument(tree, DECLARED)))),
        );
      }),
      { numRuns: 80 },
    );
  });
});

describe("equal meaning", () => {
  test("gives equal nodes, however it is worded", () => {
    const charter = (condition: Condition): string =>
      JSON.stringify({ charter: "generated", ...DECLARED, actions: { only: { tool: "s/t", allow: written(condition) } } });
    fc.assert(
      fc.property(callCondition, (condition) => {
        const [one, other] = [machineOf(charter(condition)), machineOf(charter(reworded(condition)))];
        expect(other.document.nodes).toEqual(one.document.nodes);
        expect(withoutExamples(other)).toEqual(withoutExamples(one));
      }),
      { numRuns: 200 },
    );
  });
});

/** Examples stand for classes; which of several is shown says nothing. */
function withoutExamples({ document }: Machine): object {
  return JSON.parse(JSON.stringify(document.tools, (key, value) => (key === "examples" ? undefined : value)));
}

describe("composition", () => {
  test("is the join: one more charter only narrows", () => {
    const worlds = fc.array(fc.tuple(callArguments, state), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(charterTree("team", "deny"), charterTree("organisation", "allow"), worlds, (team, organisation, calls) => {
        const [inner, outer] = [team, organisation].map((tree) => JSON.stringify(charterDocument(tree, DECLARED)));
        const permissive = JSON.stringify({ charter: "base", allow: ["s/t"] });
        if (inner === undefined || outer === undefined) return;
        const [alone, overlay, together] = [machineOf(inner), machineOf(outer, permissive), machineOf(outer, inner)];
        for (const [args, values] of calls) {
          // `base` allows all, but not under containment.
          const open = { ...values, contained: false };
          expect(verdictOf(together, args, open)).toBe(join(verdictOf(alone, args, open), verdictOf(overlay, args, open)));
        }
      }),
      { numRuns: 60 },
    );
  });
});
