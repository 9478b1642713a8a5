/** Each pattern is exactly one small automaton: its states, what moves it, what it refuses. */
import { describe, expect, test } from "vitest";
import { compiledFor } from "../../../test/generators/compiled.ts";
import { PINNED_TOOLS } from "../../../test/generators/pinned-tools.ts";
import { type PatternAutomaton, patternAutomata } from "./pattern-automata.ts";

function automatonOf(lines: string): PatternAutomaton {
  const actions = "check: { tool: bank/get_balance }, pay: { tool: bank/pay }, edit: { tool: files/write_file }";
  const text = `charter: patterns\nactions: { ${actions.replaceAll(" }", ", allow: true }")} }\n${lines}\n`;
  const { bounds, diagnostics } = compiledFor(PINNED_TOOLS, text);
  const [automaton, ...others] = bounds === undefined ? [] : patternAutomata(bounds.machine);
  if (automaton === undefined || others.length > 0) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return automaton;
}

/** `event: a>b c>d` */
function movesOf({ moves }: PatternAutomaton): string[] {
  return moves.map(({ event, steps }) => `${event}: ${steps.map(({ from, to }) => `${String(from)}>${String(to)}`).join(" ")}`);
}

const refusalsOf = ({ refusals }: PatternAutomaton): string[] =>
  refusals.map(({ action, verdict, text }) => `${verdict} ${action}: ${text}`);

describe("the automaton of", () => {
  test("at_most counts, stops, and starts anew with the day", () => {
    const automaton = automatonOf("limits: [{ action: pay, at_most: 2, per: day, scope: agent, over: escalate }]");
    expect([automaton.name, automaton.scope, automaton.states]).toEqual(["limit(pay,day,agent)", "agent", [0, 1, 2]]);
    expect(movesOf(automaton)).toEqual(["pay is executed: 0>1 1>2", "the day turns: 1>0 2>0"]);
    expect(refusalsOf(automaton)).toEqual(["escalate pay: pay was executed 2 times this day"]);
  });

  test("first … before … waits for a success that nothing overlaps or undoes", () => {
    const automaton = automatonOf("limits: [{ first: check, before: pay, undone_by: [edit] }]");
    expect([automaton.name, automaton.states]).toEqual(["order(check,pay)", ["no", "running", "done"]]);
    expect(movesOf(automaton)).toEqual([
      "check is executed: no>running",
      "check ends well: running>done",
      "check fails: running>no done>no",
      "edit is executed: running>no done>no",
      "edit ends well: running>no done>no",
      "edit fails: running>no done>no",
    ]);
    expect(refusalsOf(automaton)).toEqual(["deny pay: check has not succeeded since edit"]);
  });

  test("excludes remembers who came first, and bars the others", () => {
    const automaton = automatonOf("limits: [{ excludes: [check, pay] }]");
    expect([automaton.name, automaton.states]).toEqual(["excludes(check,pay)", ["none", "check", "pay"]]);
    expect(movesOf(automaton)).toEqual(["check is executed: none>check", "pay is executed: none>pay"]);
    expect(automaton.refusals.map(({ action, verdict }) => `${verdict} ${action}`)).toEqual(["deny check", "deny pay"]);
  });

  test("every … answered_by … owes until a success that was decided afterwards", () => {
    const automaton = automatonOf("bounds: { always_possible: [{ every: pay, answered_by: check }] }");
    expect(automaton.name).toBe("owed(pay,check)");
    const [none, owed, running] = automaton.states.map(String);
    expect(movesOf(automaton).toSorted()).toEqual([
      `check ends well: ${running}>${none}`,
      `check fails: ${running}>${owed}`,
      `check is executed: ${owed}>${running}`,
      `pay is executed: ${none}>${owed} ${running}>${owed}`,
    ]);
    expect(automaton.refusals).toEqual([]);
  });
});
