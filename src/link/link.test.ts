import { mkdtempSync, renameSync, rmSync, statSync } from "node:fs";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createIdentity, type Identity, type Json, makeRing, publicIdentity, type Ring } from "../crypto/index.ts";
import { Bug, type Fault } from "../fault/index.ts";
import { type ConnectOptions, connect, type Link, type LinkCode, type LinkLimits, type ListenOptions, listen } from "./index.ts";

const [ledger, gateway] = [createIdentity("ledger"), createIdentity("gateway")];
const ring = ringOf([ledger, "ledger"], [gateway, "gateway"]);

function ringOf(...members: readonly (readonly [Identity, "ledger" | "gateway"])[]): Ring {
  const made = makeRing(members.map(([identity, duty]) => ({ identity: publicIdentity(identity), duties: [duty] })));
  if (!made.ok) throw new Error(made.fault.message);
  return made.value;
}

let folder = "";
let path = "";
const endings: (() => void | Promise<void>)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "link-"));
  path = join(folder, "socket");
});

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
  rmSync(folder, { recursive: true, force: true });
});

/** A ledger that listens; its links and refusals come out one by one. */
async function startLedger(
  options: Partial<ListenOptions> = {},
): Promise<{ nextLink: () => Promise<Link>; nextRefusal: () => Promise<Fault<LinkCode>> }> {
  const links = new Queue<Link>();
  const refusals = new Queue<Fault<LinkCode>>();
  const listener = await listen({
    path,
    identity: ledger,
    ring,
    onLink: (link) => links.add(link),
    onRefused: (fault) => refusals.add(fault),
    ...options,
  });
  if (!listener.ok) throw new Error(listener.fault.message);
  endings.push(() => listener.value.close());
  return { nextLink: () => links.next(), nextRefusal: () => refusals.next() };
}

async function connected(options: Partial<ConnectOptions> = {}): Promise<Link> {
  const link = await connect({ path, identity: gateway, ring, ...options });
  if (!link.ok) throw new Error(`${link.fault.code}: ${link.fault.message}`);
  endings.push(() => link.value.close());
  return link.value;
}

async function refusalOf(options: Partial<ConnectOptions> = {}): Promise<LinkCode | undefined> {
  const link = await connect({ path, identity: gateway, ring, ...options });
  return link.ok ? undefined : link.fault.code;
}

/** Both ends of one link. */
async function pair(
  limits: { readonly here?: Partial<LinkLimits>; readonly there?: Partial<LinkLimits> } = {},
): Promise<{ here: Link; there: Link }> {
  const { nextLink } = await startLedger(limits.there === undefined ? {} : { limits: limits.there });
  const here = await connected(limits.here === undefined ? {} : { limits: limits.here });
  return { here, there: await nextLink() };
}

/** What is waited for and what has come, in order. */
class Queue<T> {
  readonly #items: T[] = [];
  readonly #waiting: ((item: T) => void)[] = [];

  add(item: T): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#items.push(item);
    else waiting(item);
  }

  next(): Promise<T> {
    const item = this.#items.shift();
    return item === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(item);
  }
}

function messagesOf(link: Link): Queue<Json> {
  const messages = new Queue<Json>();
  link.onMessage((message) => messages.add(message));
  return messages;
}

function endOf(link: Link): Promise<LinkCode | undefined> {
  return new Promise((resolve) => link.onClose((fault) => resolve(fault?.code)));
}

/** A bare socket to the listener, without our manners. */
function bareSocket(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    endings.push(() => void socket.destroy());
    socket.once("error", reject).once("connect", () => resolve(socket));
  });
}

function frame(text: string | Buffer): Buffer {
  const body = Buffer.from(text);
  const header = Buffer.alloc(4);
  header.writeUInt32BE(body.length);
  return Buffer.concat([header, body]);
}

/** A relay between connector and listener that can change and record what passes. */
async function startRelay(onSocket: (inner: Socket, outer: Socket) => void): Promise<string> {
  const relayPath = join(folder, "relay");
  const server = createServer((outer) => {
    const inner = createConnection(path);
    for (const socket of [inner, outer]) socket.on("error", () => inner.destroy());
    endings.push(() => void [inner.destroy(), outer.destroy()]);
    onSocket(inner, outer);
  });
  await listening(server, relayPath);
  return relayPath;
}

function listening(server: Server, at: string): Promise<void> {
  endings.push(() => new Promise((resolve) => void server.close(() => resolve())));
  return new Promise((resolve) => void server.listen(at, resolve));
}

