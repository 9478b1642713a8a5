/** A session that goes on under its own charter: what people are shown of its calls is that charter's, not of the one in force. */
import { expect, test } from "vitest";
import { BASE, compileTexts, lockOf } from "../../test/execution/compile-texts.ts";
import { SESSION, START } from "../../test/worlds/ledger-world.ts";
import { SecondDesk } from "../../test/worlds/second-desk.ts";
import { digestOf } from "../crypto/index.ts";
import { asJson } from "../ledger/index.ts";
import { Chronicle } from "./chronicle.ts";
import { sinceParked } from "./circumstances.ts";
import { detailOf } from "./inbox.ts";
import { courseOf } from "./record-view.ts";

type Setting = "in_force" | "pinned" | "stricter";

/** The next charter asks about the same calls, under another clause, and knows another state. */
function adopt(desk: SecondDesk, setting: Setting): void {
  const text = `charter: stern
running_sessions: ${setting}
actions:
  read: { tool: files/read, allow: args.lines <= 10, escalate: [{ name: any, when: true }] }
limits: [{ action: read, at_most: 5 }]
`;
  const { document, ...terms } = compileTexts([text], lockOf({ "files/read": ["lines"] }));
  const machine = asJson(document);
  const entry = { kind: "charter", name: "stern", version: 2, machine: digestOf(machine), ...terms } as const;
  desk.say("author", entry, undefined, { machine, sources: [{ file: "charter-0.yaml", text }], base: BASE });
}

/** What the owner's own fold of the ledger says. */
function chronicleOf(desk: SecondDesk): Chronicle {
  const { people } = desk.ledger;
  const chronicle = new Chronicle(people.get("approver:owner"), people.ring);
  for (const entry of desk.entries) chronicle.take(entry);
  expect(chronicle.trouble).toBe(undefined);
  return chronicle;
}

/** A call that waits under the first charter, and what is shown of it once another came into force. */
async function shownAfter(setting: Setting): Promise<{
  readonly desk: SecondDesk;
  readonly look: () => Promise<{
    readonly detail: Awaited<ReturnType<typeof detailOf>>;
    readonly since: Awaited<ReturnType<typeof sinceParked>>;
    readonly course: ReturnType<typeof courseOf>;
  }>;
}> {
  const desk = new SecondDesk();
  const waiting = desk.propose(7);
  adopt(desk, setting);
  const look = async () => {
    const chronicle = chronicleOf(desk);
    const [call, session] = [chronicle.calls.get(waiting), chronicle.sessions.get(SESSION)];
    if (call === undefined || session === undefined) throw new Error("both are recorded");
    return { detail: await detailOf(chronicle, call), since: await sinceParked(chronicle, call), course: courseOf(chronicle, session) };
  };
  return { desk, look };
}

const variables = (values: readonly { readonly variable: string }[] | undefined) => values?.map(({ variable }) => variable);
const OTHER = expect.arrayContaining([expect.stringContaining("read")]);

test("pinned: a parked call has its own charter's clauses, text and state, and nothing has changed for it", async () => {
  const { look } = await shownAfter("pinned");
  const { detail, since, course } = await look();
  expect(detail?.clauses).toMatchObject([{ condition: "args.lines > 5" }]);
  // Its text is sealed under another name than the clause has, and must not be looked for in the other charter, which has that name.
  expect(detail?.clauses[0]?.source).toBe(undefined);
  expect(since).toEqual({ state: [], files: [] });
  const older = { as: "pinned", name: "desk version 1", inForce: "stern version 2" };
  expect([detail?.older, course.older]).toEqual([older, older]);
  expect(variables(course.state)).toEqual(variables(detail?.state.now));
  expect(variables(course.state)).not.toEqual(OTHER);
});

test("once its session has ended, the charter in force judges it, its clauses stay those that asked, a yes does nothing", async () => {
  const { desk, look } = await shownAfter("pinned");
  desk.say("gateway", { kind: "session", agent: "agent", protocol: "p", capabilities: {}, ended: true }, SESSION);
  const { detail, since, course } = await look();
  expect(detail?.clauses).toMatchObject([{ condition: "args.lines > 5" }]);
  expect(since.charter).toEqual({ before: "desk version 1", now: "stern version 2" });
  expect(detail?.state.then).toEqual([]);
  expect([detail?.older, course.older]).toEqual([undefined, undefined]);
  expect(variables(course.state)).toEqual(OTHER);
});

test("in force: the new charter judges, which is said as a change; the clauses are those that asked", async () => {
  const { look } = await shownAfter("in_force");
  const { detail, since, course } = await look();
  expect(detail?.clauses).toMatchObject([{ condition: "args.lines > 5" }]);
  expect(since.charter).toEqual({ before: "desk version 1", now: "stern version 2" });
  expect([detail?.older, course.older]).toEqual([undefined, undefined]);
});

test("stricter: the charter in force judges, beside the session's own", async () => {
  const { look } = await shownAfter("stricter");
  const { since, course } = await look();
  const older = { as: "stricter", name: "desk version 1", inForce: "stern version 2" } as const;
  expect(course.older).toEqual(older);
  expect(since.charter).toEqual({ before: "desk version 1", now: "stern version 2" });
});

test("a session that begins under the charter in force has no other, and its calls ask by its clauses", async () => {
  const { desk } = await shownAfter("pinned");
  const grant = { kind: "grant", agent: "agent", user: "bob", role: "clerk", expires: START + 86_400_000, fresh: true } as const;
  const index = desk.say("host", grant, undefined, { task: "", messages: [] });
  desk.say("gateway", { kind: "session", agent: "agent", protocol: "p", capabilities: {}, grant: index }, "session-2");
  const { at } = desk.ledger;
  const proposal = { kind: "proposal", from: "agent", deadline: at + 10_000, patience: at + 60_000 } as const;
  const waiting = desk.say("gateway", proposal, "session-2", { tool: "files/read", args: { lines: 1 } });
  const chronicle = chronicleOf(desk);
  const call = chronicle.calls.get(waiting);
  const detail = call === undefined ? undefined : await detailOf(chronicle, call);
  expect(detail?.clauses).toMatchObject([{ name: "any", source: { line: 4 } }]);
  expect(detail?.older).toBe(undefined);
});
