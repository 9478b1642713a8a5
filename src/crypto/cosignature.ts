/** Cosignatures of witnesses (c2sp.org/tlog-cosignature, Ed25519): a signature line over a checkpoint and the time at which it was seen. */
import { assert } from "../fault/index.ts";
import { toBase64 } from "./encoding.ts";
import type { NoteSigner } from "./note.ts";
import { noteKeyOf } from "./note-key.ts";

/** The line, with its line feed, to be added to a signed checkpoint whose text this is. `timeS`: seconds since the epoch. */
export function cosign(text: string, { name, identity }: NoteSigner, timeS: number): string {
  assert(Number.isSafeInteger(timeS) && timeS >= 0 && text.endsWith("\n"), "a cosignature has a time, and is over lines");
  const { hash } = noteKeyOf(name, identity.signKey, "cosignature/v1");
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(timeS));
  const signature = identity.sign(Buffer.from(`cosignature/v1\ntime ${timeS}\n${text}`, "utf8"));
  return `— ${name} ${toBase64(Buffer.concat([Buffer.from(hash, "hex"), time, Buffer.from(signature, "base64")]))}\n`;
}