describe("a link", () => {
  test("knows its peer's key and duties on both ends", async () => {
    const { here, there } = await pair();
    expect(here.peer).toEqual({ id: ledger.id, duties: ["ledger"], identity: publicIdentity(ledger) });
    expect(there.peer).toEqual({ id: gateway.id, duties: ["gateway"], identity: publicIdentity(gateway) });
  });

  test("delivers everything in order, both ways, small and large", async () => {
    const { here, there } = await pair();
    const [atHere, atThere] = [messagesOf(here), messagesOf(there)];
    for (let index = 0; index < 10_000; index += 1) {
      here.send({ index, from: "here" });
      there.send([index]);
    }
    here.send("é".repeat(5_000_000));
    here.sendUnchecked('{"last":true}');
    for (let index = 0; index < 10_000; index += 1) {
      expect(await atThere.next()).toEqual({ index, from: "here" });
      expect(await atHere.next()).toEqual([index]);
    }
    expect(String(await atThere.next())).toHaveLength(5_000_000);
    expect(await atThere.next()).toEqual({ last: true });
  });

  test("lets a patient message wait for the next that is not, in order, and no longer than its patience", async () => {
    const { here, there } = await pair({ here: { patienceMs: 200 } });
    const atThere = messagesOf(there);
    const sentMs = performance.now();
    here.send(1, "patient");
    expect(await atThere.next()).toBe(1);
    expect(performance.now() - sentMs).toBeGreaterThan(190);
    here.send(2, "patient");
    here.send(3);
    here.send(4, "patient");
    here.close();
    expect([await atThere.next(), await atThere.next(), await atThere.next()]).toEqual([2, 3, 4]);
  });

  test("loses nothing that is sent before the peer listens", async () => {
    const { here, there } = await pair();
    there.send(1);
    there.send(2);
    await new Promise((resolve) => setImmediate(resolve));
    const messages = messagesOf(here);
    expect([await messages.next(), await messages.next()]).toEqual([1, 2]);
  });

  test("delivers what was sent before it was closed, and says nothing of a fault to who closed it", async () => {
    const { here, there } = await pair();
    const messages = messagesOf(there);
    const ends = [endOf(here), endOf(there)];
    for (let index = 0; index < 1_000; index += 1) here.send(index);
    here.close();
    here.send("too late");
    for (let index = 0; index < 1_000; index += 1) expect(await messages.next()).toBe(index);
    expect(await Promise.all(ends)).toEqual([undefined, "link/peer-gone"]);
    // Who asks only then is told, too: a part that starts may have other things to do first.
    expect(await Promise.all([endOf(here), endOf(there)])).toEqual([undefined, "link/peer-gone"]);
  });

  test("says so when the peer vanishes in the middle of a frame: `link/peer-gone`", async () => {
    const { nextLink } = await startLedger();
    const relay = await startRelay((inner, outer) => {
      inner.pipe(outer);
      let bytes = 0;
      outer.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        inner.write(chunk);
        if (bytes > 5_000) inner.destroy();
      });
    });
    const here = await connected({ path: relay });
    const there = await nextLink();
    const messages: Json[] = [];
    there.onMessage((message) => messages.push(message));
    here.send("x".repeat(1_000_000));
    expect(await endOf(there)).toBe("link/peer-gone");
    expect(messages).toEqual([]);
    // Who asks late is told as well.
    expect(await endOf(there)).toBe("link/peer-gone");
  });

  test("holds a message that fits into no frame for a bug of the sender", async () => {
    const { here } = await pair();
    expect(() => here.send("x".repeat(16 * 1_048_576))).toThrow(Bug);
  });
});

describe("a peer that reads slowly", () => {
  test("is held against by its sender, who can wait", async () => {
    const { here, there } = await pair();
    let received = 0;
    const done = new Promise<void>((resolve) =>
      there.onMessage(() => {
        received += 1;
        if (received === 2_000) resolve();
      }),
    );
    for (let index = 0; index < 2_000; index += 1) {
      here.send("x".repeat(50_000));
      if (here.crowded()) await here.drained();
    }
    await done;
    expect(here.crowded()).toBe(false);
  });

  test("and does not listen at all loses the link, not our memory: `link/peer-too-slow`", async () => {
    const { there } = await pair({ there: { backlogBytesMax: 2_000_000 } });
    const end = endOf(there);
    for (let index = 0; index < 100; index += 1) there.send("x".repeat(100_000));
    expect(await end).toBe("link/peer-too-slow");
    await there.drained();
  });

  test("does not keep a closing link open", async () => {
    const { there } = await pair({ there: { closeMs: 50 } });
    const end = endOf(there);
    there.send("x".repeat(5_000_000));
    there.close();
    expect(await end).toBeUndefined();
  });
});

