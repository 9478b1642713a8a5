import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createConnection, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { createIdentity, type Duty, type Identity, makeRing, publicIdentity, toBase64 } from "../crypto/index.ts";
import type { Result } from "../fault/index.ts";
import type { LinkCode } from "./faults.ts";
import { type Credentials, greetConnector, greetListener, type Peer } from "./handshake.ts";
import { HANDSHAKE_FRAME_BYTES_MAX, LINK_LIMITS } from "./limits.ts";
import { Wire } from "./wire.ts";

const [ledger, gateway, executor, stranger] = ["ledger", "gateway", "executor", "stranger"].map((name) => createIdentity(name)) as [
  Identity,
  Identity,
  Identity,
  Identity,
];

const endings: (() => void)[] = [];
afterEach(() => {
  for (const end of endings.splice(0)) end();
});

const ring = (() => {
  const members = [
    [ledger, "ledger"],
    [gateway, "gateway"],
    [executor, "executor:files"],
  ] as const;
  const made = makeRing(members.map(([identity, duty]) => ({ identity: publicIdentity(identity), duties: [duty] })));
  if (!made.ok) throw new Error(made.fault.message);
  return made.value;
})();

/** A wire that keeps what it was told to send. */
class RecordingWire extends Wire {
  readonly sent: string[] = [];

  override send(text: string): void {
    this.sent.push(text);
    super.send(text);
  }
}

/** The connector's and the listener's end of one unix socket. */
async function wires(): Promise<readonly [RecordingWire, RecordingWire]> {
  const folder = mkdtempSync(join(tmpdir(), "handshake-"));
  const path = join(folder, "socket");
  const server = createServer();
  const accepted = new Promise<Socket>((resolve) => void server.once("connection", resolve));
  await new Promise<void>((resolve) => void server.listen(path, resolve));
  const sockets = [createConnection(path), await accepted] as const;
  endings.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return [new RecordingWire(sockets[0], LINK_LIMITS), new RecordingWire(sockets[1], LINK_LIMITS)];
}

function credentialsOf(identity: Identity): Credentials {
  return { identity, ring, nonce: toBase64(randomBytes(32)) };
}

function codeOf(result: Result<Peer, LinkCode>): LinkCode | "welcome" {
  return result.ok ? "welcome" : result.fault.code;
}

/** What becomes of both ends: the connector's and the listener's answer. */
async function meeting(connector: Identity, listener: Identity, duty: Duty = "ledger"): Promise<readonly (LinkCode | "welcome")[]> {
  const [near, far] = await wires();
  return (await Promise.all([greetListener(near, credentialsOf(connector), duty), greetConnector(far, credentialsOf(listener))])).map(
    codeOf,
  );
}

/** What becomes of a listener that hears these turns. */
async function listenerHears(...turns: readonly string[]): Promise<LinkCode | "welcome"> {
  const [near, far] = await wires();
  for (const turn of turns) near.send(turn);
  return codeOf(await greetConnector(far, credentialsOf(ledger)));
}

function hello(changes: { readonly [member: string]: string } = {}): string {
  return JSON.stringify({ id: gateway.id, link: "interlock-link/1", nonce: toBase64(Buffer.alloc(32)), ...changes });
}

