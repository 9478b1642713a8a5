/** A parked mail or payment as the message that it is. */
import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../crypto/index.ts";
import { messageOf } from "./outbox.ts";

const readAs = (interpreter: string, at: string) => ({ at, interpreter, record: {} });

test("a mail is its arguments as they stand, addresses first and its body last, secrets left out", () => {
  const args = { body: "line\n<b>", password: "hunter2", subject: "hi", to: ["a@example.org", "b@example.org"] };
  expect(messageOf(args, [readAs("email", "/to/0"), readAs("email", "/to/1"), readAs("text", "/body")], ["/password"])).toEqual({
    is: "mail",
    parts: [
      { at: "/to", name: "to", texts: ["a@example.org", "b@example.org"] },
      { at: "/subject", name: "subject", texts: ["hi"] },
      { at: "/body", name: "body", texts: ["line\n<b>"] },
    ],
  });
});

test("a payment is one by its payee or its sum", () => {
  const sent = messageOf({ amount: 700, recipient: "DE89" }, [readAs("iban", "/recipient")], []);
  expect(sent).toMatchObject({ is: "payment", parts: [{ name: "recipient" }, { name: "amount", texts: ["700"] }] });
});

describe("without a word of the charter about its addresses", () => {
  test.each<[is: "mail" | "payment", to: string, args: JsonObject]>([
    ["mail", "recipients", { subject: "hi", recipients: ["ann@example.org"], body: "x", cc: null }],
    ["mail", "to", { to: "ann@example.org", text: "x" }],
    ["payment", "recipient", { amount: 700, date: "2026-01-05", recipient: "US13-not-an-iban", subject: "rent" }],
    ["payment", "to", { to: "ann", amount: "12.50" }],
  ])("a %s is one by the argument `%s` and what goes with it", (is, to, args) => {
    expect(messageOf(args, [], [])).toMatchObject({
      is,
      parts: [
        { name: to },
        ...Object.keys(args)
          .slice(1)
          .map(() => ({})),
      ],
    });
  });

  test.each<[what: string, args: Json]>([
    ["a file", { path: "a", content: "to: ann@example.org" }],
    ["a share", { file_id: "7", email: "ann@example.org", permission: "r" }],
    ["a chat with somebody who has no mailbox", { recipient: "ann", body: "x" }],
    ["a move to a place", { to: "/srv/b", amount: "all" }],
    ["a mail to nobody", { recipients: [], body: "x" }],
    ["a list of people of whom one is none", { to: ["ann@example.org", "ann"], body: "x" }],
    ["no object", ["to", "ann@example.org"]],
  ])("%s is none", (_, args) => {
    expect(messageOf(args, [], [])).toBe(undefined);
  });
});
