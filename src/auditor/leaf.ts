/** What an entry looks like: closed shapes for every kind, so that an unknown member is found and not skipped. */
import { z } from "zod";
import { readCanonical, type Value, writeCanonical } from "./canonical-text.ts";
import type { CharterEntry, Leaf } from "./entry.ts";
import { LEAF_BYTES_MAX } from "./limits.ts";

export const FORMAT = "interlock-entry/1";

const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const positive = count.min(1);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const epoch = z.string().regex(/^[0-9a-f]{32}$/);
const keyId = z.string().regex(/^[0-9a-f]{16}$/);
const signature = z.string().regex(/^[A-Za-z0-9+/]{86}==$/);
/** Alone, or together with others: a place and a path of up to six hashes follow. */
const statementSignature = z.string().regex(/^(?:[A-Za-z0-9+/]{4}){21,85}[A-Za-z0-9+/]{2}[A-Za-z0-9+/=]{2}$/);
const digests = z.record(z.string(), digest);

const place = z.strictObject({ interpreter: z.string(), at: z.array(z.array(z.string())) });
const warrant = z.strictObject({
  server: z.string(),
  executor: keyId,
  epoch,
  call: digest,
  definition: digest,
  expires: count,
  nonce: z.string().regex(/^[0-9a-f]{16,64}$/),
});
const answer = {
  proposal: count,
  decision: count,
  shown: digest,
  role: z.string(),
  expires: count,
  containment: z.enum(["keep", "end"]).optional(),
  scope: z.strictObject({ times: positive, until: count }).optional(),
};

const parked = z.strictObject({
  roles: z.array(z.strictObject({ role: z.string(), approvals: positive })),
  until: count,
  renderers: count.min(2).optional(),
});

const base64 = z.string().regex(/^[A-Za-z0-9+/]{1,4096}={0,2}$/);
const passkey = z.strictObject({ credential: base64, algorithm: z.enum(["ES256", "Ed25519"]), publicKey: base64, origin: z.string() });
const approverKey = z.discriminatedUnion("is", [
  z.strictObject({ is: z.literal("passkey"), passkey }),
  z.strictObject({ is: z.literal("ed25519"), signKey: base64 }),
]);

const refusalCode = z.enum(["judges/differ", "judges/undecided"]);

