/** What the parts of a charter come to in the machine, played through the kernel. */
import { describe, expect, test } from "vitest";
import { compiledFor, machineFor } from "../../test/generators/compiled.ts";
import { PINNED_TOOLS } from "../../test/generators/pinned-tools.ts";
import { Play } from "../../test/generators/play.ts";

const machine = (...texts: readonly string[]): ReturnType<typeof machineFor> => machineFor(PINNED_TOOLS, ...texts);
const play = (...texts: readonly string[]): Play => new Play(machine(...texts));

/** The first charter in the documentation of the design. */
const NEWCOMER = `charter: my-agent
roots: { work: ./work }
sources: { mail: { results: [mail/read] } }      # what mail/read returns was written by strangers
allow:
  - files/read_text_file: path(args.path).in("work")
  - mail/*
  - bank/pay
escalate:
  - files/write_file: path(args.path).in("work")
deny:
  - files/delete_*
  - mail/send: seen("mail")                      # after reading strangers' mail, nothing is sent
limits:
  - { action: bank/pay, at_most: 3 }
`;

/** The second one, with everything that this version reserves. */
const BANK = `charter: bank-assistant
version: 7                       # yours to count; the ledger counts what is put in force by itself
sources:
  bank:  { trusted: true, results: [bank/get_*] }
  notes: { results: [bank/read_file, "bank/get_most_recent_transactions#[*].subject"] }   # a field: the sender wrote it
define:
  known: from(args.recipient, trusted)
  big: has(args.amount) && args.amount > 500
allow: [bank/get_*, bank/read_file]
actions:
  pay:
    tool: [bank/send_money, bank/schedule_transaction]
    allow: args.amount > 0 && args.amount <= 5000
    escalate: big || !known
    quarantine: seen("notes") && !known && !user.says("pay", "transfer")
  profile:
    tool: [bank/update_password, bank/update_user_info]
    allow: from(args, "user")
limits:
  - { action: pay, at_most: 2000, of: args.amount, per: day, scope: agent, over: escalate }
bounds:
  never:
    - { name: strangers-are-asked-about, when: does("pay") && !known && !asked() }
`;

const BANK_TOOLS = [
  "get_balance",
  "get_most_recent_transactions",
  "read_file",
  "send_money",
  "schedule_transaction",
  "update_password",
  "update_user_info",
];

test("the short form takes clauses with names and people", () => {
  const { document } = machine(`charter: a
allow: [bank/pay]
escalate:
  - bank/pay: { name: large, when: args.amount > 500, to: treasurer, approvals: 2, within: 1h }
`);
  const large = document.clauses.find(({ name }) => name === "large");
  expect(large).toMatchObject({ verdict: "escalate", obligation: { role: "treasurer", approvals: 2, withinMs: 3_600_000 } });
});

test("a clause can be of high severity, where people are asked", () => {
  const { document } = machine("charter: a\nallow: [bank/pay]\nescalate:\n  - bank/pay: { when: args.amount > 500, severity: high }\n");
  expect(document.clauses.flatMap(({ obligation }) => obligation?.severity ?? [])).toEqual(["high"]);
});

