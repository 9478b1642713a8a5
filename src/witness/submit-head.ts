/**
 * Sends a ledger's head to its witnesses (c2sp.org/tlog-witness) and gathers their cosignatures. A witness that has seen a larger
 * ledger is believed: this one has forgotten what it once showed.
 */
import { formatAddCheckpoint } from "./add-checkpoint.ts";
import { ANSWER_BYTES_MAX, ANSWER_MS } from "./limits.ts";

export interface SubmittedHead {
  /** The signed note. */
  readonly note: string;
  readonly size: number;
  /** RFC 6962 consistency proof from a size up to this head's. */
  readonly proofFrom: (size: number) => readonly Uint8Array[];
}

/** What a witness said: its cosignature, a larger size that it has seen, or why there is neither. */
export type WitnessAnswer = { readonly line: string } | { readonly ahead: number } | { readonly silent: string };

/** Asks one witness at `address` to cosign. `known`: the size that it cosigned last, as far as anybody here knows. */
export async function submitHead(head: SubmittedHead, address: string, known: number): Promise<WitnessAnswer> {
  let old = Math.min(known, head.size);
  // Once to learn what it has seen, once from there.
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const answer = await post(
      `${address.replace(/\/$/, "")}/add-checkpoint`,
      formatAddCheckpoint({ ...head, old, proof: head.proofFrom(old) }),
    );
    if (typeof answer === "string") return { silent: answer };
    if (answer.status === 200) return { line: answer.text };
    const size = answer.status === 409 && /^(?:0|[1-9][0-9]{0,15})\n$/.test(answer.text) ? Number(answer.text) : undefined;
    if (size === undefined) return { silent: `it answers ${answer.status}: ${answer.text.trim().slice(0, 200)}` };
    if (size > head.size) return { ahead: size };
    if (size === old) return { silent: `it has seen another head of ${size} entries` };
    old = size;
  }
  return { silent: "what it has seen changes while it is asked" };
}

/** The note with more signature lines. */
export function withCosignatures(note: string, lines: readonly string[]): string {
  return [note, ...lines].join("");
}

async function post(url: string, body: string): Promise<{ readonly status: number; readonly text: string } | string> {
  try {
    const answer = await fetch(url, { method: "POST", body, redirect: "error", signal: AbortSignal.timeout(ANSWER_MS) });
    const text = await answer.text();
    return text.length > ANSWER_BYTES_MAX ? "its answer is too long" : { status: answer.status, text };
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}