const entry = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("attestation"),
    part: z.enum(["ledger", "decider", "countersigner", "executor", "gateway"]),
    server: z.string().optional(),
    epoch,
    grade: z.enum(["embedded", "separated"]),
    code: digest,
  }),
  z.strictObject({
    kind: z.literal("charter"),
    name: z.string(),
    version: positive,
    machine: digest,
    certificate: digest.optional(),
    pins: digest.optional(),
    expires: count.optional(),
    runningSessions: z.enum(["pinned", "stricter"]).optional(),
    authors: z.strictObject({ threshold: positive, keys: z.array(keyId) }).optional(),
    signatures: z.array(z.strictObject({ by: keyId, signature })).optional(),
  }),
  z.strictObject({ kind: z.literal("pin"), tools: digests }),
  z.strictObject({ kind: z.literal("drift"), server: z.string(), tools: z.record(z.string(), digest.nullable()) }),
  z.strictObject({
    kind: z.literal("grant"),
    agent: z.string(),
    user: z.string(),
    role: z.string(),
    mandate: z.string().optional(),
    expires: count,
    fresh: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal("session"),
    grant: count.optional(),
    agent: z.string(),
    protocol: z.string(),
    capabilities: z.unknown(),
    ended: z.literal(true).optional(),
  }),
  z.strictObject({
    kind: z.literal("proposal"),
    from: z.enum(["agent", "server"]),
    deadline: count,
    patience: count,
    heard: z
      .array(z.tuple([count, digest]))
      .max(512)
      .optional(),
  }),
  z.strictObject({
    kind: z.literal("decision"),
    proposal: count,
    prefix: z.strictObject({ size: count, root: digest }),
    verdict: z.enum(["allow", "escalate", "quarantine", "deny"]),
    codes: z.array(z.string()),
    clauses: z.array(z.string()),
    actions: z.array(z.string()),
    tool: z.string().optional(),
    machine: z.union([digest, z.literal("")]),
    same: count.optional(),
    parked: parked.optional(),
    answers: z.array(count).max(64).optional(),
    sends: z.strictObject({ places: z.array(place), digest }).optional(),
    warrant: warrant.optional(),
  }),
  z.strictObject({ kind: z.literal("countersignature"), server: z.string(), proposal: count, decision: digest }),
  z.strictObject({ kind: z.literal("refusal"), server: z.string(), proposal: count, decision: count, code: refusalCode }),
  z.strictObject({
    kind: z.literal("outcome"),
    proposal: count,
    decision: count,
    result: z.enum(["returned", "failed", "unknown"]),
    code: z.string().optional(),
    epoch,
    durationMs: count,
  }),
  z.strictObject({ kind: z.literal("rehearsal"), server: z.string(), proposal: count, decision: count, code: z.string().optional() }),
  z.strictObject({
    kind: z.literal("approver"),
    approver: keyId,
    version: positive,
    person: z.string(),
    roles: z.array(z.string()),
    key: approverKey.optional(),
  }),
  z.strictObject({ kind: z.literal("approval"), ...answer }),
  z.strictObject({ kind: z.literal("rejection"), ...answer }),
  z.strictObject({ kind: z.literal("release"), ...answer }),
  z.strictObject({ kind: z.literal("discard"), ...answer }),
  z.strictObject({ kind: z.literal("reveal"), entry: count, viewer: z.string() }),
  z.strictObject({ kind: z.literal("erasure"), agent: z.string(), user: z.string(), until: count }),
  z.strictObject({
    kind: z.literal("carry"),
    erasure: count,
    server: z.string().optional(),
    confirms: count.optional(),
    refused: z.enum(["carry/left-words", "carry/context-open", "carry/undecided", "carry/differs"]).optional(),
  }),
  z.strictObject({ kind: z.literal("timer"), proposal: count }),
]);

const leaf = z.strictObject({
  format: z.literal(FORMAT),
  at: count,
  session: z.string().optional(),
  number: positive.optional(),
  by: keyId,
  entry,
  seal: digest.optional(),
  signature: statementSignature,
  assertion: z.strictObject({ authenticator: base64, client: base64 }).optional(),
});

/** The leaf; `unknown format` where it is of another version; else what is wrong with it. */
export function readLeaf(bytes: Buffer): { readonly leaf: Leaf } | { readonly wrong: string; readonly isUnknown: boolean } {
  const value = bytes.length <= LEAF_BYTES_MAX ? readCanonical(bytes) : undefined;
  if (value === undefined) return { wrong: "it is not canonical JSON", isUnknown: false };
  const parsed = leaf.safeParse(value);
  // The value as it was read: its names are in order.
  if (parsed.success) return { leaf: value as unknown as Leaf };
  const { format } = Object(value) as { readonly format?: unknown };
  if (typeof format === "string" && format !== FORMAT) return { wrong: `its format is \`${format.slice(0, 64)}\``, isUnknown: true };
  const [issue] = parsed.error.issues;
  return { wrong: `${issue?.path.join("/") ?? ""}: ${issue?.message ?? "it has another shape"}`, isUnknown: false };
}

/** What the writer has signed: the purpose, a line feed, and the canonical entry with its session and seal. */
export function statementOf({ entry: said, session, seal }: Leaf): Buffer {
  const signed = {
    entry: said,
    ...(session === undefined ? {} : { session }),
    ...(seal === undefined ? {} : { seal }),
  } as unknown as Value;
  return Buffer.from(`${FORMAT}\n${writeCanonical(signed)}`, "utf8");
}

/** What an author has signed of a charter: its terms without the others' signatures. */
export function charterStatementOf({ kind: _, signatures: __, ...terms }: CharterEntry): Buffer {
  return Buffer.from(`interlock-charter/1\n${writeCanonical(terms as unknown as Value)}`, "utf8");
}
