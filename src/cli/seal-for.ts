/** Seals what a command records, for whoever has to read it: named by duty, and every approver by any role. */
import { canonicalBytes, createSealer, type Duty, type Json, type Ring, toBase64 } from "../crypto/index.ts";

export interface Sealed {
  /** Commitment to the content, hex. */
  readonly seal: string;
  /** The sealed bytes, base64. */
  readonly blob: string;
}

/** Seals `content` for the holders of `duties` and for every approver. */
export function sealFor(ring: Ring, duties: readonly Duty[], content: Json): Sealed {
  const reads = (duty: Duty): boolean => duties.includes(duty) || duty.startsWith("approver:");
  const readers = ring.identities.filter((enrolment) => enrolment.duties.some(reads)).map(({ identity }) => identity);
  const { blob, commitment } = createSealer().seal(canonicalBytes(content), readers);
  return { seal: commitment, blob: toBase64(blob) };
}
