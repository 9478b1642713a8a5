/** What a person reads when a charter is wrong: every code of the compiler, provoked, at the right place, with what to do. */
import { describe, expect, test } from "vitest";
import { compiledFor } from "../../test/generators/compiled.ts";
import { PINNED_TOOLS } from "../../test/generators/pinned-tools.ts";
import { type CHARTER_FAULTS, renderDiagnostic } from "./index.ts";

interface Case {
  readonly code: keyof typeof CHARTER_FAULTS;
  readonly text: string;
  /** `line:column`, and a part of the message or of the remedy. */
  readonly at: string;
  readonly says: string;
}

/** Paying is allowed, and limited. */
function limiting(limit: string): string {
  return `charter: x\nallow: [bank/pay]\nlimits:\n  - { action: bank/pay, ${limit} }\n`;
}

/** A charter of one action whose condition starts at 5:13. */
function allowing(condition: string, tool = "bank/pay", before = "charter: x\n"): string {
  return `${before}actions:\n  a:\n    tool: ${tool}\n    allow: '${condition}'\n`;
}

const CASES: readonly Case[] = [
  // The grammar.
  { code: "charter/missing-key", text: "version: 2\n", at: "1:1", says: "a charter needs `charter`" },
  { code: "charter/unknown-key", text: "charter: x\nactons: {}\n", at: "2:1", says: "did you mean `actions`?" },
  { code: "charter/wrong-shape", text: "charter: x\nallow: bank/pay\n", at: "2:8", says: "`bank/pay` is not a list" },
  {
    code: "charter/wrong-shape",
    text: "charter: x\nallow: [bank/pay]\nlimits:\n  - { excludes: [bank/pay] }\n",
    at: "4:17",
    says: "needs at least 2",
  },
  { code: "charter/bad-name", text: "charter: x\ndefine: { args: true }\n", at: "2:11", says: "already means something" },
  {
    code: "charter/bad-name",
    text: "charter: x\ndefine: { x: true }\nactions: { send: { tool: mail/send, allow: 'args.to.all(x, args.to.exists(y, x == y))' } }\n",
    at: "3:45",
    says: "cannot name the elements",
  },
  { code: "charter/bad-name", text: "charter: x\nstate: { 1st: { bool: true } }\n", at: "2:10", says: "a letter first" },
  { code: "charter/bad-name", text: "charter: x\nallow: [bank/pay]\nmandates: { none: [bank/pay] }\n", at: "3:13", says: "built in" },
  { code: "charter/bad-value", text: "charter: x\nzone: Europe/Atlantis\n", at: "2:7", says: "IANA" },
  { code: "charter/bad-value", text: "charter: x\nexpires: 2027-02-31\n", at: "2:10", says: "no such day" },
  { code: "charter/bad-value", text: "charter: x\nroots: { w: ~/work }\n", at: "2:13", says: "not a plain folder" },
  { code: "charter/bad-value", text: "charter: x\nstate: { n: { range: [3, 1] } }\n", at: "2:13", says: "`range: [0, 10]`" },
  { code: "charter/bad-value", text: "charter: x\nstate: { n: {} }\n", at: "2:10", says: "one domain, not 0" },
  {
    code: "charter/duplicate-name",
    text: "charter: x\nallow: [bank/pay]\nlimits:\n  - { action: bank/pay, at_most: 1 }\n  - { action: bank/pay, at_most: 2 }\n",
    at: "5:5",
    says: "limited twice",
  },
  {
    code: "charter/not-possible",
    text: "charter: x\nallow: [bank/pay]\nbounds: { never: [args.amount > 1] }\n",
    at: "3:19",
    says: 'begin with `does("action")',
  },
  {
    code: "charter/unknown-action",
    text: "charter: x\nallow: [bank/pay]\nbounds: { never: ['does(\"bank/pey\")'] }\n",
    at: "3:25",
    says: "did you mean `bank/pay`?",
  },
  {
    code: "charter/wrong-type",
    text: "charter: x\nallow: [bank/pay]\nbounds: { never: [does(1)] }\n",
    at: "3:19",
    says: "`does` takes the name of an action",
  },
  {
    code: "charter/wrong-type",
    text: "charter: x\nallow: [bank/pay]\nbounds: { never: [asked(1)] }\n",
    at: "3:19",
    says: "write `asked()`",
  },
  { code: "charter/not-possible", text: allowing("asked()"), at: "5:13", says: "in `bounds` only" },
  {
    code: "charter/bad-value",
    text: "charter: x\nallow: [bank/pay]\nbounds: { always_possible: [{ every: bank/*, answered_by: bank/pay }] }\n",
    at: "3:29",
    says: "`bank/pay` cannot answer itself",
  },
  {
    code: "charter/duplicate-name",
    text: "charter: x\nallow: [bank/pay]\nbounds: { never: [{ name: a, when: contained }, { name: a, when: contained }] }\n",
    at: "3:49",
    says: "two bounds are called `a`",
  },
  { code: "charter/bad-value", text: "charter: x\nbounds: { assume: { failures: 2 } }\n", at: "2:31", says: "add `grade: assured`" },
  {
    code: "charter/bad-value",
    text: limiting("at_most: 65"),
    at: "4:34",
    says:
      "executions are counted up to 64 write a whole number up to 64, per hour or day if that is too few; " +
      "to limit what the calls come to, add `of: args.amount`",
  },
  { code: "charter/bad-value", text: limiting("at_most: 2.5"), at: "4:34", says: "a whole number up to 64" },
  {
    code: "charter/bad-value",
    text: limiting("at_most: 9, of: args.amount, per: session, scope: agent"),
    at: "4:59",
    says: "leave `per` out",
  },
  { code: "charter/wrong-shape", text: limiting("at_most: 0, of: args.amount"), at: "4:34", says: "a number above 0" },
  { code: "charter/wrong-shape", text: limiting("at_most: 9007199254740993, of: args.amount"), at: "4:34", says: "at most 15 digits" },
  { code: "charter/unknown-field", text: limiting("at_most: 9, of: args.amont"), at: "4:41", says: "did you mean `amount`?" },
  {
    code: "charter/wrong-type",
    text: limiting("at_most: 9, of: args.recipient"),
    at: "4:41",
    says: "in `bank/pay` this is a text, and a sum adds up numbers write `of: args.amount`",
  },
  { code: "charter/not-possible", text: limiting("at_most: 9, of: size(args.recipient)"), at: "4:41", says: "a sum adds up an argument" },
  { code: "charter/not-possible", text: limiting("at_most: 9, of: args.amount > 3"), at: "4:41", says: "write `of: args.amount`" },
  { code: "charter/not-possible", text: limiting("at_most: 9, of: time.hour"), at: "4:41", says: "a sum adds up an argument" },
  {
    code: "charter/wrong-type",
    text: "charter: x\nallow: [bank/get_balance]\nlimits:\n  - { action: bank/get_balance, at_most: 9, of: args }\n",
    at: "4:49",
    says: "no argument of `bank/get_balance` is a number",
  },
  {
    code: "charter/duplicate-name",
    text: `${limiting("at_most: 9, of: args.amount")}  - { action: bank/pay, at_most: 8, of: 'args["amount"]' }\n`,
    at: "5:5",
    says: "`sum(bank/pay,args.amount,session)` is limited twice",
  },
  { code: "charter/wrong-type", text: allowing("http(args.recipient).safe"), at: "5:18", says: "reads objects" },
  { code: "charter/unknown-name", text: allowing('part.program == "ls"'), at: "5:13", says: "have no parts" },

  // Origin.
  { code: "charter/wrong-type", text: allowing("from(args.recipient)"), at: "5:13", says: "the sources it may come from" },
  { code: "charter/unknown-name", text: allowing('from(args.recipient, "mial")'), at: "5:34", says: "there is no source `mial`" },
  { code: "charter/unknown-name", text: allowing("from(args.recipient, args.currency)"), at: "5:34", says: "`trusted` or `untrusted`" },
  { code: "charter/not-possible", text: allowing('from(session.role, "user")'), at: "5:18", says: "asked of an argument" },
  { code: "charter/unknown-name", text: allowing('user.asks("pay")'), at: "5:13", says: "`user` has no method `asks`" },
  { code: "charter/wrong-type", text: allowing("user.says()"), at: "5:13", says: "at least one word" },
  { code: "charter/wrong-type", text: allowing('task.says("!")'), at: "5:23", says: "words in quotes" },
  {
    code: "charter/source-overlap",
    text: 'charter: x\nsources: { a: { results: ["bank/get_*#a.b"] }, b: { results: ["bank/get_*#a.b"] } }\n',
    at: "2:63",
    says: "`a.b` of `bank/get_balance` is claimed by `a` and by `b`",
  },

  // Conditions.
  { code: "charter/empty-condition", text: "charter: x\nallow:\n  - bank/pay: \n", at: "3:15", says: "leave the key out" },
  { code: "charter/syntax", text: allowing("args.amount > 1 &&"), at: "5:29", says: "a value is missing after `&&`" },
  { code: "charter/syntax", text: allowing("args.amount = 1"), at: "5:25", says: "write `==`" },
  { code: "charter/syntax", text: allowing("args.amount > 1 and true"), at: "5:29", says: "write `&&`" },
  { code: "charter/syntax", text: allowing("(args.amount > 1"), at: "5:13", says: "never closed" },
  { code: "charter/syntax", text: allowing("args.amount > 1)"), at: "5:28", says: "nothing is open" },
  { code: "charter/syntax", text: allowing("args.amount > 1 true"), at: "5:29", says: "an operator is missing" },
  { code: "charter/syntax", text: allowing("has(args.amount) ? true"), at: "5:30", says: "not CEL" },
  { code: "charter/unknown-name", text: allowing("foo"), at: "5:13", says: "unknown name `foo`" },
  { code: "charter/unknown-name", text: allowing("state.opne"), at: "5:13", says: "no state variable `opne`" },
  { code: "charter/unknown-name", text: allowing('session.rol == "a"'), at: "5:13", says: "did you mean `role`?" },
  {
    code: "charter/unknown-name",
    text: allowing('seen("mial")', "bank/pay", "charter: x\nsources: { mail: { results: [mail/read] } }\n"),
    at: "6:18",
    says: "did you mean `mail`?",
  },
  { code: "charter/unknown-name", text: allowing('path(args.recipient).in("work")'), at: "5:13", says: "no root `work`" },
  { code: "charter/unknown-name", text: allowing("path(args.recipient).hiden"), at: "5:13", says: "did you mean `hidden`?" },
  { code: "charter/unknown-name", text: allowing("startWith(args.recipient)"), at: "5:13", says: "no function `startWith`" },
  { code: "charter/unknown-field", text: allowing("args.amout > 1"), at: "5:13", says: "did you mean `amount`?" },
  {
    code: "charter/unknown-field",
    text: 'charter: x\nallow:\n  - files/*: args.path == "a"\n',
    at: "3:14",
    says: "`files/read_multiple_files`",
  },
  { code: "charter/wrong-type", text: allowing('args.amount > "a"'), at: "5:13", says: "in `bank/pay` this is a number" },
  { code: "charter/wrong-type", text: allowing("args.amount"), at: "5:13", says: "not true or false" },
  { code: "charter/wrong-type", text: allowing("args.recipient == 5"), at: "5:13", says: "never compared with a number" },
  { code: "charter/wrong-type", text: allowing('args.to.startsWith("a")', "mail/send"), at: "5:13", says: "`.exists(x, …)`" },
  { code: "charter/wrong-type", text: allowing("size(args.amount) > 1"), at: "5:13", says: "no size" },
  { code: "charter/not-possible", text: allowing("args.amount * 2 > 5"), at: "5:13", says: "do not calculate" },
  { code: "charter/not-possible", text: allowing('args.to[0] == "a"', "mail/send"), at: "5:13", says: "`.all(x, …)`" },
  {
    code: "charter/not-possible",
    text: allowing("args.to.all(x, args.subject == null)", "mail/send"),
    at: "5:28",
    says: "only `x` can be asked",
  },
  {
    code: "charter/not-possible",
    text: allowing('args.to.exists_one(x, x == "a")', "mail/send"),
    at: "5:13",
    says: "`exists_one` is not part of the language",
  },
  {
    code: "charter/not-possible",
    text: allowing("args.to.exists(x, path(x).hidden && path(x).inside)", "mail/send"),
    at: "5:31",
    says: "one `exists` for each",
  },
  { code: "charter/not-possible", text: allowing("args.amount == 12345678901234567891"), at: "5:28", says: "JSON numbers are doubles" },
  { code: "charter/not-possible", text: allowing("session.role == time.hour"), at: "5:13", says: "only two arguments" },
  {
    code: "charter/not-possible",
    text: allowing('args.to.all(x, x == "a" || seen("world"))', "mail/send"),
    at: "5:28",
    says: "only `x` can be asked, not the state",
  },
  {
    code: "charter/not-possible",
    text: "charter: x\nactions:\n  a: { tool: bank/pay, allow: true, succeeds: result.done && !contained }\n",
    at: "3:47",
    says: "judged by its result alone",
  },
  {
    code: "charter/recursion",
    text: allowing("a", "bank/pay", "charter: x\ndefine: { a: b, b: a }\n"),
    at: "2:11",
    says: "out of its own definition",
  },
  { code: "charter/pattern", text: allowing('args.recipient.matches("^(a")'), at: "5:36", says: "unterminated group" },
  { code: "charter/pattern", text: allowing('args.recipient.matches("^(?=a)$")'), at: "5:36", says: "looks around" },
  { code: "charter/unanchored", text: allowing('args.recipient.matches("[A-Z]+")'), at: "5:36", says: "`startsWith`" },
  {
    code: "charter/too-many-states",
    text: allowing('args.recipient.matches("^(.*a.{9}|b)$") && args.recipient.matches("^(.*c.{9}|d)$")'),
    at: "3:3",
    says: 'matches "^(.*a.{9}|b)$"` and `matches "^(.*c.{9}|d)$"` together',
  },
  { code: "charter/too-many-states", text: allowing('args.recipient.matches("^(.*a.{14}|b)$")'), at: "3:3", says: "(.*a.{14}|b)" },
  {
    code: "charter/too-large",
    text: allowing(`args.recipient in [${Array.from({ length: 500 }, (_, index) => index)}] || ${"(".repeat(40)}true${")".repeat(40)}`),
    at: "5:1958",
    says: "brackets are open",
  },
  {
    code: "charter/too-large",
    text: allowing(
      "d16",
      "bank/pay",
      `charter: x\ndefine: { d0: true, ${Array.from({ length: 16 }, (_, index) => `d${index + 1}: d${index} && d${index}`).join(", ")} }\n`,
    ),
    at: "6:13",
    says: "definitions",
  },

  // What the parts say together.
  { code: "charter/no-such-tool", text: "charter: x\nallow: [bank/pya]\n", at: "2:9", says: "did you mean `bank/pay`?" },
  { code: "charter/no-such-tool", text: "charter: x\nsources: { a: { results: [shop/*] } }\n", at: "2:27", says: "no pinned tool" },
  {
    code: "charter/unknown-action",
    text: "charter: x\nallow: [bank/pay]\nlimits:\n  - { action: bnk/pay, at_most: 3 }\n",
    at: "4:15",
    says: "did you mean `bank/pay`?",
  },
  {
    code: "charter/unknown-action",
    text: "charter: x\nallow: [bank/*]\nlimits:\n  - { action: bank/*, at_most: 3 }\n",
    at: "4:15",
    says: "names 3 actions",
  },
  {
    code: "charter/unknown-action",
    text: "charter: x\nallow: [bank/pay]\nmandates: { m: [bank/pya] }\n",
    at: "3:17",
    says: "did you mean `bank/pay`?",
  },
  {
    code: "charter/source-overlap",
    text: "charter: x\nsources: { a: { results: [bank/pay] }, b: { results: [bank/pay] } }\n",
    at: "2:55",
    says: "more specific",
  },
  {
    code: "charter/bad-effect",
    text: "charter: x\nstate: { n: { range: [0, 3] } }\nactions:\n" + "  a: { tool: bank/pay, allow: true, then: { n: 4 } }\n",
    at: "4:48",
    says: "cannot become 4",
  },
  {
    code: "charter/bad-effect",
    text:
      "charter: x\nstate: { n: { range: [0, 3] } }\nactions:\n" +
      "  a: { tool: bank/pay, allow: true, outcome: { ok: { n: state.n + 1 } } }\n",
    at: "4:57",
    says: "constants only",
  },
  {
    code: "charter/bad-effect",
    text:
      "charter: x\nstate: { n: { range: [0, 3] }, m: { bool: false } }\nactions:\n" +
      "  a: { tool: bank/pay, allow: true, then: { m: state.n + 1 } }\n",
    at: "4:48",
    says: "only change by itself",
  },
  {
    code: "charter/effect-out-of-range",
    text:
      "charter: x\nstate: { n: { range: [0, 3] } }\nactions:\n" +
      "  a: { tool: bank/pay, allow: args.amount > 0, then: { n: state.n + 2 } }\n",
    at: "4:59",
    says: "add `state.n <= 1` to the action's `allow`",
  },
  {
    code: "charter/effect-conflict",
    text:
      "charter: x\nstate: { n: { range: [0, 3] } }\nactions:\n" +
      "  a: { tool: bank/pay, allow: true, then: { n: 1 } }\n" +
      "  b: { tool: bank/pay, when: args.amount > 5, allow: true, then: { n: 2 } }\n",
    at: "4:48",
    says: 'both match `bank/pay` {"amount":6}',
  },
  { code: "charter/nothing-denies", text: "charter: x\notherwise: allow\n", at: "2:12", says: "compose this overlay" },
];

