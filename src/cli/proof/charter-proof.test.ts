/** What `interlock check` says of a charter besides its bounds: idle guards, bounds that never bite, proofs that run out of limits. */
import { describe, expect, test } from "vitest";
import { examinedFor } from "../../../test/generators/compiled.ts";
import { PINNED_TOOLS } from "../../../test/generators/pinned-tools.ts";
import type { Examination } from "../../charter/index.ts";
import { digestOf, type Json } from "../../crypto/index.ts";
import { checkCertificate, standingModel } from "../../verifier/index.ts";
import { type CharterModel, charterModel } from "./charter-model.ts";
import { type Proof, proveCharter } from "./charter-proof.ts";

function chartered(text: string): { readonly model: CharterModel; readonly examination: Examination } {
  const { bounds, examination, diagnostics } = examinedFor(PINNED_TOOLS, text);
  if (bounds === undefined || examination === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const model = charterModel(bounds);
  if (!model.ok) throw new Error(model.fault.message);
  return { model: model.value, examination };
}

function proofOf(text: string, options = {}): Proof {
  const { model, examination } = chartered(text);
  return proveCharter(model, examination, options);
}

const guardsOf = (text: string): string[] => proofOf(text).guards.map(({ is, verdict, text: words }) => `${is} ${verdict} ${words}`);

describe("guards", () => {
  const DOOR = `charter: door
state: { open: { bool: false }, broken: { bool: false } }
actions:
  open: { tool: mail/read, allow: true, then: { open: true } }
  pay:
    tool: bank/pay
`;

  test.each([
    // Broken is never set.
    ["allow: true, deny: state.broken", ["dead deny state.broken"]],
    ["allow: true, deny: [state.open && args.amount > 5]", []],
    // The same call is denied anyway.
    ["allow: args.amount <= 5, deny: [args.amount > 7]", ["redundant deny args.amount > 7"]],
    ["allow: args.amount <= 9, deny: args.amount > 7", ["redundant allow args.amount <= 9"]],
    ["allow: '!state.broken'", ["redundant allow !state.broken"]],
    // The owner is asked anyway.
    ["allow: true, escalate: [state.open, { when: state.open && contained }]", ["dead escalate state.open && contained"]],
    [
      "allow: true, escalate: [state.open, { when: state.open && has(args.amount) }]",
      ["redundant escalate state.open && has(args.amount)"],
    ],
    ["allow: true, escalate: [state.open, { when: state.open, to: treasurer }]", []],
  ])("pay { %s }", (pay, expected) => {
    expect(guardsOf(DOOR.replace("  pay:\n    tool: bank/pay\n", `  pay: { tool: bank/pay, ${pay} }\n`))).toEqual(expected);
  });

  test("one that only a broken bound leads to is suppressed", () => {
    const text = DOOR.replace("  pay:\n    tool: bank/pay\n", "  pay: { tool: bank/pay, allow: true, deny: state.open }\n");
    expect(guardsOf(`${text}bounds: { never: [state.open] }\n`)).toEqual(["suppressed deny state.open"]);
  });
});

test("a bound that needs no charter never bites", () => {
  const text = `charter: spy
sources: { mail: { results: [mail/read] } }
allow: [mail/read]
escalate: [files/write_file]
deny: [{ mail/send: 'seen("mail")' }]
bounds:
  never:
    - does("mail/send") && seen("mail")
    - does("files/write_file") && !asked()
    - does("mail/read") && does("mail/send")
  always_possible:
    - does("mail/read")
    - "!contained"
`;
  const proof = proofOf(text);
  expect(proof.answer).toBe("holds");
  expect(proof.bounds.map(({ bites }) => bites)).toEqual([true, true, false, false, false]);
});

describe("a certificate", () => {
  const text = `charter: one\nstate: { n: { range: [0, 9] } }\nactions:
  go: { tool: mail/read, allow: state.n < 8, then: { n: state.n + 1 } }
  back: { tool: mail/send, allow: state.n > 0, then: { n: 0 } }
bounds: { never: [state.n == 9], always_possible: [state.n == 0] }\n`;

  test("proves a charter to the checker that shares no code with the engines", () => {
    const { model } = chartered(text);
    const { certificate } = proofOf(text);
    const document = standingModel(model.translated.document);
    expect(checkCertificate(document, JSON.parse(JSON.stringify(certificate)), digestOf(document as unknown as Json))).toMatchObject({
      accepted: true,
    });
  });

  test("is about nothing else: not a charter that allows more", () => {
    const { certificate } = proofOf(text);
    const { model } = chartered(text.replace("state.n < 8", "state.n < 9"));
    const document = standingModel(model.translated.document);
    expect(checkCertificate(document, certificate, digestOf(document as unknown as Json))).toMatchObject({ accepted: false });
    expect(
      checkCertificate(document, { ...certificate, model: digestOf(document as unknown as Json) }, digestOf(document as unknown as Json)),
    ).toMatchObject({
      accepted: false,
    });
  });

  test("is not made of what is broken", () => {
    const { answer, certificate } = proofOf(text.replace("state.n < 8", "state.n < 9"));
    expect([answer, certificate]).toEqual(["violated", undefined]);
  });
});

test.each([
  [0.1, "violated"],
  [1, "holds"],
])("the agent's share of the entropy is at most %d bits: %s", (max, answer) => {
  const proof = proofOf(`charter: two\nallow: [mail/read, mail/send]\nbounds: { entropy_bits_max: ${max} }\n`);
  expect([proof.answer, proof.certificate === undefined]).toEqual([answer, answer === "violated"]);
  expect(proof.entropy.bound?.bits).toBeGreaterThan(0.1);
});

describe("beyond a limit", () => {
  const moves = [
    ["a", "b", "bank/pay"],
    ["b", "c", "mail/read"],
    ["c", "d", "mail/send"],
    ["d", "a", "files/write_file"],
  ].map(
    ([from, to, tool]) =>
      `  ${from}${to}: { tool: ${tool}, allow: state.${from} > 0 && state.${to} < 99,` +
      ` then: { ${from}: state.${from} - 1, ${to}: state.${to} + 1 } }\n`,
  );
  const text = [
    "charter: coupled\nstate:\n",
    ...["a", "b", "c", "d"].map((name) => `  ${name}: { range: [0, 99] }\n`),
    "actions:\n  fill: { tool: bank/get_balance, allow: state.a < 99, then: { a: state.a + 1 } }\n",
    ...moves,
    "bounds: { never: [state.a == 99 && state.b == 99 && state.c == 99] }\n",
  ].join("");

  test.each([
    ["nodes", { explicitStatesMax: 1_000, symbolicNodesMax: 20_000 }],
    ["time", { explicitStatesMax: 1_000, isOver: () => true }],
  ])("of %s nothing is proved, and two variables are named", (_, options) => {
    const proof = proofOf(text, options);
    expect([proof.answer, proof.certificate, ...proof.bounds.map(({ answer }) => answer)]).toEqual(["undecided", undefined, "undecided"]);
    const names = proof.report.crowded ?? ["?", "?"];
    expect(["a", "b", "c", "d"]).toEqual(expect.arrayContaining([...names]));
  });
});
