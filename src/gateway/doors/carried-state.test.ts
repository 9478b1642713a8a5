/** The state a client hands back: bound to its call and to this start, or refused. */
import { describe, expect, test } from "vitest";
import { CarriedStates } from "./carried-state.ts";

const about = { method: "tools/call", params: { name: "pay", arguments: { amount: 5 } } };

describe("request state", () => {
  test("comes back as it was given", () => {
    const states = new CarriedStates();
    expect(states.open(states.seal({ call: "c1", rounds: 2 }, about), about)).toEqual({ ok: true, value: { call: "c1", rounds: 2 } });
  });

  test("is refused for another call, another start, with one character changed, or made up: gateway/state-refused", () => {
    const states = new CarriedStates();
    const text = states.seal({ call: "c1", rounds: 2 }, about);
    const refused = { ok: false, fault: { code: "gateway/state-refused" } };
    expect(states.open(text, { ...about, params: { name: "pay", arguments: { amount: 6 } } })).toMatchObject(refused);
    expect(new CarriedStates().open(text, about)).toMatchObject(refused);
    for (let at = 0; at < text.length; at += 7) {
      const changed = `${text.slice(0, at)}${text[at] === "A" ? "B" : "A"}${text.slice(at + 1)}`;
      expect(states.open(changed, about)).toMatchObject(refused);
    }
    for (const made of ["", ".", "e30.", "x".repeat(5_000)]) expect(states.open(made, about)).toMatchObject(refused);
  });
});
