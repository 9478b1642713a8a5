/** Opens the sealed content of an entry, where a key can. */
import { fromBase64, type Identity, type Json, openSealed, parseJson } from "../../crypto/index.ts";
import { BLOB_BYTES_MAX, type FollowedEntry } from "../../ledger/index.ts";

/** A server's result is larger than an agent's call, and people may read it too. */
const LIMITS = { bytesMax: BLOB_BYTES_MAX, namesMax: 100_000 };

/** The sealed content of an entry as JSON; undefined where it is sealed for others. */
export function openEntry(identity: Identity, { leaf, blob }: FollowedEntry): Json | undefined {
  const bytes = blob === undefined ? undefined : fromBase64(blob);
  if (bytes === undefined || leaf.seal === undefined) return undefined;
  const opened = openSealed(identity, bytes, leaf.seal);
  const parsed = opened.ok ? parseJson(opened.value, LIMITS) : undefined;
  return parsed?.ok === true ? parsed.value : undefined;
}
