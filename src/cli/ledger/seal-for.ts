/** Seals what a command records, for whoever has to read it: named by duty, and every approver by any role. */
import { canonicalBytes, createSealer, type Json, type Readers, type Ring, readersOf, toBase64 } from "../../crypto/index.ts";

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
