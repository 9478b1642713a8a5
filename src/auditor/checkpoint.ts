/** The signed head of the tree: a C2SP checkpoint (c2sp.org/tlog-checkpoint) in a signed note (c2sp.org/signed-note). */
import { createHash } from "node:crypto";
import { fromBase64, verifies } from "./ed25519.ts";
import type { Member } from "./ring.ts";

export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
}

const NOTE = /^([^\n]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\n\n((?:— [^\s+]+ [A-Za-z0-9+/]+={0,2}\n)+)$/u;

/** The checkpoint, if a ledger's key of the ring has signed it under its own name; else why not. */
export async function readCheckpoint(note: Buffer, members: Iterable<Member>): Promise<Checkpoint | string> {
  const text = note.toString("utf8");
  const [, origin = "", sizeText = "", rootText = "", signatures = ""] = NOTE.exec(text) ?? [];
  const root = fromBase64(rootText);
  const size = Number(sizeText);
  if (!Buffer.from(text).equals(note) || root?.length !== 32 || !Number.isSafeInteger(size))
    return "it is not origin, size, root and signatures";
  const message = Buffer.from(text.slice(0, text.indexOf("\n\n") + 1));
  const ledgers = [...members].filter(({ duties }) => duties.has("ledger"));
  for (const line of signatures.trimEnd().split("\n")) {
    const [, name = "", encoded = ""] = line.split(" ");
    const signature = fromBase64(encoded);
    if (signature === undefined) return "a signature is not base64";
    const signer = ledgers.find(({ signKey }) => name === origin && keyHash(name, signKey).equals(signature.subarray(0, 4)));
    if (signer === undefined) continue;
    return (await verifies(signer.verifyKey, message, signature.subarray(4))) ? { origin, size, root } : "its signature does not verify";
  }
  return "no ledger of the ring has signed it";
}

/** Which key of that name (1: Ed25519): the first four bytes of the hash. */
function keyHash(name: string, signKey: Buffer): Buffer {
  return createHash("sha256").update(`${name}\n`).update(Buffer.of(1)).update(signKey).digest().subarray(0, 4);
}
