/** Counts, orders and exclusions: what they insert, played through the kernel. */
import { describe, expect, test } from "vitest";
import { machineFor } from "../../../test/generators/compiled.ts";
import { PINNED_TOOLS } from "../../../test/generators/pinned-tools.ts";
import { Play } from "../../../test/generators/play.ts";

function play(limits: string, allow = "[bank/*, files/*, web/*]"): Play {
  return new Play(machineFor(PINNED_TOOLS, `charter: x\nallow: ${allow}\nlimits:\n  - ${limits}\n`));
}

describe("at_most", () => {
  test("counts executions exactly, and denies beyond", () => {
    const session = play("{ action: bank/pay, at_most: 2 }");
    expect([1, 2, 3, 4].map(() => session.run("bank/pay"))).toEqual(["allow", "allow", "deny limit/reached", "deny limit/reached"]);
    expect(session.run("bank/get_balance")).toBe("allow");
  });

  test("counts with the decision, so that parallel calls cannot overspend", () => {
    const session = play("{ action: bank/pay, at_most: 1 }");
    expect([session.start("bank/pay"), session.start("bank/pay")]).toEqual(["allow", "deny limit/reached"]);
    session.end("bank/pay", "error");
    expect(session.ask("bank/pay")).toBe("deny limit/reached");
  });

  test("escalates where that is written; an answered call is executed and the counter stays full", () => {
    const session = play("{ action: bank/pay, at_most: 1, over: escalate }");
    expect(session.run("bank/pay")).toBe("allow");
    expect(session.start("bank/pay", {}, true)).toBe("escalate limit/reached");
    expect(session.value("limit(bank/pay,session)")).toBe(1);
    expect(session.machine.document.clauses.find(({ code }) => code === "limit/reached")?.obligation).toEqual({
      role: "owner",
      approvals: 1,
      withinMs: 900_000,
    });
  });

  test("starts anew per hour or day in the charter's zone, for whom it says", () => {
    const text =
      "charter: x\nzone: Europe/Paris\nallow: [bank/pay]\nlimits:\n  - { action: bank/pay, at_most: 5, per: day, scope: agent }\n";
    const [variable] = machineFor(PINNED_TOOLS, text).document.variables.filter(({ name }) => name.startsWith("limit"));
    expect(variable).toEqual({
      name: "limit(bank/pay,day,agent)",
      values: [0, 1, 2, 3, 4, 5],
      scope: "agent",
      resets: { every: "day", zone: "Europe/Paris" },
    });
  });
});

describe("first … before …", () => {
  const order = "{ first: bank/get_balance, before: bank/pay, undone_by: [files/write_file] }";

  test("denies until the first action has succeeded", () => {
    const session = play(order);
    expect(session.ask("bank/pay")).toBe("deny order/not-yet");
    session.start("bank/get_balance");
    expect(session.ask("bank/pay")).toBe("deny order/not-yet");
    session.end("bank/get_balance", "error");
    expect(session.ask("bank/pay")).toBe("deny order/not-yet");
    session.run("bank/get_balance");
    expect(session.run("bank/pay")).toBe("allow");
    expect(session.run("bank/pay")).toBe("allow");
  });

  test("starts again after what undoes it", () => {
    const session = play(order);
    session.run("bank/get_balance");
    session.run("files/write_file");
    expect(session.ask("bank/pay")).toBe("deny order/not-yet");
  });

  test("does not count a run that overlaps with what undoes it, whichever ends first", () => {
    const one = play(order);
    one.start("bank/get_balance");
    one.run("files/write_file");
    one.end("bank/get_balance");
    expect(one.ask("bank/pay")).toBe("deny order/not-yet");
    const other = play(order);
    other.start("files/write_file");
    other.run("bank/get_balance");
    other.end("files/write_file");
    expect(other.ask("bank/pay")).toBe("deny order/not-yet");
  });

  test("takes an unknown outcome for either", () => {
    const session = play(order);
    const [action] = session.machine.document.actions.filter(({ name }) => name === "bank/get_balance");
    expect(action?.outcome.unknown).toBeNull();
  });
});

describe("excludes", () => {
  test("lets the first bar the others", () => {
    const session = play("{ excludes: [bank/pay, files/write_file, web/fetch] }");
    expect(session.run("files/write_file")).toBe("allow");
    expect(session.run("files/write_file")).toBe("allow");
    expect([session.ask("bank/pay"), session.ask("web/fetch"), session.ask("bank/get_balance")]).toEqual([
      "deny order/excluded",
      "deny order/excluded",
      "allow",
    ]);
    expect(session.clauses("bank/pay")).toEqual(["excludes(bank/pay,files/write_file,web/fetch).bank/pay"]);
  });
});
