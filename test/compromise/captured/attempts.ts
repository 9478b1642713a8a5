/**
 * What whoever captures a part tries, from the part's own cell, with the part's own key and door: small functions, each of which says
 * what came of it. The table of them is what SECURITY.md shows and what the capture tests run.
 */
import { once } from "node:events";
import { accessSync, closeSync, constants, openSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { connect as dial } from "node:net";
import { canonicalBytes, createSealer, digestOf, holdersOf, type Identity, type Ring, toBase64 } from "../../../src/crypto/index.ts";
import {
  type AnswerEntry,
  type Entry,
  type FollowedEntry,
  type LedgerClient,
  type Selection,
  type Statement,
  statement,
} from "../../../src/ledger/index.ts";
import { connect } from "../../../src/link/index.ts";

/** What is not the attacker's own: files, folders, doors, processes by their number. */
export interface Others {
  readonly files: readonly string[];
  readonly folders: readonly string[];
  readonly doors: readonly string[];
  readonly processes: readonly string[];
  /** Files that hold `CREDENTIAL`, which was given to one tool server. */
  readonly credentials: readonly string[];
}

/** What another tool server is given in its environment. */
export const CREDENTIAL = "planted-credential-51d0c4";

/** What an attacker holds in a part's cell, and what it has heard of others. */
export interface Captured {
  readonly identity: Identity;
  readonly ring: Ring;
  readonly socket: string;
  readonly client: () => Promise<LedgerClient>;
  readonly others: Others;
  /** A session and a proposal of it that are over. */
  readonly session: string;
  readonly proposal: number;
  /** A person's word on another call, as everybody can read it. */
  readonly approval: FollowedEntry;
  /** Where agents of this machine connect. */
  readonly gateway: string;
  /** Where the gateway serves those alone who have the agent's token. */
  readonly keptGateway: string;
  /** A port of this machine's network at which somebody listens. */
  readonly port: number;
}

export type Attempt = (captured: Captured) => Promise<string> | string;

/** Said where the kernel or a door lets nobody in. */
export const CLOSED = "closed";

/** Ways into what is another's that only the kernel closes, and where each is tried. They throw where they are closed. */
const WAYS_IN = {
  "another's files": ["files", (file) => readFileSync(file)],
  "another's folders": ["folders", (folder) => readdirSync(folder)],
  "another's door": ["doors", (door) => accessSync(door, constants.X_OK)],
  "another's environment": ["processes", (pid) => readFileSync(`/proc/${pid}/environ`)],
  "another's memory": ["processes", (pid) => closeSync(openSync(`/proc/${pid}/mem`, "r+"))],
  "another's pipes": ["processes", (pid) => readlinkSync(`/proc/${pid}/fd/0`)],
  "to end another": ["processes", (pid) => process.kill(Number(pid), 0)],
  "another server's credentials": ["credentials", takeCredential],
} as const satisfies { readonly [tries: string]: readonly [keyof Others, (at: string) => unknown] };

type WayIn = keyof typeof WAYS_IN;

function takeCredential(file: string): void {
  if (!readFileSync(file, "utf8").includes(CREDENTIAL)) throw new Error("it is not there");
}

function leads(name: WayIn, at: string): boolean {
  const [, enter] = WAYS_IN[name];
  try {
    enter(at);
    return true;
  } catch {
    return false;
  }
}

/** `closed` where this way is everywhere; else the first place where it is not. */
function into(name: WayIn): Attempt {
  return ({ others }) => {
    const open = others[WAYS_IN[name][0]].find((at) => leads(name, at));
    return open === undefined ? CLOSED : `open: ${open}`;
  };
}

/**
 * Where these attempts come to nothing for whoever asks. Asked by root, whom nothing keeps out, it says which could not have found a
 * hole: what is tried is not there, or nothing is tried.
 */
export function vain(tries: readonly Tries[], others: Others): readonly string[] {
  const ways = (Object.keys(WAYS_IN) as WayIn[]).filter((name) => tries.includes(name));
  return ways.flatMap((name) => {
    const places = others[WAYS_IN[name][0]];
    return places.length === 0 ? [`${name}: nowhere`] : places.filter((at) => !leads(name, at)).map((at) => `${name}: ${at}`);
  });
}

/** A connection to this machine, which every network leads to. */
async function overNetwork(port: number): Promise<string> {
  const socket = dial({ host: "127.0.0.1", port });
  try {
    await once(socket, "connect");
    return "open";
  } catch {
    return CLOSED;
  } finally {
    socket.destroy();
  }
}

/** Said where the ledger answers with what it has taken before, and takes nothing. */
export const NOTHING = "places nothing";

/** Carries a person's word to the ledger: `taken`, `NOTHING`, or the code of the refusal. */
async function carry({ client, approval }: Captured, said: Statement): Promise<string> {
  const submitted = await (await client()).submit(said);
  if (!submitted.ok) return submitted.fault.code;
  return submitted.value.index === approval.index ? NOTHING : "taken";
}

const VERSION = "2025-11-25";

/** Speaks MCP to the gateway as an agent does: what it answers to a call, or its status. */
async function callOver(url: string, amount: number, session?: string): Promise<string> {
  const post = (body: object, id?: string): Promise<Response> =>
    fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        ...(id === undefined ? {} : { "mcp-session-id": id, "mcp-protocol-version": VERSION }),
      },
      body: JSON.stringify({ jsonrpc: "2.0", ...body }),
    });
  const params = { protocolVersion: VERSION, capabilities: {}, clientInfo: { name: "eve", version: "1" } };
  const own = session ?? (await post({ id: 0, method: "initialize", params })).headers.get("mcp-session-id") ?? "";
  if (session === undefined) await post({ method: "notifications/initialized" }, own);
  const answered = await post({ id: 1, method: "tools/call", params: { name: "pay", arguments: { amount } } }, own);
  if (!answered.ok) return `status ${answered.status}`;
  return /"code":"([^"]+)"/.exec(await answered.text())?.[1] ?? "answered";
}