describe("a peer that talks nonsense after the handshake", () => {
  /** A link whose connector's socket is ours to misuse. */
  async function misused(): Promise<{ there: Link; socket: Socket }> {
    const { nextLink } = await startLedger();
    const sockets = new Queue<Socket>();
    const relay = await startRelay((inner, outer) => {
      inner.pipe(outer).pipe(inner);
      sockets.add(inner);
    });
    await connected({ path: relay });
    return { there: await nextLink(), socket: await sockets.next() };
  }

  test.each(["", "{", '{"a":1,"a":1}', '"\\ud800"', Buffer.of(0x22, 0xff, 0x22)])(
    "loses the link by %j: `link/frame-malformed`",
    async (text) => {
      const { there, socket } = await misused();
      const end = new Promise<Fault | undefined>((resolve) => there.onClose(resolve));
      there.onMessage(() => expect.unreachable());
      socket.write(frame(text));
      expect(await end).toMatchObject({ code: "link/frame-malformed", cause: { code: expect.stringMatching(/^crypto\/json-/) } });
    },
  );

  test("loses the link by a frame that is too large: `link/frame-too-large`", async () => {
    const { there, socket } = await misused();
    const messages = messagesOf(there);
    socket.write(Buffer.concat([frame("1"), Buffer.of(0xff, 0xff, 0xff, 0xff)]));
    expect(await endOf(there)).toBe("link/frame-too-large");
    expect(await messages.next()).toBe(1);
  });
});

describe("a listener refuses", () => {
  test("whoever fails the handshake, and keeps no link of it", async () => {
    const { nextRefusal } = await startLedger();
    expect(await refusalOf({ identity: createIdentity("stranger") })).toBe("link/refused");
    expect((await nextRefusal()).code).toBe("link/unknown-key");
  });

  test("whoever says nothing, as a connector does: `link/handshake-timeout`", async () => {
    const { nextRefusal } = await startLedger({ limits: { handshakeMs: 30 } });
    await bareSocket();
    expect((await nextRefusal()).code).toBe("link/handshake-timeout");
    const silent = join(folder, "silent");
    await listening(
      createServer((socket) => void endings.push(() => void socket.destroy())),
      silent,
    );
    expect(await refusalOf({ path: silent, limits: { handshakeMs: 30 } })).toBe("link/handshake-timeout");
  });

  test("more links than its limit: `link/too-many-links`", async () => {
    const { nextLink, nextRefusal } = await startLedger({ limits: { linksMax: 1 } });
    await connected();
    await nextLink();
    expect(await refusalOf()).toBe("link/peer-gone");
    expect((await nextRefusal()).code).toBe("link/too-many-links");
  });
});

describe("the socket", () => {
  const listenAt = async (at: string): Promise<LinkCode | undefined> => {
    const listener = await listen({ path: at, identity: ledger, ring, onLink: () => undefined });
    if (listener.ok) endings.push(() => listener.value.close());
    return listener.ok ? undefined : listener.fault.code;
  };

  test("that nobody listens at can't be connected to: `link/cannot-connect`", async () => {
    expect(await refusalOf()).toBe("link/cannot-connect");
  });

  test("that can't be made is not listened at: `link/cannot-listen`", async () => {
    await startLedger();
    expect(await listenAt(path)).toBe("link/cannot-listen");
    expect(await listenAt(join(folder, "missing", "socket"))).toBe("link/cannot-listen");
    expect(await listenAt(join(folder, "x".repeat(108)))).toBe("link/cannot-listen");
    expect(await refusalOf()).toBeUndefined();
  });

  test("that a dead process has left behind is taken over", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => void server.listen(path, resolve));
    renameSync(path, `${path}.kept`);
    await new Promise((resolve) => void server.close(resolve));
    renameSync(`${path}.kept`, path);
    expect(await refusalOf()).toBe("link/cannot-connect");
    expect(await listenAt(path)).toBeUndefined();
    expect(await refusalOf()).toBeUndefined();
  });

  test("is gone after the listener is closed, and its links with it", async () => {
    const links = new Queue<Link>();
    const listener = await listen({ path, identity: ledger, ring, onLink: (link) => links.add(link) });
    if (!listener.ok) throw new Error(listener.fault.message);
    const here = await connected();
    here.onMessage(() => expect.unreachable());
    await links.next();
    const end = endOf(here);
    await listener.value.close();
    expect(await end).toBe("link/peer-gone");
    expect(await refusalOf()).toBe("link/cannot-connect");
  });
});

describe("a door", () => {
  test("hears nobody but whom it is for, whatever good key they have: link/wrong-duty, and its file says who may knock", async () => {
    const { nextRefusal } = await startLedger({ admits: (duties) => duties.includes("decider"), isOpen: true });
    expect(statSync(path).mode & 0o777).toBe(0o666);
    expect(await refusalOf()).toBe("link/refused");
    expect((await nextRefusal()).code).toBe("link/wrong-duty");
  });
});