describe("the charters of the design", () => {
  test("the newcomer's does what its comments say", () => {
    const session = play(NEWCOMER);
    const inside = { 'path(args.path).in("work")': true };
    const outside = { 'path(args.path).in("work")': false };
    expect(session.ask("files/read_text_file", {}, inside)).toBe("allow");
    expect(session.ask("files/read_text_file", {}, outside)).toBe("deny clause/allow-failed");
    expect(session.ask("files/read_text_file", {})).toBe("deny guard/error");
    expect(session.ask("files/write_file", {}, inside)).toBe("escalate clause/escalate");
    expect(session.ask("files/write_file", {}, outside)).toBe("deny clause/allow-failed");
    expect(session.ask("files/delete_file")).toBe("deny clause/deny");
    expect(session.ask("web/fetch")).toBe("deny charter/no-action");
    expect(session.run("mail/send")).toBe("allow");
    session.run("mail/read");
    expect(session.run("mail/send")).toBe("deny clause/deny");
    expect([1, 2, 3, 4].map(() => session.run("bank/pay"))).toEqual(["allow", "allow", "allow", "deny limit/reached"]);
    expect(session.machine.document.roots).toEqual({ work: "/home/me/work" });
  });

  test("the bank's compiles as it stands", () => {
    const { document } = machineFor(
      BANK_TOOLS.map((name) => ({ name: `bank/${name}` })),
      BANK,
    );
    expect(document.budgets).toEqual([
      {
        name: "sum(pay,args.amount,day,agent)",
        action: document.actions.findIndex(({ name }) => name === "pay"),
        of: ["amount"],
        most: 2000,
        scope: "agent",
        resets: { every: "day", zone: "UTC" },
      },
    ]);
  });

  test("the bank's says what it means, asked without origins and sums", () => {
    const text = BANK.replace(', "bank/get_most_recent_transactions#[*].subject"', "")
      .replace("known: from(args.recipient, trusted)", 'known: args.recipient in ["rent", "mum"]')
      .replace(' && !user.says("pay", "transfer")', "")
      .replace('allow: from(args, "user")', "escalate: true")
      .replace(/limits:[\s\S]*/, "limits:\n  - { action: pay, at_most: 20, per: day, scope: agent, over: escalate }\n");
    const session = new Play(
      machineFor(
        BANK_TOOLS.map((name) => ({ name: `bank/${name}` })),
        text,
      ),
    );
    expect(session.ask("bank/send_money", { recipient: "mum", amount: 20 })).toBe("allow");
    expect(session.ask("bank/send_money", { recipient: "mum", amount: 900 })).toBe("escalate clause/escalate");
    expect(session.ask("bank/send_money", { recipient: "eve", amount: 20 })).toBe("escalate clause/escalate");
    expect(session.ask("bank/send_money", { recipient: "eve", amount: 6000 })).toBe("deny clause/allow-failed");
    session.run("bank/read_file");
    expect(session.ask("bank/send_money", { recipient: "eve", amount: 900 })).toBe("quarantine clause/quarantine clause/escalate");
    expect(session.machine.document.charters[0]).toMatchObject({ name: "bank-assistant", version: 7 });
  });
});

describe("sources", () => {
  test("the most specific pattern wins; what none covers is from the world", () => {
    const text =
      "charter: x\nallow: ['bank/*', mail/*, web/*]\n" +
      "sources:\n  bank: { trusted: true, results: [bank/*] }\n  spent: { results: [bank/pay] }\n";
    const session = play(text);
    session.run("bank/get_balance");
    expect(["seen(bank)", "seen(spent)", "seen(world)"].map((name) => session.value(name))).toEqual([true, false, false]);
    session.run("bank/pay", "error");
    expect(["seen(bank)", "seen(spent)", "seen(world)"].map((name) => session.value(name))).toEqual([true, true, false]);
    session.run("web/fetch");
    expect(session.value("seen(world)")).toBe(true);
  });

  test("the world can be asked about", () => {
    const session = play(
      'charter: x\nallow: [web/fetch]\nescalate:\n  - bank/pay: seen("world")\ndeny:\n  - bank/pay: "!seen(\\"world\\")"\n',
    );
    expect(session.ask("bank/pay")).toBe("deny clause/deny");
    session.run("web/fetch");
    expect(session.ask("bank/pay")).toBe("escalate clause/escalate");
  });
});

describe("containment", () => {
  test("leaves only what is marked", () => {
    const session = play(
      "charter: x\nallow: [bank/pay]\nactions:\n  look: { tool: bank/get_balance, allow: true, while_contained: true }\n",
    );
    session.contain();
    expect([session.ask("bank/pay"), session.ask("bank/get_balance")]).toEqual(["deny session/contained", "allow"]);
  });
});