/** Appends an entry in the part's name: `taken`, or the code of the refusal. */
async function say({ client, ring }: Captured, entry: Entry, session?: string): Promise<string> {
  const { blob, commitment } = createSealer().seal(
    canonicalBytes({}),
    ring.identities.map(({ identity }) => identity),
  );
  const draft = { entry, seal: commitment, blob: toBase64(blob), ...(session === undefined ? {} : { session }) };
  const appended = await (await client()).append(draft);
  return appended.ok ? "taken" : appended.fault.code;
}

const EPOCH = "a".repeat(32);
const SOON = (): number => Date.now() + 30_000;

function decision({ proposal }: Captured): Entry {
  const prefix = { size: 1, root: "0".repeat(64) };
  return { kind: "decision", proposal, prefix, verdict: "allow", codes: [], clauses: [], actions: ["pay"], machine: "0".repeat(64) };
}

function answer({ proposal }: Captured): AnswerEntry {
  return { kind: "approval", proposal, decision: proposal + 1, shown: "0".repeat(64), role: "owner", expires: SOON() };
}

export const ATTEMPTS = {
  "another's files": into("another's files"),
  "another's folders": into("another's folders"),
  "another's door": into("another's door"),
  "another's environment": into("another's environment"),
  "another's memory": into("another's memory"),
  "another's pipes": into("another's pipes"),
  "to end another": into("to end another"),
  "another server's credentials": into("another server's credentials"),
  "the network": ({ port }) => overNetwork(port),
  "a decision": (captured) => say(captured, decision(captured), captured.session),
  "a countersignature": (captured) =>
    say(captured, { kind: "countersignature", server: "bank", proposal: captured.proposal, decision: digestOf("any") }, captured.session),
  "an approval": (captured) => say(captured, answer(captured), captured.session),
  "an approval in a person's name": (captured) => {
    const entry = answer(captured);
    const { ring, identity, session } = captured;
    const by = holdersOf(ring, "approver:owner")[0]?.id ?? "";
    return carry(captured, { by, session, entry, signature: identity.sign(statement(entry, session, undefined)) });
  },
  "an approval that was given to another call": (captured) => {
    const { by, signature } = captured.approval.leaf;
    return carry(captured, { by, session: captured.session, entry: answer(captured), signature });
  },
  "itself as an approver": (captured) =>
    say(captured, { kind: "approver", approver: captured.identity.id, version: 1, person: "eve", roles: ["owner"] }),
  "a call in an agent's name": (captured) =>
    say(captured, { kind: "proposal", from: "agent", deadline: SOON(), patience: SOON() }, captured.session),
  "a grant with a task": (captured) =>
    say(captured, { kind: "grant", agent: "agent", user: "root", role: "admin", expires: SOON(), fresh: true }),
  "a user's message": (captured) =>
    say(captured, { kind: "grant", agent: "agent", user: "root", role: "admin", expires: SOON(), fresh: false }),
  "an older charter": (captured) => say(captured, { kind: "charter", name: "bank", version: 1, machine: "0".repeat(64) }),
  "other pins": (captured) => say(captured, { kind: "pin", tools: {} }),
  "a timer": (captured) => say(captured, { kind: "timer", proposal: captured.proposal }),
  "an outcome": (captured) =>
    say(
      captured,
      {
        kind: "outcome",
        proposal: captured.proposal,
        decision: captured.proposal + 1,
        result: "returned",
        epoch: EPOCH,
        durationMs: 0,
      },
      captured.session,
    ),
  "to start as another's executor": (captured) =>
    say(captured, { kind: "attestation", part: "executor", server: "other", epoch: EPOCH, grade: "separated", code: "0".repeat(64) }),
  "to call over loopback what is denied": ({ gateway }) => callOver(gateway, 1_000),
  "to call over loopback without the agent's token": ({ keptGateway }) => callOver(keptGateway, 1),
  "to speak over loopback in another's session": ({ gateway, session }) => callOver(gateway, 1, session),
  "to follow everything": (captured) => follow(captured, { what: "all" }),
  "to follow warrants": (captured) => follow(captured, { what: "warrants", server: "bank" }),
  "to read the ledger": async ({ client }) => ((await (await client()).read(0, 10)).ok ? "read" : "refused"),
} as const satisfies { readonly [tries: string]: Attempt };

export type Tries = keyof typeof ATTEMPTS;

/** Follows what is not its own: its link ends. */
async function follow({ identity, ring, socket }: Captured, select: Selection): Promise<string> {
  const link = await connect({ path: socket, identity, ring });
  if (!link.ok) return link.fault.code;
  return await new Promise((resolve) => {
    link.value.onMessage((message) => {
      const { say: said } = message as { readonly say: string };
      if (said !== "ready") resolve(said === "refused" ? said : "heard");
    });
    link.value.onClose(() => resolve("refused"));
    link.value.send({ do: "follow", from: 0, select: { ...select } });
  });
}
