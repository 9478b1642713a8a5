/** Warrants of a small ledger of its own, for tests: a good one, or one with anything about it changed before it was signed. */
import {
  canonicalBytes,
  createIdentity,
  createSealer,
  digestOf,
  type Enrolment,
  formatCheckpoint,
  type Identity,
  type Json,
  makeRing,
  publicIdentity,
  type Ring,
  signNote,
  toBase64,
  toHex,
} from "../../src/crypto/index.ts";
import type { Head } from "../../src/executor/index.ts";
import {
  asJson,
  type CountersignatureEntry,
  type DecisionEntry,
  type Entry,
  type Leaf,
  leafHash,
  leafText,
  originOf,
  type ProposalEntry,
  type SessionEntry,
  statement,
  Tree,
  type Warrant,
} from "../../src/ledger/index.ts";

export const NOW = 1_800_000_000_000;
export const who = {
  ledger: createIdentity("ledger"),
  decider: createIdentity("decider"),
  countersigner: createIdentity("countersigner-files"),
  gateway: createIdentity("gateway"),
  executor: createIdentity("executor-files"),
  other: createIdentity("executor-mail"),
  stranger: createIdentity("stranger"),
};
const ORIGIN = originOf(who.ledger);
const ENROLMENTS: readonly Enrolment[] = [
  { identity: publicIdentity(who.ledger), duties: ["ledger"] },
  { identity: publicIdentity(who.decider), duties: ["decider"] },
  { identity: publicIdentity(who.gateway), duties: ["gateway"] },
  { identity: publicIdentity(who.executor), duties: ["executor:files"] },
  { identity: publicIdentity(who.other), duties: ["executor:mail"] },
];
function ringOf(enrolments: readonly Enrolment[]): Ring {
  const made = makeRing(enrolments);
  if (!made.ok) throw new Error(made.fault.message);
  return made.value;
}
export const ring: Ring = ringOf(ENROLMENTS);
/** The same people, and a second judge for this server. */
export const judgedRing: Ring = ringOf([...ENROLMENTS, { identity: publicIdentity(who.countersigner), duties: ["countersigner:files"] }]);
const sealer = createSealer();
export const digest = "d".repeat(64);

/** What a test may change before anything is signed. */
export interface Changes {
  readonly call?: Json | Uint8Array;
  readonly readers?: readonly Identity[];
  readonly proposal?: Partial<ProposalEntry>;
  readonly decision?: Partial<DecisionEntry>;
  /** `none`: an allow without any. */
  readonly terms?: Partial<NonNullable<DecisionEntry["warrant"]>> | "none";
  readonly session?: string;
  readonly proposalSession?: string;
  readonly deciderKey?: Identity;
  readonly gatewayKey?: Identity;
  readonly ledgerKey?: Identity;
  readonly origin?: string;
  readonly at?: number;
  /** The second judge's word under the decision, with what is changed of it; absent: there is none. */
  readonly countersignature?: Partial<CountersignatureEntry> & { readonly by?: Identity; readonly session?: string };
}

export interface Made {
  readonly warrant: Warrant;
  readonly tree: Tree;
  /** Heads by size. */
  readonly head: (size: number) => Head;
}

const opened: SessionEntry = { kind: "session", agent: "a", protocol: "2025-11-25", capabilities: {} };
const base64 = (proof: readonly Uint8Array[]): string[] => proof.map((hash) => toBase64(hash));

/** A ledger of three other entries, a proposal, its decision and one entry more, with the warrant for the decision. */
export function makeWarrant(changes: Changes = {}): Made {
  return addWarrant(new Tree(), changes);
}

/** The same in a ledger that goes on: the warrant extends the head before it. */
export function addWarrant(tree: Tree, changes: Changes = {}): Made {
  const before = tree.size;
  const signed = (entry: Entry, by: Identity, session: string, seal?: string): Leaf => ({
    format: "interlock-entry/1",
    at: changes.at ?? NOW,
    session,
    number: 1,
    by: by.id,
    entry,
    ...(seal === undefined ? {} : { seal }),
    signature: by.sign(statement(entry, session, seal)),
  });
  const add = (leaf: Leaf): number => {
    tree.append(leafHash(Buffer.from(leafText(leaf))));
    return tree.size - 1;
  };
  for (const name of ["session-1", "session-2", "session-3"]) add(signed(opened, who.gateway, name));

  const call = changes.call ?? { tool: "files/read", args: { path: "a.txt" } };
  const { blob, commitment } = sealer.seal(
    call instanceof Uint8Array ? call : canonicalBytes(call),
    changes.readers ?? [who.executor, who.decider],
  );
  const proposed: ProposalEntry = { kind: "proposal", from: "agent", deadline: NOW + 1_000, patience: NOW + 1_000, ...changes.proposal };
  const proposal = signed(
    proposed,
    changes.gatewayKey ?? who.gateway,
    changes.proposalSession ?? changes.session ?? "session-1",
    commitment,
  );
  const proposalIndex = add(proposal);
  const terms = {
    server: "files",
    executor: who.executor.id,
    epoch: "e".repeat(32),
    call: commitment,
    definition: digest,
    expires: NOW + 30_000,
    nonce: "f".repeat(32),
  };
  const decided: DecisionEntry = {
    kind: "decision",
    proposal: proposalIndex,
    prefix: { size: tree.size, root: toHex(tree.root()) },
    verdict: "allow",
    codes: [],
    clauses: [],
    actions: ["read"],
    tool: "files/read",
    machine: digest,
    ...(changes.terms === "none" ? {} : { warrant: { ...terms, ...changes.terms } }),
    ...changes.decision,
  };
  const decision = signed(decided, changes.deciderKey ?? who.decider, changes.session ?? "session-1");
  const decisionIndex = add(decision);
  const { by = who.countersigner, session = changes.session ?? "session-1", ...agreement } = changes.countersignature ?? {};
  const agreed: CountersignatureEntry = {
    kind: "countersignature",
    server: "files",
    proposal: proposalIndex,
    decision: digestOf(asJson(decided)),
    ...agreement,
  };
  const countersignature = changes.countersignature === undefined ? undefined : signed(agreed, by, session);
  const agreedIndex = countersignature === undefined ? 0 : add(countersignature);
  add(signed(opened, who.gateway, "session-4"));

  const origin = changes.origin ?? ORIGIN;
  const checkpoint = formatCheckpoint({ origin, size: tree.size, root: tree.root() });
  return {
    tree,
    head: (size) => ({ origin: ORIGIN, size, root: tree.root(size) }),
    warrant: {
      decision: { index: decisionIndex, leaf: decision, inclusion: base64(tree.inclusionProof(decisionIndex, tree.size)) },
      prefix: base64(tree.consistencyProof(decided.prefix.size, tree.size)),
      ...(countersignature === undefined
        ? {}
        : {
            countersignature: {
              index: agreedIndex,
              leaf: countersignature,
              inclusion: base64(tree.inclusionProof(agreedIndex, tree.size)),
            },
          }),
      proposal: {
        index: proposalIndex,
        leaf: proposal,
        blob: toBase64(blob),
        inclusion: base64(tree.inclusionProof(proposalIndex, tree.size)),
      },
      checkpoint: signNote(checkpoint, [{ name: origin, identity: changes.ledgerKey ?? who.ledger }]),
      consistency: { from: before, proof: base64(tree.consistencyProof(before, tree.size)) },
    },
  };
}
