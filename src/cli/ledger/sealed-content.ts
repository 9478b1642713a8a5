/** The sealed content of entries, as a command has to do with it: sealed for whoever has to read it, opened where a key can. */
import {
  canonicalBytes,
  createSealer,
  fromBase64,
  type Identity,
  type Json,
  openSealed,
  parseJson,
  type Readers,
  type Ring,
  readersOf,
  toBase64,
} from "../../crypto/index.ts";
import { BLOB_BYTES_MAX, type FollowedEntry } from "../../ledger/index.ts";

/** A server's result is larger than an agent's call, and people may read it too. */
const LIMITS = { bytesMax: BLOB_BYTES_MAX, namesMax: 100_000 };

export interface Sealed {
  /** Commitment to the content, hex. */
  readonly seal: string;
  /** The sealed bytes, base64. */
  readonly blob: string;
}

/** Seals `content` for the holders of the readers' duties and for every approver. */
export function sealFor(ring: Ring, readers: Readers, content: Json): Sealed {
  const { blob, commitment } = createSealer().seal(canonicalBytes(content), readersOf(ring, [...readers, "approver:"]));
  return { seal: commitment, blob: toBase64(blob) };
}

/** The sealed content of an entry as JSON; undefined where it is sealed for others. */
export function openEntry(identity: Identity, { leaf, blob }: FollowedEntry): Json | undefined {
  const bytes = blob === undefined ? undefined : fromBase64(blob);
  if (bytes === undefined || leaf.seal === undefined) return undefined;
  const opened = openSealed(identity, bytes, leaf.seal);
  const parsed = opened.ok ? parseJson(opened.value, LIMITS) : undefined;
  return parsed?.ok === true ? parsed.value : undefined;
}
