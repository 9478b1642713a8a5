/** Who is enrolled: the keys and duties by which entries are judged, from the ring file. */
import { createHash, type KeyObject } from "node:crypto";
import { z } from "zod";
import { fromBase64, readVerifyKey } from "./ed25519.ts";

export interface Member {
  readonly id: string;
  readonly name: string;
  readonly verifyKey: KeyObject;
  readonly signKey: Buffer;
  readonly duties: ReadonlySet<string>;
}

const ringFile = z.strictObject({
  format: z.literal("interlock-ring/1"),
  identities: z.array(
    z.strictObject({
      identity: z.strictObject({ id: z.string(), name: z.string(), signKey: z.string(), sealKey: z.string() }),
      duties: z.array(z.string()),
    }),
  ),
});

/** The members by key id, or why the text is no ring. */
export function readRing(text: string): ReadonlyMap<string, Member> | string {
  const parsed = ringFile.safeParse(parseJson(text));
  if (!parsed.success) return parsed.error.issues[0]?.message ?? "it has another form";
  const members = new Map<string, Member>();
  for (const { identity, duties } of parsed.data.identities) {
    const signKey = fromBase64(identity.signKey);
    const sealKey = fromBase64(identity.sealKey);
    const verifyKey = signKey === undefined ? undefined : readVerifyKey(signKey);
    if (signKey === undefined || sealKey?.length !== 32 || verifyKey === undefined)
      return `a key of \`${identity.name}\` is malformed or weak`;
    const id = createHash("sha256").update("interlock-key/1").update(signKey).update(sealKey).digest("hex").slice(0, 16);
    if (id !== identity.id || members.has(id)) return `the id of \`${identity.name}\` is not that of its keys, or is there twice`;
    members.set(id, { id, name: identity.name, verifyKey, signKey, duties: new Set(duties) });
  }
  return members;
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
