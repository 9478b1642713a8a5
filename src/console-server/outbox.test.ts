/** A parked mail or payment as the message that it is. */
import { expect, test } from "vitest";
import { messageOf } from "./outbox.ts";

const readAs = (interpreter: string, at: string) => ({ at, interpreter, record: {} });

test("a mail is its arguments as they stand, addresses first, secrets left out", () => {
  const args = { body: "line\n<b>", password: "hunter2", subject: "hi", to: ["a@example.org", "b@example.org"] };
  expect(messageOf(args, [readAs("email", "/to/0"), readAs("email", "/to/1"), readAs("text", "/body")], ["/password"])).toEqual({
    is: "mail",
    parts: [
      { at: "/to", name: "to", text: '["a@example.org","b@example.org"]' },
      { at: "/body", name: "body", text: "line\n<b>" },
      { at: "/subject", name: "subject", text: "hi" },
    ],
  });
});

test("a payment is one by its payee or its sum", () => {
  const sent = messageOf({ amount: 700, recipient: "DE89" }, [readAs("iban", "/recipient")], []);
  expect(sent).toMatchObject({ is: "payment", parts: [{ name: "recipient" }, { name: "amount", text: "700" }] });
});

test("what no interpreter reads as an address is none", () => {
  expect(messageOf({ path: "a" }, [readAs("path", "/path")], [])).toBe(undefined);
});
