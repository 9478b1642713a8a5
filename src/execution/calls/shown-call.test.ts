/** What people see is what runs, or nothing; and where the agent wrote something else, that, at its place. */
import { describe, expect, test } from "vitest";
import type { Json } from "../../crypto/index.ts";
import { argumentsThatRun, sentForm, termsOfForm } from "./sent-form.ts";
import { shownCall } from "./shown-call.ts";

const PLACES = [
  { interpreter: "email", at: [["to"], []] },
  { interpreter: "sql", at: [["a/b~c", "query"]] },
  { interpreter: "http", at: [["page"]] },
];

/** The call with what a decision that understands these places says of it. */
function sealed(args: Json): { readonly call: { tool: string; args: Json; salt: string }; readonly sends: ReturnType<typeof termsOfForm> } {
  const call = { tool: "mail/send", args, salt: "5".repeat(32) };
  const form = sentForm(PLACES, args);
  if (form === undefined) throw new Error("it has a form");
  return { call, sends: termsOfForm(form, call) };
}

describe("a call as it is shown", () => {
  test("is what runs, with the agent's own words by the places where they differ", () => {
    const args = {
      "a/b~c": { query: "select  1 -- \u202e", other: "a  b" },
      to: ["Ann@Example.com", "bob@example.com"],
      page: { method: "GET", url: "https://Example.com", headers: { Accept: "*/*" } },
    };
    const { call, sends } = sealed(args);
    expect(shownCall(call, sends)).toEqual({
      tool: "mail/send",
      args: argumentsThatRun(call, sends),
      rewritten: [
        { at: "/a~1b~0c/query", proposed: "select  1 -- \u202e" },
        { at: "/to/0", proposed: "Ann@Example.com" },
        { at: "/page/url", proposed: "https://Example.com" },
        { at: "/page/headers", proposed: { Accept: "*/*" } },
      ],
    });
    expect(shownCall(call, sends)?.args).toMatchObject({ to: ["ann@example.com", "bob@example.com"] });
  });

  test("is as it was proposed where nothing of it is understood, or it was written in that form", () => {
    const args = { to: ["Ann@Example.com"], note: { empty: {}, list: [] } };
    expect(shownCall({ tool: "mail/send", args }, undefined)).toEqual({ tool: "mail/send", args, rewritten: [] });
    const { call, sends } = sealed({ to: ["ann@example.com"], empty: {}, list: [null] });
    expect(shownCall(call, sends)?.rewritten).toEqual([]);
  });

  test("is not shown where the decision commits to anything else, or nothing is open", () => {
    const { call, sends } = sealed({ to: ["Ann@Example.com"] });
    expect(shownCall(call, { ...sends, digest: "0".repeat(64) })).toBeUndefined();
    expect(shownCall(call, { ...sends, places: [] })).toBeUndefined();
    expect(shownCall({ ...call, salt: "" }, sends)).toBeUndefined();
    for (const opened of [undefined, null, "x", { tool: "mail/send" }, { args: {} }]) expect(shownCall(opened, undefined)).toBeUndefined();
  });
});
