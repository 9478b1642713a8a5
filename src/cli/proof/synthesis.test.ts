/** Synthesis on charters: the clauses, that they are what was promised, and what cannot be written. */
import { describe, expect, test } from "vitest";
import { lockOf } from "../../../test/execution/compile-texts.ts";
import { digestOf, type Json } from "../../crypto/index.ts";
import { loadMachine } from "../../kernel/index.ts";
import { type Compiled, compileTexts } from "../charter/charter-file.ts";
import { type Synthesis, synthesise } from "./synthesis.ts";

const LOCK = lockOf({
  "mail/read": [],
  "mail/send": ["to", "text"],
  "bank/pay": ["amount", "to"],
  "bank/balance": [],
  "door/lock": [],
  "door/open": ["code"],
});

function compiledOf(...texts: readonly string[]): Compiled {
  const sources = texts.map((text, index) => ({ file: `charter-${index}.yaml`, path: `charter-${index}.yaml`, text }));
  const { machine: document, bounds, diagnostics } = compileTexts(sources, LOCK, "/home/charter.yaml");
  if (document === undefined || bounds === undefined) throw new Error(JSON.stringify(diagnostics));
  const machine = loadMachine(document);
  if (!machine.ok) throw new Error(machine.fault.message);
  const digest = digestOf(document as unknown as Json);
  return { sources, base: "/home", document, machine: machine.value, bounds, digest, diagnostics, lock: LOCK, expires: undefined };
}

function synthesised(...texts: readonly string[]): Synthesis {
  const result = synthesise(compiledOf(...texts));
  if (!result.ok) throw new Error(`${result.fault.message}: ${result.fault.cause?.message}`);
  return result.value;
}

/** The clauses as text, and how what they admit compares with the supervisor. */
function clausesOf(...texts: readonly string[]): readonly string[] {
  const result = synthesised(...texts);
  if (result.answer !== "tightened") return [result.answer];
  return [
    result.compared.answer,
    ...result.clauses.map(({ action, verdict, when, excludes, keeps, leftOut }) => {
      const clause = excludes?.join(" excludes ") ?? `${action} ${verdict} ${when}`;
      return `${clause} (${keeps.join()})${leftOut.length === 0 ? "" : ` without ${leftOut.join()}`}`;
    }),
  ];
}

describe("a charter is tightened", () => {
  test.each<readonly [string, string, readonly string[]]>([
    [
      "by the bound's own words, where a call breaks it by itself",
      `actions: { pay: { tool: bank/pay, allow: args.amount <= 5000 } }
bounds: { never: [{ name: much, when: 'does("pay") && args.amount > 500' }] }`,
      ["equal", "pay deny args.amount > 500 (much)"],
    ],
    [
      "by asking people, where their answer keeps the bound",
      `actions: { pay: { tool: bank/pay, allow: args.amount <= 5000 } }
bounds: { never: [{ name: unasked, when: 'does("pay") && args.amount > 500 && !asked()' }] }`,
      ["equal", "pay escalate args.amount > 500 (unasked)"],
    ],
    [
      "by a condition on the state",
      `sources: { mail: { results: [mail/read] } }
state: { sent: { bool: false } }
allow: [mail/read]
actions: { send: { tool: mail/send, allow: true, then: { sent: true } } }
bounds: { never: [{ name: leak, when: 'state.sent && seen("mail")' }] }`,
      ["equal", "mail/read excludes send (leak)"],
    ],
    [
      "where a later event would break it",
      `state: { opened: { range: [0, 5] } }
actions:
  open: { tool: door/open, allow: state.opened < 5, then: { opened: state.opened + 1 } }
  lock: { tool: door/lock, allow: true, outcome: { ok: { opened: 0 } } }
bounds: { never: [{ name: wide, when: state.opened >= 3 }] }`,
      ["equal", "open deny state.opened >= 2 (wide)"],
    ],
    [
      "in one of two actions that match a call",
      `state: { abroad: { range: [0, 2] } }
actions:
  pay: { tool: bank/pay, allow: true }
  abroad: { tool: bank/pay, when: '!args.to.startsWith("DE")', allow: state.abroad < 2, then: { abroad: state.abroad + 1 } }
bounds: { never: [state.abroad == 2] }`,
      ["equal", "abroad deny state.abroad >= 1 (never.1)"],
    ],
    [
      "so that a goal stays possible",
      `state: { locked: { bool: false } }
actions:
  lock: { tool: door/lock, allow: true, then: { locked: true } }
  pay: { tool: bank/pay, allow: "!state.locked" }
bounds: { always_possible: [{ name: payable, when: 'does("pay")' }] }`,
      ["equal", "lock deny true (payable)"],
    ],
    ["not at all, if it keeps its bounds", `allow: [mail/read]\nbounds: { never: [contained] }`, ["admissible"]],
    [
      "not at all, if nothing helps",
      `state: { x: { enum: [a, b], scope: organisation } }
allow: [mail/read]
bounds: { never: ['state.x == "a"'] }`,
      ["inadmissible"],
    ],
  ])("%s", (_, text, expected) => {
    expect(clausesOf(`charter: bank\n${text}\n`)).toEqual(expected);
  });
});
