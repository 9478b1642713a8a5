/** Bounds, from the charter's text to what is proved of it: what each form means, and that bounds change no verdict. */
import { describe, expect, test } from "vitest";
import { type BoundsDocument, renderDiagnostic } from "../src/charter/index.ts";
import { decide, type Json, loadMachine, ruling } from "../src/kernel/index.ts";
import { boundsToModel, checkModel, type ModelReport, parseModel, tellStory } from "../src/verifier/index.ts";
import { compiledFor } from "./generators/compiled.ts";
import { PINNED_TOOLS } from "./generators/pinned-tools.ts";

function boundsOf(...texts: readonly string[]): BoundsDocument {
  const { bounds, diagnostics } = compiledFor(PINNED_TOOLS, ...texts);
  if (bounds === undefined) throw new Error(diagnostics.map((one) => renderDiagnostic(one, texts[0] ?? "")).join("\n"));
  return bounds;
}

/** The bounds that are broken, by name, in both engines. */
function broken(...texts: readonly string[]): string[] {
  const bounds = boundsOf(...texts);
  const translated = boundsToModel(bounds);
  const model = parseModel(translated.document);
  if (!model.ok) throw new Error(`${model.fault.message} ${model.fault.at ?? ""}`);
  const namesIn = ({ violations }: ModelReport): string[] =>
    violations.map(({ kind, name }) => {
      if (kind !== "permission") return name;
      const meaning = translated.meanings[translated.document.events.findIndex((event) => event.name === name)];
      return (meaning?.kind === "call" ? meaning.against : undefined) ?? name;
    });
  const [explicit, symbolic] = [checkModel(model.value), checkModel(model.value, { explicitStatesMax: 0 })];
  expect(namesIn(symbolic)).toEqual(namesIn(explicit));
  return [...new Set(namesIn(explicit))];
}

const PAY = `charter: bank
state: { checked: { bool: false } }
actions:
  check: { tool: bank/get_balance, allow: true, outcome: { ok: { checked: true } } }
  pay:
    tool: bank/pay
    allow: args.amount > 0 && args.amount <= 5000 && state.checked
    escalate: args.amount > 500
`;

describe("a bound on calls", () => {
  test.each([
    ['does("pay") && args.amount > 5000', []],
    ['does("pay") && args.amount > 4999', ["b"]],
    ['does("pay") && args.amount > 500 && !asked()', []],
    ['does("pay") && args.amount > 400 && !asked()', ["b"]],
    // Asked where nobody needs to: a person answered for it while it was more.
    ['does("pay") && !state.checked', []],
    ['does("check") && !state.checked', ["b"]],
    // Without an answer it counts as broken.
    ['does("pay") && args.recipient == "x" && args.amount > 5000', []],
    ['does("pay") && args.recipient.startsWith("x")', ["b"]],
    ['!does("*")', []],
    ['does("check") && asked()', []],
  ])("never %s", (when, expected) => {
    expect(broken(`${PAY}bounds: { never: [{ name: b, when: '${when}' }] }\n`)).toEqual(expected);
  });

  test("is told with a call that has the arguments, and that the kernel decides as the story says", () => {
    const bounds = boundsOf(`${PAY}bounds: { never: ['does("pay") && args.amount > 4999'] }\n`);
    const translated = boundsToModel(bounds);
    const model = parseModel(translated.document);
    const machine = loadMachine(bounds.machine);
    if (!model.ok || !machine.ok) throw new Error("sound");
    const [violation] = checkModel(model.value).violations;
    const event = model.value.events.findIndex(({ name }) => name === violation?.name);
    const last = { event, state: violation?.story?.at(-1)?.state ?? [] };
    const moves = tellStory(machine.value, translated, [...(violation?.story ?? []), last]);
    expect(moves.map((move) => (move.kind === "call" ? move.tool : move.kind))).toEqual(["bank/get_balance", "outcome", "bank/pay"]);
    const [, , pay] = moves;
    if (pay?.kind !== "call") throw new Error("a call");
    expect((pay.args as { amount: number }).amount).toBeGreaterThan(4999);
    expect(pay).toMatchObject({ approved: true, replays: true });
  });
});

describe("a bound on states", () => {
  const SPY = `charter: spy
sources: { mail: { results: [mail/read] } }
state: { sent: { bool: false } }
actions:
  read: { tool: mail/read, allow: true }
  send: { tool: mail/send, allow: "!seen('mail')", then: { sent: true } }
`;

  test("holds in every state, or not", () => {
    expect(broken(`${SPY}bounds: { never: [contained] }\n`)).toEqual([]);
    expect(broken(`${SPY}bounds: { never: ['state.sent && seen("mail")'] }\n`)).toEqual(["never.1"]);
    expect(broken(`${SPY}bounds: { never: ['seen("mail") && does("send")', 'seen("mail")'] }\n`)).toEqual(["never.2"]);
  });

  test("is read with the names of its own charter where several are composed", () => {
    const other =
      "charter: other\nstate: { sent: { bool: false } }\nactions: { send: { tool: mail/*, allow: true, then: { sent: true } } }\n";
    expect(broken(`${SPY}bounds: { never: [state.sent] }\n`, `${other}bounds: { never: ['does("send") && contained'] }\n`)).toEqual([
      "spy.never.1",
    ]);
  });
});

