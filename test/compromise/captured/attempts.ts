/**
 * What whoever captures a part tries, from the part's own cell, with the part's own key and door: small functions, each of which says
 * what came of it. The table of them is what SECURITY.md shows and what the capture tests run.
 */
import { accessSync, closeSync, constants, openSync, readdirSync, readFileSync } from "node:fs";
import { canonicalBytes, createSealer, digestOf, type Identity, type Ring, toBase64 } from "../../../src/crypto/index.ts";
import type { Entry, LedgerClient, Selection } from "../../../src/ledger/index.ts";
import { connect } from "../../../src/link/index.ts";

/** What an attacker holds in a part's cell, and what it has heard of others. */
export interface Captured {
  readonly identity: Identity;
  readonly ring: Ring;
  readonly socket: string;
  readonly client: () => Promise<LedgerClient>;
  /** What is not its own: files, folders, doors and processes of the others. */
  readonly others: {
    readonly files: readonly string[];
    readonly folders: readonly string[];
    readonly doors: readonly string[];
    readonly pids: readonly number[];
  };
  /** A session and a proposal of it that are over. */
  readonly session: string;
  readonly proposal: number;
}

export type Attempt = (captured: Captured) => Promise<string> | string;

/** Said where the kernel or a door lets nobody in. */
export const CLOSED = "closed";

/** `closed` where every one of these ways is; else the first that is not. */
function all<At>(places: readonly At[], enter: (at: At) => unknown): string {
  const open = places.find((at) => {
    try {
      enter(at);
      return true;
    } catch {
      return false;
    }
  });
  return open === undefined ? CLOSED : `open: ${String(open)}`;
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

function answer({ proposal }: Captured): Entry {
  return { kind: "approval", proposal, decision: proposal + 1, shown: "0".repeat(64), role: "owner", expires: SOON() };
}

export const ATTEMPTS = {
  "another's files": ({ others }) => all(others.files, (file) => readFileSync(file)),
  "another's folders": ({ others }) => all(others.folders, (folder) => readdirSync(folder)),
  "another's door": ({ others }) => all(others.doors, (door) => accessSync(door, constants.X_OK)),
  "another's environment": ({ others }) => all(others.pids, (pid) => readFileSync(`/proc/${pid}/environ`)),
  "another's memory": ({ others }) => all(others.pids, (pid) => closeSync(openSync(`/proc/${pid}/mem`, "r+"))),
  "another's pipes": ({ others }) => all(others.pids, (pid) => openSync(`/proc/${pid}/fd/0`, "r")),
  "to end another": ({ others }) => all(others.pids, (pid) => process.kill(pid, 0)),
  "a decision": (captured) => say(captured, decision(captured), captured.session),
  "a countersignature": (captured) =>
    say(captured, { kind: "countersignature", server: "bank", proposal: captured.proposal, decision: digestOf("any") }, captured.session),
  "an approval": (captured) => say(captured, answer(captured), captured.session),
  "a grant with a task": (captured) =>
    say(captured, { kind: "grant", agent: "agent", user: "root", role: "admin", expires: SOON(), fresh: true }),
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