describe("mandates", () => {
  const text =
    "charter: x\nallow: [bank/*, mail/read, web/fetch]\nmandates: { pay: [bank/*, mail/read], read: [mail/read, bank/get_balance] }\n";
  const said = (mandate: string | undefined, tool: string): string => play(text).ask(tool, {}, { "session.mandate": mandate });

  test("narrow to the actions they name", () => {
    expect(said("pay", "bank/pay")).toBe("allow");
    expect(said("read", "bank/pay")).toBe("deny mandate/outside");
    expect(said("pay", "web/fetch")).toBe("deny mandate/outside");
  });

  test("`none` narrows nothing; what is unknown, or missing, is the strictest", () => {
    expect([said("none", "web/fetch"), said("none", "bank/pay")]).toEqual(["allow", "allow"]);
    for (const mandate of ["unknown", "other", undefined]) {
      expect([said(mandate, "bank/pay"), said(mandate, "mail/read"), said(mandate, "bank/get_balance")]).toEqual([
        "deny mandate/outside",
        "allow",
        "allow",
      ]);
    }
  });
});

describe("state", () => {
  const text = `charter: x
state:
  plan: { enum: [none, drafted, approved] }
  tries: { range: [0, 2], scope: agent, resets: hour }
  open: { bool: true }
actions:
  draft:
    tool: files/write_file
    allow: state.tries < 2
    then: { plan: drafted, tries: state.tries + 1 }
    outcome: { error: { plan: none } }
  apply:
    tool: bank/pay
    when: args.amount > 0
    allow: state.plan == "drafted" && state.open
    outcome: { ok: { open: false }, unknown: { open: false } }
`;

  test("is declared, read and changed", () => {
    const session = play(text);
    expect(session.ask("bank/pay", { amount: 1 })).toBe("deny clause/allow-failed");
    session.run("files/write_file", "error");
    expect([session.value("plan"), session.value("tries")]).toEqual(["none", 1]);
    session.run("files/write_file");
    expect([session.value("plan"), session.value("tries")]).toEqual(["drafted", 2]);
    expect(session.ask("files/write_file")).toBe("deny clause/allow-failed");
    session.run("bank/pay", "unknown", { amount: 1 });
    expect(session.value("open")).toBe(false);
  });

  test("has the first value at the start, a scope, and resets in the charter's zone", () => {
    const { document } = machine(text);
    expect(document.variables.map(({ name, values }) => [name, values[0]])).toEqual([
      ["contained", false],
      ["open", true],
      ["plan", "none"],
      ["seen(world)", false],
      ["tries", 0],
    ]);
    expect(document.variables.find(({ name }) => name === "tries")).toMatchObject({
      scope: "agent",
      resets: { every: "hour", zone: "UTC" },
    });
  });

  test("an effect that its own guard keeps in range is accepted, and one that a person could push out of it is not", () => {
    const guarded = (verdict: string): string =>
      "charter: x\nstate: { n: { range: [0, 3] } }\nactions:\n" +
      `  a: { tool: bank/pay, allow: true, ${verdict}: state.n == 3, then: { n: state.n + 1 } }\n`;
    expect(compiledFor(PINNED_TOOLS, guarded("deny")).diagnostics).toEqual([]);
    expect(compiledFor(PINNED_TOOLS, guarded("escalate")).diagnostics.map(({ code }) => code)).toEqual(["charter/effect-out-of-range"]);
  });

  test("effects that agree are no conflict", () => {
    const text =
      "charter: x\nstate: { n: { bool: false } }\nactions:\n" +
      "  a: { tool: bank/pay, allow: true, then: { n: true } }\n  b: { tool: bank/pay, allow: true, then: { n: true } }\n";
    expect(compiledFor(PINNED_TOOLS, text).diagnostics).toEqual([]);
  });
});

