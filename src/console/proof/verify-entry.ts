/**
 * What the page says of an entry's proof: every step on the way from the leaf's bytes to a head that the ledger has signed, each
 * computed here. The server's word counts for nothing but the key, and that is remembered from the first time on.
 */
import type { ApiCheckpoints, ApiInclusion } from "../../console-server/api.ts";
import { areEqual, type Bytes, base64ToBytes, bytesToHex } from "./bytes.ts";
import { isConsistent, leafHash, rootOfInclusion } from "./merkle.ts";
import { isSignedBy, type NoteKey, parseCheckpoint } from "./note.ts";

export interface Check {
  readonly name: string;
  readonly holds: boolean;
  /** What was computed or found. */
  readonly detail: string;
}

/** The checks of one entry, in order; it is proved if all hold. */
export async function verifyEntry(leaf: string, proof: ApiInclusion, knownKey: string | undefined): Promise<readonly Check[]> {
  const bytes = base64ToBytes(leaf);
  const siblings = proof.hashes.map(base64ToBytes);
  const head = parseCheckpoint(proof.checkpoint);
  const key = noteKeyOf(proof.key);
  if (bytes === undefined || head === undefined || key === undefined || siblings.some((hash) => hash === undefined)) {
    return [{ name: "The proof can be read", holds: false, detail: "malformed leaf, hash, key or checkpoint" }];
  }
  const hash = await leafHash(bytes);
  const root = await rootOfInclusion(hash, proof.index, head.size, siblings as readonly Bytes[]);
  const isIncluded = root !== undefined && areEqual(root, head.root);
  const isSigned = head.origin === key.name && (await isSignedBy(proof.checkpoint, key));
  return [
    { name: "Hash of the entry", holds: true, detail: bytesToHex(hash) },
    {
      name: `It is entry ${proof.index} of a tree of ${head.size}`,
      holds: isIncluded,
      detail: isIncluded
        ? `hashed with ${siblings.length} others up to ${bytesToHex(head.root)}`
        : "the siblings lead to another root than the head's",
    },
    {
      name: "The head is signed by the ledger",
      holds: isSigned,
      detail: isSigned ? key.name : "no valid Ed25519 signature by the ledger's key",
    },
    keyCheck(proof.key.publicKey, knownKey),
  ];
}

function keyCheck(key: string, known: string | undefined): Check {
  const name = "It is the key that this browser knows";
  if (known === undefined) return { name, holds: true, detail: `seen for the first time: ${key}; compare it with \`interlock trust\`` };
  return { name, holds: known === key, detail: known === key ? key : `this browser has seen ${known} before, now it is ${key}` };
}

/** For each head, newest first, whether it is signed and whether it extends the one before it. */
export async function verifyHeads({
  heads,
  key: given,
}: ApiCheckpoints): Promise<readonly { readonly size: number; readonly checks: readonly Check[] }[]> {
  const key = noteKeyOf(given);
  return Promise.all(
    heads.map(async (head, index) => {
      const checkpoint = parseCheckpoint(head.note);
      const isSigned = key !== undefined && checkpoint !== undefined && checkpoint.size === head.size && (await isSignedBy(head.note, key));
      const signed: Check = { name: "signed", holds: isSigned, detail: isSigned ? "by the ledger" : "no valid signature of the ledger" };
      const before = heads[index + 1];
      if (before === undefined || head.consistency === undefined) return { size: head.size, checks: [signed] };
      const older = parseCheckpoint(before.note);
      const hashes = head.consistency.hashes.map(base64ToBytes);
      const extendsIt =
        checkpoint !== undefined &&
        older !== undefined &&
        hashes.every((hash) => hash !== undefined) &&
        (await isConsistent(older, checkpoint, hashes as readonly Bytes[]));
      const detail = extendsIt
        ? `begins with the ${before.size} entries before it`
        : "does not begin with the entries before it: the history was changed";
      return { size: head.size, checks: [signed, { name: "extends", holds: extendsIt, detail }] };
    }),
  );
}

function noteKeyOf({ name, publicKey }: { readonly name: string; readonly publicKey: string }): NoteKey | undefined {
  const bytes = base64ToBytes(publicKey);
  return bytes?.length === 32 ? { name, publicKey: bytes } : undefined;
}
