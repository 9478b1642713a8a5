/**
 * The shapes of entries and leaves, as the ledger takes them from a part and as a reader takes them from a file. Says what
 * an entry looks like, never whether it is true or may be written.
 */
import type { Json } from "../crypto/index.ts";
import type { Result } from "../fault/index.ts";
import type { Leaf } from "./entry.ts";
import type { LedgerCode } from "./faults.ts";
import { CITED_ANSWERS_MAX, HEARD_MAX, LEAF_BYTES_MAX, LIST_LENGTH_MAX, NAME_LENGTH_MAX } from "./limits.ts";
import {
  anything,
  fits,
  flag,
  hex,
  integer,
  list,
  matching,
  members,
  oneOf,
  optional,
  pair,
  type Shape,
  table,
  taggedBy,
  text,
} from "./shape.ts";

const name: Shape = text(NAME_LENGTH_MAX);
const names: Shape = list(name, LIST_LENGTH_MAX);
const digest: Shape = hex(32);
const epoch: Shape = hex(16);
/** 16 hex digits: see `PublicIdentity.id`. */
export const keyId: Shape = hex(8);
/** A session's name: chosen by its gateway, hard to guess. */
export const sessionName: Shape = matching(/^[A-Za-z0-9_-]{8,64}$/, "a session's name: 8 to 64 letters, digits, `_` or `-`");
export const signature: Shape = matching(/^[A-Za-z0-9+/]{86}==$/, "64 bytes in base64");
/** Alone or joint: see joint-signature.ts. */
export const statementSignature: Shape = matching(
  /^(?:[A-Za-z0-9+/]{4}){21,85}[A-Za-z0-9+/]{2}[A-Za-z0-9+/=]{2}$/,
  "64 to 258 bytes in base64",
);
export const commitment: Shape = digest;

export const authorsShape: Shape = members({ threshold: integer(1), keys: list(keyId, LIST_LENGTH_MAX) });
const place: Shape = members({ interpreter: name, at: list(list(text(LEAF_BYTES_MAX), LIST_LENGTH_MAX), LIST_LENGTH_MAX) });
const warrantTerms: Shape = members({
  server: name,
  executor: keyId,
  epoch,
  call: digest,
  definition: digest,
  expires: integer(),
  nonce: matching(/^[0-9a-f]{16,64}$/, "a nonce in hex"),
});
const parkedTerms: Shape = members({
  roles: list(members({ role: name, approvals: integer(1) }), LIST_LENGTH_MAX),
  until: integer(),
  renderers: optional(integer(2)),
});
const base64: Shape = matching(/^[A-Za-z0-9+/]{1,4096}={0,2}$/, "some bytes in base64");
export const assertionShape: Shape = members({ authenticator: base64, client: base64 });
const approverKey: Shape = taggedBy("is", {
  passkey: { passkey: members({ credential: base64, algorithm: oneOf("ES256", "Ed25519"), publicKey: base64, origin: name }) },
  ed25519: { signKey: matching(/^[A-Za-z0-9+/]{43}=$/, "32 bytes in base64") },
});
const answer: { readonly [name: string]: Shape } = {
  proposal: integer(),
  decision: integer(),
  shown: digest,
  role: name,
  expires: integer(),
  containment: optional(oneOf("keep", "end")),
  scope: optional(members({ times: integer(1), until: integer() })),
};

export const entryShape: Shape = taggedBy("kind", {
  attestation: {
    part: oneOf("ledger", "decider", "countersigner", "executor", "gateway"),
    server: optional(name),
    epoch,
    grade: oneOf("embedded", "separated"),
    code: digest,
  },
  charter: {
    name,
    version: integer(1),
    machine: digest,
    certificate: optional(digest),
    pins: optional(digest),
    expires: optional(integer()),
    runningSessions: optional(oneOf("pinned", "stricter")),
    authors: optional(authorsShape),
    signatures: optional(list(members({ by: keyId, signature }), LIST_LENGTH_MAX)),
  },
  pin: { tools: table(name, digest, LIST_LENGTH_MAX) },
  drift: { server: name, tools: table(name, (value, at) => (value === null ? undefined : digest(value, at)), LIST_LENGTH_MAX) },
  grant: { agent: name, user: name, role: name, mandate: optional(name), expires: integer(), fresh: flag },
  session: { grant: optional(integer()), agent: name, protocol: name, capabilities: anything, ended: optional(oneOf(true)) },
  proposal: {
    from: oneOf("agent", "server"),
    deadline: integer(),
    patience: integer(),
    heard: optional(list(pair(integer(), digest), HEARD_MAX)),
  },
  decision: {
    proposal: integer(),
    prefix: members({ size: integer(), root: digest }),
    verdict: oneOf("allow", "escalate", "quarantine", "deny"),
    codes: names,
    clauses: names,
    actions: names,
    tool: optional(name),
    machine: matching(/^([0-9a-f]{64})?$/, "a digest, or nothing where no charter is in force"),
    same: optional(integer()),
    parked: optional(parkedTerms),
    answers: optional(list(integer(), CITED_ANSWERS_MAX)),
    sends: optional(members({ places: list(place, LIST_LENGTH_MAX), digest })),
    warrant: optional(warrantTerms),
  },
  countersignature: { server: name, proposal: integer(), decision: digest },
  refusal: { server: name, proposal: integer(), decision: integer(), code: oneOf("judges/differ", "judges/undecided") },
  outcome: {
    proposal: integer(),
    decision: integer(),
    result: oneOf("returned", "failed", "unknown"),
    code: optional(name),
    epoch,
    durationMs: integer(),
  },
  rehearsal: { server: name, proposal: integer(), decision: integer(), code: optional(name) },
  approver: { approver: keyId, version: integer(1), person: name, roles: list(name, LIST_LENGTH_MAX), key: optional(approverKey) },
  approval: answer,
  rejection: answer,
  release: answer,
  discard: answer,
  reveal: { entry: integer(), viewer: name },
  erasure: { agent: name, user: name, until: integer() },
  carry: {
    erasure: integer(),
    server: optional(name),
    confirms: optional(integer()),
    refused: optional(oneOf("carry/left-words", "carry/context-open", "carry/undecided", "carry/differs")),
  },
  timer: { proposal: integer() },
});

export const leafShape: Shape = members({
  format: oneOf("interlock-entry/1"),
  at: integer(),
  session: optional(sessionName),
  number: optional(integer(1)),
  by: keyId,
  entry: entryShape,
  seal: optional(commitment),
  signature: statementSignature,
  assertion: optional(assertionShape),
});

/** Checks the shape of a leaf from outside. Fault: `ledger/malformed`. */
export function parseLeaf(value: Json): Result<Leaf, LedgerCode> {
  return fits<Leaf, LedgerCode>(leafShape, value, "ledger/malformed");
}