describe("what must stay possible", () => {
  const DESK = `charter: desk
state: { open: { bool: true } }
actions:
  work: { tool: mail/read, allow: state.open }
  close: { tool: mail/send, allow: "true", then: { open: false } }
  report: { tool: files/write_file, ASK: "true" }
`;

  test.each([
    ["allow", "", "state.open", ["possible.1"]],
    ["allow", "", 'does("report")', []],
    ["allow", "", 'does("work")', ["possible.1"]],
    ["escalate", "", 'does("report")', ["possible.1"]],
    ["escalate", ", assume: { human: live }", 'does("report")', []],
    ["allow", "", "{ every: work, answered_by: report }", []],
    ["escalate", "", "{ every: work, answered_by: report }", ["possible.1"]],
    ["escalate", ", assume: { human: live }", "{ every: work, answered_by: report }", []],
    ["allow", "", "{ every: close, answered_by: work }", ["possible.1"]],
  ])("report: %s%s; %s", (verdict, assume, goal, expected) => {
    const text = goal.startsWith("{") ? goal : `'${goal}'`;
    expect(broken(`${DESK.replace("ASK", verdict)}bounds: { always_possible: [${text}]${assume} }\n`)).toEqual(expected);
  });

  test("an answer is owed from the call on, and paid by a run that was decided later", () => {
    const { machine } = boundsOf(`${DESK.replace("ASK", "allow")}bounds: { always_possible: [{ every: work, answered_by: report }] }\n`);
    const owed = machine.variables.find(({ name }) => name === "owed(work,report)");
    expect(owed?.values).toEqual(["none", "owed", "running"]);
    const of = (action: string) => machine.actions.find(({ name }) => name === action);
    expect(of("work")?.then.map(({ table }) => table)).toEqual([[1, 1, 1]]);
    expect([of("report")?.then, of("report")?.outcome.ok, of("report")?.outcome.error].map((effects) => effects?.[0]?.table)).toEqual([
      [0, 2, 2],
      [0, 1, 0],
      [0, 1, 1],
    ]);
  });
});

describe("what must be assured", () => {
  const CLERK = `charter: clerk
state: { tries: { range: [0, 3] }, sent: { enum: [no, asked, yes] } }
actions:
  order: { tool: mail/read, allow: 'state.sent == "yes"', then: { sent: no, tries: 0 } }
  send:
    tool: mail/send
    allow: 'state.sent == "no" && state.tries < 3'
    then: { sent: asked, tries: state.tries + 1 }
    outcome: { ok: { sent: "yes" }, error: { sent: "no" }, UNKNOWN }
`;
  const clerk = (unknown: string, bounds: string): string => `${CLERK.replace("UNKNOWN", unknown)}bounds: { ${bounds} }\n`;
  const goal = `always_possible: [{ name: sent, when: 'state.sent == "yes"' }]`;
  const written = 'unknown: { sent: "no" }';

  test.each<readonly [string, string, string, readonly string[]]>([
    ["not even as possible, where no bound on failures is assumed", written, goal, ["sent"]],
    ["three tries against two failures", written, `${goal}, grade: assured, assume: { failures: 2 }`, []],
    ["three tries against three failures", written, `${goal}, grade: assured, assume: { failures: 3 }`, ["sent"]],
    ["three tries against a world that fails as it likes", written, `${goal}, grade: assured`, ["sent"]],
    ["not if nobody knows what was sent", "", `${goal}, grade: assured, assume: { failures: 2 }`, ["sent"]],
    ["unless nothing fails", "", `${goal}, grade: assured, assume: { failures: 0 }`, []],
  ])("%s", (_, unknown, bounds, expected) => {
    expect(broken(clerk(unknown, bounds).replace(", }", " }"))).toEqual(expected);
  });

  test.each<readonly [string, string, readonly string[]]>([
    ["a call that anybody may make", "allow: true", []],
    ["not a call at certain hours", "allow: time.hour < 18", ["kept"]],
    ["a call that needs the hour only with some arguments", "allow: time.hour < 18 || size(args.to) == 1", []],
    ["not a call on the user's word", `allow: 'from(args.body, "user")'`, ["kept"]],
    ["not a call that people have to approve", "allow: true, escalate: true", ["kept"]],
  ])("counts on %s", (_, verdict, expected) => {
    const text = `charter: c\nactions: { send: { tool: mail/send, ${verdict} } }\n`;
    expect(broken(`${text}bounds: { always_possible: [{ name: kept, when: 'does("send")' }], grade: assured }\n`)).toEqual(expected);
  });

  test("counts on people where they are live, on answers that are owed, on the turn of the day", () => {
    const text = `charter: c
state: { used: { bool: false, resets: day } }
actions:
  pay: { tool: bank/pay, allow: "!state.used", escalate: true, then: { used: true } }
  tell: { tool: mail/send, allow: true }
bounds:
  always_possible: ['does("pay")', { every: pay, answered_by: tell }]
  grade: assured
  assume: ASSUMED
`;
    expect(broken(text.replace("ASSUMED", "{ human: live, failures: 4 }"))).toEqual([]);
    expect(broken(text.replace("ASSUMED", "{ human: live }"))).toEqual(["possible.2"]);
    expect(broken(text.replace("ASSUMED", "{ failures: 4 }"))).toEqual(["possible.1"]);
    expect(broken(text.replace(", resets: day", "").replace("ASSUMED", "{ human: live, failures: 4 }"))).toEqual(["possible.1"]);
  });
});

