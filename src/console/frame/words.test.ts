import { describe, expect, test } from "vitest";
import { linkTo, parseRoute } from "./route.ts";
import { digestText, loadText, spanText } from "./words.ts";

describe("words of the page", () => {
  test("spans have at most two units and never promise time that is not there", () => {
    expect([0, -5_000, 59_999, 60_000, 249_900, 3_900_000, 90_000_000].map(spanText)).toEqual([
      "0 s",
      "0 s",
      "59 s",
      "1:00 min",
      "4:09 min",
      "1:05 h",
      "1 d 1 h",
    ]);
  });

  test("a person's load stands beside what the charter lets them be asked, where it says so", () => {
    expect(loadText({ waiting: 3, lastHour: 12, limit: { anHour: 12 } })).toBe("3 waiting, 12 of 12 this hour");
    expect(loadText({ waiting: 4, lastHour: 1_000, limit: { waiting: 5 } })).toBe("4 of 5 waiting, 1,000 this hour");
  });

  test("digests are read in groups of four", () => {
    expect(digestText("abcdef0123")).toBe("abcd ef01 23");
  });
});

describe("routes", () => {
  test("say where a person is, and lead home where they say nothing", () => {
    expect(parseRoute("#/inbox/t12")).toMatchObject({ view: "inbox", id: "t12" });
    expect(parseRoute("#/sessions/a%2Fb")).toMatchObject({ view: "sessions", id: "a/b" });
    expect(parseRoute("#/ledger/4?find=pay").query.get("find")).toBe("pay");
    for (const odd of ["", "#", "#/", "#/nowhere/t1", "#link=secret"]) expect(parseRoute(odd).view).toBe("inbox");
    expect(parseRoute("#/ledger/%zz")).toMatchObject({ view: "ledger", id: "%zz" });
  });

  test("survive writing and reading", () => {
    const { id, query } = parseRoute(linkTo("sessions", "a/b?c#d", { find: "x & y" }));
    expect([id, query.get("find")]).toEqual(["a/b?c#d", "x & y"]);
  });
});
