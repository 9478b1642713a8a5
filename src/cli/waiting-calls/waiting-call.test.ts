/** What a person sees on a terminal before they say yes: exactly what would run, and where the agent wrote something else, that too. */
import { afterEach, describe, expect, test } from "vitest";
import { HubWorld, must } from "../../../test/worlds/hub-world.ts";
import { termsOfForm } from "../../execution/index.ts";
import type { Attached } from "../ledger/attach.ts";
import { EntryViews } from "../ledger/ledger-view.ts";
import { showOlder } from "./call-circumstances.ts";
import { giveAnswer } from "./give-answer.ts";
import { showArguments } from "./show-arguments.ts";
import { parkedCalls, type WaitingCall } from "./waiting-call.ts";

const worlds: HubWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

const PROPOSED = { list: [1, {}], query: "select  1 -- \u202e", note: "n" };
const RUNS = { ...PROPOSED, query: "SELECT 1" };
const PLACES = [{ interpreter: "sql", at: [["query"]] }];

/** One parked call, as the owner finds it; `sent`: what the decision commits to. */
async function parked(sent: object): Promise<{ readonly attached: Attached; readonly call: WaitingCall }> {
  const world = await new HubWorld().start();
  worlds.push(world);
  const { decider, gateway } = await world.begin();
  decider.verdict = "escalate";
  decider.waitMs = 60_000;
  decider.sends = termsOfForm({ places: PLACES, args: { ...sent } }, { tool: "files/read", salt: "" });
  await world.propose(gateway, undefined, PROPOSED);
  const [client, { ring }] = [await world.attach("approver:owner"), world.people];
  const closed = new Promise<void>(() => undefined);
  const attached = { client, identity: world.people.get("approver:owner"), ring, socket: world.socket, closed, close: () => undefined };
  for (;;) {
    const [call] = await must(parkedCalls(attached));
    if (call !== undefined) return { attached, call };
  }
}

function shown(call: WaitingCall): readonly string[] {
  const lines: string[] = [];
  const [line, nothing] = [(text = ""): void => void lines.push(text), (): void => undefined];
  showArguments({ json: false, line, value: nothing, note: nothing, fault: nothing }, call, "folded");
  return lines;
}

describe("a call that waits", () => {
  test("is shown as it would run, the agent's words below it", async () => {
    const { attached, call } = await parked(RUNS);
    expect(call).toMatchObject({ args: RUNS, rewritten: [{ at: "/query", proposed: PROPOSED.query }] });
    expect(shown(call)).toEqual([
      "    {",
      '      "list": [',
      "        1,",
      "        {}",
      "      ],",
      '      "note": "n",',
      '      "query": "SELECT 1"',
      '        as proposed: "select  1 -- \\u{202e}"',
      "    }",
    ]);
    expect(await giveAnswer(attached, call, { kind: "approval" })).toMatchObject({ ok: true });
  });

  test("is in the log as proposed, and with its decision as it would run", async () => {
    const { attached } = await parked(RUNS);
    const views = new EntryViews(attached.identity);
    const shownBy = (await must(attached.client.read(0, 100))).map((entry) => views.next(entry));
    const [proposal, decision] = ["proposal", "decision"].map((kind) => shownBy.find((view) => view.kind === kind));
    expect(proposal?.summary).toContain('"query":"select  1 -- \\u{202e}"');
    expect(decision?.summary).toContain(' as {"list":[1,{}],"note":"n","query":"SELECT 1"}');
    expect(decision?.runs).toMatchObject({ args: RUNS });
  });

  test("that is read otherwise here than where it was judged is not shown, and gets no yes: cli/not-shown", async () => {
    const { attached, call } = await parked(PROPOSED);
    expect(call.args).toBeUndefined();
    expect(shown(call)).toEqual(["    what would run can't be shown with this key, so there is no yes to it"]);
    expect(await giveAnswer(attached, call, { kind: "approval" })).toMatchObject({ ok: false, fault: { code: "cli/not-shown" } });
    expect(await giveAnswer(attached, call, { kind: "rejection" })).toMatchObject({ ok: true });
  });
});

test("which charter judges its session is one line, where another is in force", () => {
  const lines: string[] = [];
  const [line, nothing] = [(text = ""): void => void lines.push(text), (): void => undefined];
  const out = { json: false, line, value: nothing, note: nothing, fault: nothing };
  const names = { name: "desk version 1", inForce: "stern version 2" };
  for (const as of ["stricter", "pinned"] as const) showOlder(out, { as, ...names });
  expect(lines).toEqual([
    "    its session is judged by stern version 2, denying what desk version 1 is more severe about",
    "    its session is judged by desk version 1; stern version 2 is in force",
  ]);
});
