/** A real ledger on a real disk, with the keys to write to it, and entries signed and sealed in advance. */
import {
  canonicalBytes,
  createIdentity,
  createSealer,
  type Duty,
  identityToText,
  type Json,
  makeRing,
  publicIdentity,
  type Ring,
  ringToText,
  toBase64,
  toHex,
} from "../../src/crypto/index.ts";
import {
  type Append,
  type DecisionEntry,
  type Entry,
  type Index,
  type Ledger,
  openLedger,
  realDisk,
  statement,
} from "../../src/ledger/index.ts";

const DUTIES = ["ledger", "decider", "gateway", "executor:files", "author", "auditor"] as const satisfies readonly Duty[];
const identities = new Map(DUTIES.map((duty) => [duty, createIdentity(duty.replace(":", "-"))]));
const enrolled = makeRing([...identities].map(([duty, identity]) => ({ identity: publicIdentity(identity), duties: [duty] })));
if (!enrolled.ok) throw new Error(enrolled.fault.message);
const ring: Ring = enrolled.value;
const sealer = createSealer();
const DIGEST = "d".repeat(64);
const EPOCH = "e".repeat(32);
const SESSION = "session-1";

/** What auditors need besides the folder. */
export const ringText: string = ringToText(ring);
export const auditorKeyText: string = identityToText(identityOf("auditor"));

/** An entry as the ledger takes it, and the bytes that any writer of it stores. */
export interface Prepared {
  readonly append: Append;
  readonly leaf: Uint8Array;
  readonly blob: Uint8Array;
}

function identityOf(duty: (typeof DUTIES)[number]): ReturnType<typeof createIdentity> {
  const identity = identities.get(duty);
  if (identity === undefined) throw new Error(`no key for ${duty}`);
  return identity;
}

function sign(by: (typeof DUTIES)[number], entry: Entry, session: string | undefined, content: Json): Prepared {
  const identity = identityOf(by);
  const { blob, commitment } = sealer.seal(canonicalBytes(content), (["decider", "executor:files", "auditor"] as const).map(identityOf));
  const signature = identity.sign(statement(entry, session, commitment));
  const append = {
    by: identity.id,
    entry,
    signature,
    seal: commitment,
    blob: toBase64(blob),
    ...(session === undefined ? {} : { session }),
  };
  return {
    append,
    blob,
    leaf: Buffer.from(JSON.stringify({ ...append, blob: undefined, at: 1_800_000_000_000, format: "interlock-entry/1" })),
  };
}

/** Entries that a ledger takes at any time: each with a seal of its own. */
export function prepare(count: number): Prepared[] {
  const content = { servers: { files: { tools: "x".repeat(200) } } };
  return Array.from({ length: count }, (_, number) =>
    sign("author", { kind: "pin", tools: { "files/read": DIGEST } }, undefined, { ...content, number }),
  );
}

export async function openBenchLedger(folder: string): Promise<Ledger> {
  const clock = {
    now: () => Date.now(),
    after: (delayMs: number, call: () => void) => {
      const timer = setTimeout(call, delayMs);
      return () => clearTimeout(timer);
    },
  };
  const ledger = await openLedger({ disk: realDisk(folder), identity: identityOf("ledger"), ring, clock });
  if (!ledger.ok) throw new Error(ledger.fault.message);
  return ledger.value;
}

/** Opens the session and attests the executor that `decideOnce` needs. */
export function beginCalls(ledger: Ledger): void {
  const begin = [
    sign("author", { kind: "pin", tools: { "files/read": DIGEST } }, undefined, {}),
    sign(
      "executor:files",
      { kind: "attestation", part: "executor", server: "files", epoch: EPOCH, grade: "embedded", code: DIGEST },
      undefined,
      {},
    ),
    sign("gateway", { kind: "session", agent: "agent", protocol: "p", capabilities: {} }, SESSION, {}),
  ];
  for (const { append } of begin) place(ledger, append);
}

/** One call through the ledger: milliseconds that the ledger took, from proposal to proofs, without the parts' own work. */
export async function decideOnce(ledger: Ledger, number: number): Promise<number> {
  const now = Date.now();
  const proposed = sign("gateway", { kind: "proposal", from: "agent", deadline: now + 60_000, patience: now + 60_000 }, SESSION, {
    tool: "files/read",
    args: { number },
  });
  let spent = -performance.now();
  const proposal = place(ledger, proposed.append);
  spent += performance.now();
  const { tree } = ledger.sequencer;
  const entry: DecisionEntry = {
    kind: "decision",
    proposal,
    prefix: { size: tree.size, root: toHex(tree.root()) },
    verdict: "allow",
    codes: [],
    clauses: ["allow-1"],
    actions: ["files/read"],
    tool: "files/read",
    machine: "",
    warrant: {
      server: "files",
      executor: identityOf("executor:files").id,
      epoch: EPOCH,
      call: proposed.append.seal ?? "",
      definition: DIGEST,
      expires: now + 30_000,
      nonce: toHex(tree.root()).slice(0, 32),
    },
  };
  const decided = sign("decider", entry, SESSION, { why: [] });
  spent -= performance.now();
  const decision = await new Promise<Index>((resolve) => place(ledger, decided.append, resolve));
  const { size } = ledger.head;
  tree.inclusionProof(proposal, size);
  tree.inclusionProof(decision, size);
  tree.consistencyProof(size - 2, size);
  return spent + performance.now();
}

function place(ledger: Ledger, append: Append, durable: (index: Index) => void = () => undefined): Index {
  const placed = ledger.append(append, ({ index }) => durable(index));
  if (!placed.ok) throw new Error(`${placed.fault.code} ${placed.fault.message}`);
  return placed.value.index;
}