describe("the handshake", () => {
  test("tells both ends who the other is", async () => {
    const [near, far] = await wires();
    const ends = await Promise.all([greetListener(near, credentialsOf(gateway), "ledger"), greetConnector(far, credentialsOf(ledger))]);
    expect(ends).toEqual([
      { ok: true, value: { id: ledger.id, duties: ["ledger"], identity: publicIdentity(ledger) } },
      { ok: true, value: { id: gateway.id, duties: ["gateway"], identity: publicIdentity(gateway) } },
    ]);
  });

  test("stays far below the limit of its frames", async () => {
    const [near, far] = await wires();
    await Promise.all([greetListener(near, credentialsOf(gateway), "ledger"), greetConnector(far, credentialsOf(ledger))]);
    for (const turn of [...near.sent, ...far.sent]) expect(turn.length).toBeLessThan(HANDSHAKE_FRAME_BYTES_MAX / 2);
  });

  test("refuses a key that is not in the ring: `link/unknown-key`, and tells its holder: `link/refused`", async () => {
    expect(await meeting(stranger, ledger)).toEqual(["link/refused", "link/unknown-key"]);
    expect(await meeting(gateway, stranger)).toEqual(["link/unknown-key", "link/refused"]);
  });

  test("refuses whoever names another's key: `link/wrong-key`", async () => {
    expect(await meeting({ ...gateway, sign: stranger.sign }, ledger)).toEqual(["link/refused", "link/wrong-key"]);
    expect(await meeting(gateway, { ...ledger, sign: stranger.sign })).toEqual(["link/wrong-key", "link/refused"]);
    expect(await meeting({ ...gateway, sign: () => "" }, ledger)).toEqual(["link/refused", "link/wrong-key"]);
  });

  test("refuses a listener that is enrolled for something else: `link/wrong-duty`", async () => {
    expect(await meeting(gateway, executor)).toEqual(["link/wrong-duty", "link/refused"]);
    expect(await meeting(gateway, executor, "executor:files")).toEqual(["welcome", "welcome"]);
  });

  test("refuses a replay, because the listener's challenge is new: `link/wrong-key`", async () => {
    const [near, far] = await wires();
    await Promise.all([greetListener(near, credentialsOf(gateway), "ledger"), greetConnector(far, credentialsOf(ledger))]);
    expect(near.sent).toHaveLength(2);
    expect(await listenerHears(...near.sent)).toBe("link/wrong-key");
  });

  test("refuses the listener's own proof, sent back to it: `link/wrong-key`", async () => {
    const [near, far] = await wires();
    const listening = greetConnector(far, credentialsOf(ledger));
    near.send(hello({ id: ledger.id }));
    const turn = await near.receive();
    near.send(JSON.stringify({ proof: turn.ok && (turn.value as { proof: string }).proof }));
    expect(codeOf(await listening)).toBe("link/wrong-key");
  });

  test("refuses the connector's own turn, sent back to it: `link/wrong-key`", async () => {
    const [near, far] = await wires();
    const connecting = greetListener(near, credentialsOf(gateway), "gateway");
    const turn = await far.receive();
    if (!turn.ok) throw new Error(turn.fault.message);
    far.send(JSON.stringify({ ...(turn.value as object), proof: gateway.sign(Buffer.from(JSON.stringify(turn.value))) }));
    expect(codeOf(await connecting)).toBe("link/wrong-key");
  });

  test.each([
    "[]",
    "{}",
    "null",
    hello({ link: "interlock-link/2" }),
    hello({ nonce: "AAAA" }),
    hello({ nonce: "" }),
    hello({ more: "" }),
    JSON.stringify({ ...JSON.parse(hello()), id: 7 }),
  ])("refuses the turn %s: `link/handshake-malformed`", async (turn) => {
    expect(await listenerHears(turn)).toBe("link/handshake-malformed");
  });

  test("refuses frames that no handshake needs: `link/frame-too-large`, `link/frame-malformed`", async () => {
    expect(await listenerHears(hello({ more: "x".repeat(HANDSHAKE_FRAME_BYTES_MAX) }))).toBe("link/frame-too-large");
    expect(await listenerHears("{")).toBe("link/frame-malformed");
  });

  test("believes no reason of a refusal that it does not know", async () => {
    const [near, far] = await wires();
    far.send(JSON.stringify({ refused: "__proto__ \u001b[2J" }));
    const result = await greetListener(near, credentialsOf(gateway), "ledger");
    expect(result).toMatchObject({ ok: false, fault: { code: "link/refused", message: "the peer has refused: a reason unknown here" } });
  });

  test("ends when the peer goes away: `link/peer-gone`", async () => {
    const [near, far] = await wires();
    near.close();
    expect(codeOf(await greetConnector(far, credentialsOf(ledger)))).toBe("link/peer-gone");
  });
});
