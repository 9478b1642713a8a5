import { describe, expect, test } from "vitest";
import type { ApiAnswerChallenge, ApiAnswerDraft, ApiInboxItem } from "../../console-server/api.ts";
import type { Server } from "../frame/ask-server.ts";
import { bytesToBase64url, sha256, textToBytes } from "../proof/bytes.ts";
import { saysWhatIsShown, signAnswer } from "./sign-answer.ts";

const item = { ticket: "t7", proposal: 7, decision: 9 } as ApiInboxItem;
const draft: ApiAnswerDraft = { ticket: "t7", kind: "approval" };

async function challengeFor(statement: string, signed: string = statement): Promise<ApiAnswerChallenge> {
  const challenge = bytesToBase64url(await sha256(textToBytes(signed)));
  return { challenge, statement } as ApiAnswerChallenge;
}

const statementOf = (entry: object): string => `interlock-entry/1\n${JSON.stringify({ entry, session: "s" })}`;

describe("saysWhatIsShown", () => {
  test("accepts the statement about the call on the screen", async () => {
    const statement = statementOf({ kind: "approval", proposal: 7, decision: 9, role: "owner" });
    expect(await saysWhatIsShown(await challengeFor(statement), item, draft)).toBe(true);
  });

  test("refuses another call, another decision, another answer, another text under the challenge, and no JSON", async () => {
    const good = statementOf({ kind: "approval", proposal: 7, decision: 9 });
    const others = [
      await challengeFor(statementOf({ kind: "approval", proposal: 8, decision: 9 })),
      await challengeFor(statementOf({ kind: "approval", proposal: 7, decision: 8 })),
      await challengeFor(statementOf({ kind: "release", proposal: 7, decision: 9 })),
      await challengeFor(good, statementOf({ kind: "approval", proposal: 8, decision: 9 })),
      await challengeFor("interlock-entry/1\nnot json"),
      await challengeFor("interlock-entry/1\n{}"),
    ];
    for (const challenge of others) expect(await saysWhatIsShown(challenge, item, draft)).toBe(false);
  });
});

describe("a scope", () => {
  test("is signed as it was asked for, and only where it was", async () => {
    const scope = { times: 3, until: 5 };
    const says = async (signed: object | undefined, asked: ApiAnswerDraft["scope"]): Promise<boolean> => {
      const entry = { kind: "approval", proposal: 7, decision: 9, ...(signed === undefined ? {} : { scope: signed }) };
      return saysWhatIsShown(await challengeFor(statementOf(entry)), item, asked === undefined ? draft : { ...draft, scope: asked });
    };
    expect(await says(scope, scope)).toBe(true);
    expect(await says(scope, undefined)).toBe(false);
    expect(await says(undefined, scope)).toBe(false);
    for (const other of [
      { ...scope, times: 4 },
      { ...scope, until: 6 },
      { ...scope, more: 1 },
    ])
      expect(await says(other, scope)).toBe(false);
  });
});

describe("signAnswer", () => {
  /** A server that asks to have `challenge` signed, and writes down what it is told. */
  function serverWith(challenge: ApiAnswerChallenge): { readonly server: Server; readonly told: string[] } {
    const told: string[] = [];
    const tell = (path: string): Promise<never> => {
      told.push(path);
      return Promise.resolve({ ok: true, value: challenge } as never);
    };
    return { server: { ask: tell, tell, setCsrf: () => undefined }, told };
  }

  test("refuses with console/other-statement before any gesture, and records nothing", async () => {
    const { server, told } = serverWith(await challengeFor(statementOf({ kind: "approval", proposal: 8, decision: 9 })));
    expect(await signAnswer(server, item, draft)).toMatchObject({ ok: false, fault: { code: "console/other-statement" } });
    expect(told).toEqual(["/api/answers/challenge"]);
  });

  test("says console/no-gesture where there is no passkey, and records nothing", async () => {
    const challenge = await challengeFor(statementOf({ kind: "approval", proposal: 7, decision: 9 }));
    const { server, told } = serverWith({ ...challenge, credentials: ["AQ"], rpId: "localhost" });
    expect(await signAnswer(server, item, draft)).toMatchObject({ ok: false, fault: { code: "console/no-gesture" } });
    expect(told).toEqual(["/api/answers/challenge"]);
  });
});
