/** The shapes of the messages between the parts and the ledger: each end checks what it hears before it believes a type. */
import type { Json } from "../crypto/index.ts";
import type { Result } from "../fault/index.ts";
import { assertionShape, authorsShape, commitment, entryShape, keyId, leafShape, sessionName, statementSignature } from "./entry-shape.ts";
import type { LedgerCode } from "./faults.ts";
import { BLOB_BYTES_MAX, CITED_ANSWERS_MAX, LIST_LENGTH_MAX, NAME_LENGTH_MAX, READ_ENTRIES_MAX } from "./limits.ts";
import type { FromLedger, ToLedger } from "./protocol.ts";
import { anything, fits, flag, integer, list, members, oneOf, optional, type Shape, taggedBy, text } from "./shape.ts";

/** Hashes in a proof of RFC 6962 over at most 2^53 leaves. */
const PROOF_LENGTH_MAX = 64;
/** Text of a fault or a checkpoint. */
const TEXT_LENGTH_MAX = 65_536;

const name: Shape = text(NAME_LENGTH_MAX);
const names: Shape = list(name, LIST_LENGTH_MAX);
const base64: Shape = text(Math.ceil(BLOB_BYTES_MAX / 3) * 4);
const fault: Shape = members({
  code: name,
  message: text(TEXT_LENGTH_MAX),
  at: optional(text(TEXT_LENGTH_MAX)),
  remedy: optional(text(TEXT_LENGTH_MAX)),
  cause: optional(anything),
});
const view: Shape = members({ session: sessionName, admissible: names, contained: flag, inDoubt: list(integer(), LIST_LENGTH_MAX) });
const entry: { readonly [name: string]: Shape } = { index: integer(), leaf: leafShape, blob: optional(base64) };
const proof: Shape = list(text(64), PROOF_LENGTH_MAX);
const recorded: Shape = members({ index: integer(), leaf: leafShape, inclusion: proof });
const recordedCall: Shape = members({ index: integer(), leaf: leafShape, blob: base64, inclusion: proof });
const warrant: Shape = members({
  decision: recorded,
  prefix: proof,
  countersignature: optional(recorded),
  proposal: recordedCall,
  people: optional(
    members({
      answers: list(recorded, CITED_ANSWERS_MAX),
      questions: list(recorded, CITED_ANSWERS_MAX),
      earlier: optional(recordedCall),
      session: recorded,
      grant: optional(recorded),
    }),
  ),
  checkpoint: text(TEXT_LENGTH_MAX),
  consistency: members({ from: integer(), proof }),
});

const toLedger: Shape = taggedBy("do", {
  append: {
    id: integer(),
    by: optional(keyId),
    session: optional(sessionName),
    entry: entryShape,
    seal: optional(commitment),
    blob: optional(base64),
    signature: statementSignature,
    assertion: optional(assertionShape),
  },
  follow: {
    from: integer(),
    select: taggedBy("what", {
      all: {},
      durable: {},
      session: { session: sessionName },
      warrants: { server: name, seen: optional(integer()), rehearses: optional(flag) },
    }),
  },
  observed: { size: integer(), sessions: list(view, LIST_LENGTH_MAX) },
  read: { id: integer(), from: integer(), to: integer() },
  witnessed: { checkpoint: text(TEXT_LENGTH_MAX) },
  able: { reason: optional(fault), unreached: optional(fault) },
  status: { id: integer() },
  parked: { id: integer() },
  present: {},
});

const unreached: Shape = list(members({ server: name, why: fault }), LIST_LENGTH_MAX);

const fromLedger: Shape = taggedBy("say", {
  appended: { id: integer(), index: integer(), at: integer(), number: optional(integer(1)) },
  refused: { id: integer(), fault },
  entry,
  warrant: { warrant },
  rehearse: { papers: warrant },
  witnessed: { head: members({ checkpoint: text(TEXT_LENGTH_MAX), consistency: members({ from: integer(), proof }) }) },
  view: { view },
  read: { id: integer(), entries: list(members(entry), READ_ENTRIES_MAX) },
  status: {
    id: integer(),
    checkpoint: text(TEXT_LENGTH_MAX),
    size: integer(),
    ready: flag,
    reasons: list(fault, LIST_LENGTH_MAX),
    unreached,
    inForce: members({
      authors: authorsShape,
      machine: optional(name),
      certificate: optional(name),
      version: optional(integer(1)),
      pins: optional(name),
    }),
    grade: optional(oneOf("embedded", "separated")),
    erased: optional(list(members({ erasure: integer(), carry: integer(), confirmed: integer() }), Number.MAX_SAFE_INTEGER)),
  },
  parked: {
    id: integer(),
    calls: list(members({ proposal: integer(), decision: integer(), rehearsal: optional(integer()) }), Number.MAX_SAFE_INTEGER),
  },
  present: {},
  ready: { ready: flag, reasons: list(fault, LIST_LENGTH_MAX), unreached },
});

/** Fault: `ledger/malformed`. */
export function parseToLedger(message: Json): Result<ToLedger, LedgerCode> {
  return fits<ToLedger, LedgerCode>(toLedger, message, "ledger/malformed");
}

/** Fault: `ledger/malformed`. */
export function parseFromLedger(message: Json): Result<FromLedger, LedgerCode> {
  return fits<FromLedger, LedgerCode>(fromLedger, message, "ledger/malformed");
}