describe("a diagnostic", () => {
  test.each(CASES)("$code: $says", ({ code, text, at, says }) => {
    const found = compiledFor(PINNED_TOOLS, text).diagnostics.filter(
      (diagnostic) => diagnostic.code === code && diagnostic.at === `charter.yaml:${at}`,
    );
    expect(found.map(({ message, remedy }) => `${message} ${remedy}`).join("\n")).toContain(says);
    expect(found[0]?.severity).toBe("error");
    expect(compiledFor(PINNED_TOOLS, text).machine).toBeUndefined();
  });

  test("of an overlay in which no charter denies does not hide that two charters have one name: charter/duplicate-name", () => {
    const { diagnostics } = compiledFor(PINNED_TOOLS, "charter: x\notherwise: allow\n", "charter: x\nallow: [bank/pay]\n");
    expect(diagnostics.map(({ code, at }) => `${code} ${at}`)).toEqual(["charter/duplicate-name charter-1.yaml:1:10"]);
  });

  test("is a warning where the charter can still run", () => {
    const text = [
      "charter: x",
      "actions:",
      "  a: { tool: bank/pay, deny: args.amount > 5 }",
      "  b: { tool: bank/pay, allow: true, escalate: args.amount > 5 && args.amount < 3 }",
      "",
    ].join("\n");
    const { machine, diagnostics } = compiledFor(PINNED_TOOLS, text);
    expect(machine).toBeDefined();
    expect(diagnostics.map(({ severity, code, at }) => `${severity} ${code} ${at}`)).toEqual([
      "warning charter/never-allows charter.yaml:3:3",
      "warning charter/dead-clause charter.yaml:4:47",
    ]);
  });

  test("warns of an overlay whose clauses deny the rest: charter/overlay-without-allow", () => {
    const overlay = "charter: organisation\notherwise: allow\nescalate: [bank/pay: args.amount > 5]\n";
    const { diagnostics } = compiledFor(PINNED_TOOLS, overlay, "charter: team\nallow: [bank/pay]\n");
    expect(diagnostics.map(({ severity, code, at }) => `${severity} ${code} ${at}`)).toEqual([
      "warning charter/overlay-without-allow charter-0.yaml:3:12",
    ]);
  });

  test("is one of several: a run reports everything that is wrong, in order", () => {
    const text =
      "charter: x\nversion: none\nallow: [bank/pya, bank/pay: args.amont > 1]\nactions:\n  a: { tool: bank/pay, allow: foo || bar }\n";
    expect(compiledFor(PINNED_TOOLS, text).diagnostics.map(({ code, line }) => `${line} ${code}`)).toEqual([
      "2 charter/wrong-shape",
      "3 charter/no-such-tool",
      "3 charter/unknown-field",
      "5 charter/unknown-name",
      "5 charter/unknown-name",
    ]);
  });

  test("stops at a hundred", () => {
    const text = `charter: x\nallow: [${Array.from({ length: 300 }, (_, index) => `none/t${index}`).join(", ")}]\n`;
    expect(compiledFor(PINNED_TOOLS, text).diagnostics).toHaveLength(100);
  });

  test("shows the line, what is meant, and what to do; nothing in it can move a terminal's cursor", () => {
    const text = "charter: x\nallow:\n  - bank/pay: args.\u202eamout > 1 # \u001b[2J\n";
    const [first] = compiledFor(PINNED_TOOLS, text).diagnostics;
    expect(first === undefined ? "" : renderDiagnostic(first, text).split("\n")).toEqual([
      "error[charter/syntax]: `\\u{202e}` is not part of the language",
      " --> charter.yaml:3:20",
      "  |",
      "3 |   - bank/pay: args.\\u{202e}amout > 1 # \\u{1b}[2J",
      "  |                    ^^^^^^^^",
      "  = conditions are CEL: names, numbers, texts in quotes, `&&`, `||`, `!`, comparisons, calls",
    ]);
  });
});