describe("sums and other sessions", () => {
  const till = (limit: string, bounds: string): string =>
    `charter: till
actions: { pay: { tool: bank/pay, allow: args.amount > 0 } }
limits: [{ action: pay, at_most: 2000, of: args.amount${limit} }]
bounds: { ${bounds} }
`;
  const payable = `always_possible: [{ name: kept, when: 'does("pay")' }]`;

  test.each<readonly [string, string, readonly string[]]>([
    [", per: day", `never: ['does("pay") && args.amount <= 0']`, []],
    [", per: day, scope: organisation", `never: ['does("pay") && args.amount <= 0']`, []],
    // Used up for good, by whomever.
    ["", payable, ["kept"]],
    [", scope: organisation", payable, ["kept"]],
    [", per: day, scope: organisation", payable, []],
    // Another session may use it up every day.
    [", per: day, scope: organisation", `${payable}, grade: assured`, ["kept"]],
  ])("a sum of 2000%s: %s", (limit, bounds, expected) => {
    expect(broken(till(limit, bounds))).toEqual(expected);
  });

  test.each<readonly [string, readonly string[]]>([
    ["session", []],
    ["organisation", ["locked"]],
  ])("what another session does to a variable of scope %s", (scope, expected) => {
    const text = `charter: lock
state: { mine: { bool: false }, locked: { bool: false, scope: ${scope} } }
actions: { lock: { tool: mail/read, allow: state.mine, then: { locked: true } } }
bounds: { never: [{ name: locked, when: state.locked }] }
`;
    expect(broken(text)).toEqual(expected);
  });
});

test("bounds change no verdict", () => {
  const never = `['does("pay") && args.amount > 777 && asked()', state.checked]`;
  const text = `${PAY}bounds: { never: ${never}, always_possible: [{ every: pay, answered_by: check }] }\n`;
  const { machine, bounds } = compiledFor(PINNED_TOOLS, text);
  expect(compiledFor(PINNED_TOOLS, PAY).machine?.nodes).toEqual(machine?.nodes);
  if (machine === undefined || bounds === undefined) throw new Error("compiles");
  const [plain, fine] = [loadMachine(machine), loadMachine(bounds.machine)];
  if (!plain.ok || !fine.ok) throw new Error("sound");
  const verdicts = [0, 1, 500, 777, 778, 5000, 5001, "x"].flatMap((amount: Json) =>
    [false, true].map((checked) => {
      const call = { args: { amount }, facts: {} };
      return [plain.value, fine.value].map((one) => {
        const state = Int32Array.from(one.document.variables, ({ name }) => Number(name === "checked" && checked));
        const tool = one.document.tools.findIndex(({ name }) => name === "bank/pay");
        return ruling(one, decide(one, tool, state, call)).verdict;
      });
    }),
  );
  for (const [one, other] of verdicts) expect(other).toBe(one);
  expect(new Set(verdicts.flat())).toEqual(new Set(["allow", "escalate", "deny"]));
});

test("assumptions of a composition are those that every charter with goals makes", () => {
  const bounded = (name: string, bounds: string) =>
    `charter: ${name}\nallow: [mail/read]\nbounds: { always_possible: ["!contained"], ${bounds} }\n`;
  const of = (...bounds: readonly string[]) => {
    const { grade, assume, entropyBitsMax } = boundsOf(...bounds.map((text, index) => bounded(`c${index}`, text)));
    return { grade, assume, entropyBitsMax };
  };
  const live = "assume: { human: live }";
  expect(of(live, `${live}, entropy_bits_max: 2.5`)).toEqual({ grade: "possible", assume: { human: "live" }, entropyBitsMax: 2.5 });
  const assured = (failures: number) => `grade: assured, assume: { failures: ${failures} }`;
  expect(of(assured(2), assured(3))).toMatchObject({ grade: "assured", assume: { failures: 3 } });
  expect(of(assured(2), "grade: possible")).toMatchObject({ grade: "assured", assume: { failures: 2 } });
  expect(of(assured(2), "grade: assured")).toMatchObject({ grade: "assured", assume: {} });
  expect(of(live, "grade: possible")).toEqual({ grade: "possible", assume: {}, entropyBitsMax: undefined });
});
