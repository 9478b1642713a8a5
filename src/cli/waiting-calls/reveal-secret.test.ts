/** A secret of a waiting call is dots on a terminal and in `--json`, and shown once an entry says who looks. */
import { afterEach, describe, expect, test } from "vitest";
import { HubWorld, must } from "../../../test/worlds/hub-world.ts";
import type { PartName } from "../../../test/worlds/ledger-world.ts";
import type { Attached } from "../ledger/attach.ts";
import { EntryViews } from "../ledger/ledger-view.ts";
import { openEntry } from "../ledger/sealed-content.ts";
import { revealSecret } from "./reveal-secret.ts";
import { placeText, readPlace } from "./secret-place.ts";
import { showWaitingCall } from "./show-waiting-call.ts";
import { parkedCalls } from "./waiting-call.ts";

const worlds: HubWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

const SECRET = "hunter2-hunter2";
const ARGS = { list: [{ "a b;$(x)": `ghp_${"x".repeat(24)}` }], password: SECRET, path: "a.txt" };

async function attachedAs(world: HubWorld, name: PartName): Promise<Attached> {
  const [client, { ring }] = [await world.attach(name), world.people];
  const closed = new Promise<void>(() => undefined);
  return { client, identity: world.people.get(name), ring, socket: world.socket, closed, close: () => undefined };
}

/** One waiting call with secrets, and the owner's link. */
async function waiting(): Promise<{ readonly world: HubWorld; readonly owner: Attached; readonly ticket: string }> {
  const world = await new HubWorld().start();
  worlds.push(world);
  const { decider, gateway } = await world.begin();
  decider.verdict = "escalate";
  decider.waitMs = 60_000;
  const proposal = await world.propose(gateway, undefined, ARGS);
  const owner = await attachedAs(world, "approver:owner");
  while ((await must(parkedCalls(owner))).length === 0);
  return { world, owner, ticket: `t${proposal}` };
}

describe("a secret", () => {
  test("is dots wherever a waiting call is shown or printed as JSON, with the words that show it", async () => {
    const { owner, ticket } = await waiting();
    const lines: string[] = [];
    const [line, nothing] = [(text = ""): void => void lines.push(text), (): void => undefined];
    const calls = await must(parkedCalls(owner));
    for (const call of calls) showWaitingCall({ json: false, line, value: nothing, note: nothing, fault: nothing }, call, "whole");
    expect(JSON.stringify([lines, calls])).not.toMatch(/hunter2|ghp_/);
    expect(lines).toContain(`      "password": •••••• (looks like a secret: interlock reveal ${ticket} args.password),`);
    expect(lines.join("\n")).toContain(`interlock reveal ${ticket} args.list.0.a%20b%3b%24%28x%29)`);
    expect(calls[0]).toMatchObject({ secrets: ["/list/0/a b;$(x)", "/password"], args: { path: "a.txt" } });
  });

  test("is dots in the log", async () => {
    const { owner } = await waiting();
    const views = new EntryViews(owner.identity);
    const shown = (await must(owner.client.read(0, 100))).map((entry) => views.next(entry));
    expect(JSON.stringify(shown)).not.toMatch(/hunter2|ghp_/);
    expect(shown.find(({ kind }) => kind === "proposal")?.summary).toContain(`"password":"${"•".repeat(SECRET.length)}"`);
  });

  test("is shown after an entry says who looks, signed by them, at what, and where: never the value", async () => {
    const { owner, ticket } = await waiting();
    expect(await must(revealSecret(owner, ticket, "args.password"))).toBe(SECRET);
    const entries = await must(owner.client.read(0, 100));
    const recorded = entries.find(({ leaf }) => leaf.entry.kind === "reveal");
    const { id, name } = owner.identity;
    expect(recorded?.leaf).toMatchObject({ by: id, entry: { kind: "reveal", entry: Number(ticket.slice(1)), viewer: name } });
    expect(recorded === undefined ? undefined : openEntry(owner.identity, recorded)).toEqual({ place: "/runs/password" });
    expect(await must(revealSecret(owner, ticket, "args.list.0.a%20b%3b%24%28x%29"))).toBe(ARGS.list[0]?.["a b;$(x)"]);
    expect(await must(revealSecret(owner, ticket.slice(1), "args.password"))).toBe(SECRET);
  });

  test("is all that can be asked for: cli/secret-unknown, cli/ticket-malformed", async () => {
    const { owner, ticket } = await waiting();
    for (const place of ["args.path", "args", "", "list"])
      expect(await revealSecret(owner, ticket, place)).toMatchObject({ fault: { code: "cli/secret-unknown" } });
    expect(await revealSecret(owner, "t0", "args.password")).toMatchObject({ fault: { code: "cli/secret-unknown" } });
    expect(await revealSecret(owner, "seven", "args.password")).toMatchObject({ fault: { code: "cli/ticket-malformed" } });
    expect((await must(owner.client.read(0, 100))).some(({ leaf }) => leaf.entry.kind === "reveal")).toBe(false);
  });

  test("is not shown where that can't be recorded: cli/not-recorded", async () => {
    const { world, ticket } = await waiting();
    // A key that reads everything, and answers nothing.
    const auditor = await attachedAs(world, "auditor");
    expect(await revealSecret(auditor, ticket, "args.password")).toMatchObject({ ok: false, fault: { code: "cli/not-recorded" } });
  });
});

test("a place is what was typed, whatever the names are", () => {
  for (const pointer of ["/args/password", "/args/0/a~1b~0c", "/args/x.y z/$(rm)", "/args/пароль/%41/", "/args/'\"\\\n"]) {
    expect(readPlace(placeText(pointer))).toBe(pointer);
    expect(placeText(pointer)).toMatch(/^[A-Za-z0-9_.%-]+$/);
  }
  expect(readPlace("args.пароль")).toBe("/args/пароль");
});
