/**
 * Entries as bytes: what a writer signs, what the tree hashes, and how a stored leaf is read again. One value has one text
 * (RFC 8785), so a leaf that is read and written again is the same leaf.
 */
import { canonicalize, type Json, type PublicIdentity, parseJson, statementBytes } from "../crypto/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import { CHARTER_PURPOSE, type CharterEntry, type Entry, type Leaf, STATEMENT_PURPOSE } from "./entry.ts";
import { parseLeaf } from "./entry-shape.ts";
import type { LedgerCode } from "./faults.ts";
import { verifyStatement } from "./joint-signature.ts";
import { LEAF_BYTES_MAX } from "./limits.ts";

/** What is signed: the entry, the session it belongs to, and the commitment to its sealed blob. */
export function statement(entry: Entry, session: string | undefined, seal: string | undefined): Uint8Array {
  return statementBytes(
    STATEMENT_PURPOSE,
    asJson({ entry, ...(session === undefined ? {} : { session }), ...(seal === undefined ? {} : { seal }) }),
  );
}

/** What an author signs of a charter, without having the ledger at hand: its terms, and not the others' signatures. */
export function charterStatement({ kind: _, signatures: __, ...terms }: CharterEntry): Uint8Array {
  return statementBytes(CHARTER_PURPOSE, asJson(terms));
}

/** Whether the leaf is signed by `writer`. */
export function verifyLeaf(leaf: Leaf, writer: PublicIdentity): boolean {
  return leaf.by === writer.id && verifyStatement(writer.signKey, statement(leaf.entry, leaf.session, leaf.seal), leaf.signature);
}

/** The canonical text of a leaf: what is stored, hashed and sent. */
export function leafText(leaf: Leaf): string {
  return canonicalize(asJson(leaf));
}

/** Reads a stored leaf. Refuses any spelling but the canonical one. Fault: `ledger/malformed`. */
export function readLeaf(bytes: Uint8Array): Result<Leaf, LedgerCode> {
  const parsed = parseJson(bytes, { bytesMax: LEAF_BYTES_MAX });
  if (!parsed.ok) return fail("ledger/malformed", "a leaf is not one JSON value", { cause: parsed.fault });
  const leaf = parseLeaf(parsed.value);
  if (!leaf.ok) return leaf;
  return Buffer.from(leafText(leaf.value), "utf8").equals(bytes)
    ? ok(leaf.value)
    : fail("ledger/malformed", "a leaf is not in its canonical form");
}

/** Reads a leaf whose bytes a signed root vouches for: its shape is checked, its spelling is not. Fault: `ledger/malformed`. */
export function readLeafUnchecked(bytes: Uint8Array): Result<Leaf, LedgerCode> {
  try {
    return parseLeaf(JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8")) as Json);
  } catch {
    return fail("ledger/malformed", "a leaf is not one JSON value");
  }
}

/** Our own records as JSON: they are plain data, which an interface can't say of itself. */
export function asJson(value: object): Json {
  return value as unknown as Json;
}
