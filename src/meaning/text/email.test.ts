import { describe, expect, test } from "vitest";
import { interpret } from "../interpret.ts";
import { recordOf } from "../interpreter.contract.ts";

describe("email", () => {
  test("reads one mailbox, whatever its case", () => {
    const record = {
      opaque: false,
      address: "ann+x@mail.example.co.uk",
      local: "ann+x",
      domain: "mail.example.co.uk",
      registrable: "example.co.uk",
    };
    expect(recordOf("email", "Ann+x@Mail.Example.CO.uk")).toEqual(record);
  });

  test("knows a domain from a name that only ends like it", () => {
    const reading = { from: "meaning", interpreter: "email", of: [], field: "within", parameters: ["example.com"] } as const;
    expect(interpret(reading, "a@b.example.com", { roots: {} })).toBe(true);
    expect(interpret(reading, "a@evilexample.com", { roots: {} })).toBe(false);
  });

  test.each([
    ["a display name", "Ann <ann@example.com>"],
    ["two addresses", "ann@example.com,bob@example.com"],
    ["two signs", "ann@evil.com@example.com"],
    ["a quoted local part", '"ann"@example.com'],
    ["a comment", "ann(x)@example.com"],
    ["a route", "ann%evil.com@example.com"],
    ["an old route", "evil.com!ann@example.com"],
    ["an address literal", "ann@[127.0.0.1]"],
    ["a number as a domain", "ann@127.0.0.1"],
    ["a single label", "ann@localhost"],
    ["a dot at the end", "ann@example.com."],
    ["two dots", "a..b@example.com"],
    ["look-alikes", "аnn@example.com"],
    ["a letter that is ASCII in lower case only", "\u212Aim@example.com"],
    ["an option of a mailer", "-oQueue@example.com"],
    ["a space", "ann @example.com"],
    ["a new line", "ann@example.com\nBcc: x@evil.com"],
    ["a local part of 65", `${"a".repeat(65)}@example.com`],
  ])("refuses %s", (_name, text) => {
    expect(recordOf("email", text)).toEqual({ opaque: true });
  });
});