describe("definitions", () => {
  test("stand for conditions, parts of them, lists and tables", () => {
    const text = `charter: x
define:
  amount: args.amount
  cap: 500
  small: amount <= cap
  friends: [ann, bob]
  caps: { EUR: 100, USD: 120 }
actions:
  pay: { tool: bank/pay, allow: "small && args.recipient in friends && amount <= caps[args.currency] && !(args.recipient in caps)" }
`;
    const session = play(text);
    expect(session.ask("bank/pay", { amount: 110, recipient: "ann", currency: "USD" })).toBe("allow");
    expect(session.ask("bank/pay", { amount: 110, recipient: "ann", currency: "EUR" })).toBe("deny clause/allow-failed");
    expect(session.ask("bank/pay", { amount: 10, recipient: "ann", currency: "GBP" })).toBe("deny guard/error");
    expect(session.ask("bank/pay", { amount: 10, recipient: "eve", currency: "EUR" })).toBe("deny clause/allow-failed");
  });
});

describe("facts", () => {
  test("of session and time are terms that the caller supplies, in the charter's zone", () => {
    const text =
      "charter: x\nzone: America/New_York\nallow:\n" +
      "  - bank/pay: session.role == 'owner' && time.hour >= 9 && time.hour < 17 && time.weekday <= 5\n";
    const session = play(text.replaceAll("'", '"'));
    const facts = { "session.role": "owner", "time.hour@America/New_York": 10, "time.weekday@America/New_York": 3 };
    expect(session.ask("bank/pay", {}, facts)).toBe("allow");
    expect(session.ask("bank/pay", {}, { ...facts, "session.role": "unknown" })).toBe("deny clause/allow-failed");
    expect(session.ask("bank/pay", {}, { ...facts, "time.hour@America/New_York": 17 })).toBe("deny clause/allow-failed");
  });
});

describe("meanings", () => {
  test("of every element of a list are one fact: the list of what each means", () => {
    const text =
      "charter: x\nroots: { work: /srv/work }\nallow:\n" +
      '  - files/read_multiple_files: args.paths.all(p, path(p).in("work") && !path(p).hidden) && size(args.paths) <= 2\n';
    const session = play(text);
    const { terms } = session.machine.document.tools.find(({ name }) => name === "files/read_multiple_files") ?? { terms: [] };
    expect(terms.map(({ name }) => name)).toEqual(["path(args.paths[*]).hidden", 'path(args.paths[*]).in("work")', "size(args.paths)"]);
    const said = (inside: readonly (boolean | null)[], hidden: readonly (boolean | null)[]): string =>
      session.ask(
        "files/read_multiple_files",
        { paths: inside.map(String) },
        { 'path(args.paths[*]).in("work")': [...inside], "path(args.paths[*]).hidden": [...hidden] },
      );
    expect(said([true, true], [false, false])).toBe("allow");
    expect(said([true, false], [false, false])).toBe("deny clause/allow-failed");
    expect(said([true, null], [false, null])).toBe("deny guard/error");
    expect(said([true, true, true], [false, false, false])).toBe("deny clause/allow-failed");
  });

  test("are texts, numbers, truths and lists", () => {
    const text = `charter: x
define: { to: url(args.url) }
allow:
  - web/fetch: to.scheme == "https" && to.within("example.com") && to.port == 443 && !("token" in to.query_keys)
`;
    const session = play(text);
    const facts = {
      "url(args.url).scheme": "https",
      'url(args.url).within("example.com")': true,
      "url(args.url).port": 443,
      "url(args.url).query_keys": ["q"],
    };
    expect(session.ask("web/fetch", {}, facts)).toBe("allow");
    expect(session.ask("web/fetch", {}, { ...facts, "url(args.url).query_keys": ["q", "token"] })).toBe("deny clause/allow-failed");
  });
});
