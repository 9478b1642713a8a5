/**
 * What a witness keeps of a refused checkpoint: the head it had cosigned and the head it was offered, both signed by the
 * ledger. Two signed heads of one size with different roots convict the ledger, offline and to anybody who has its key. A
 * failed proof alone convicts nobody.
 */
import { type NoteKey, openNote, parseCheckpoint } from "../crypto/index.ts";

export interface Evidence {
  readonly origin: string;
  readonly held: string;
  readonly offered: string;
  /** What the offered head was sent with. */
  readonly old: number;
  readonly proof: readonly Uint8Array[];
}

/** Whether two signed heads prove that their ledger has forked. */
export function convicts({ origin, held, offered }: Pick<Evidence, "origin" | "held" | "offered">, ledger: NoteKey): boolean {
  const heads = [held, offered].map((note) => {
    const opened = openNote(note, [ledger]);
    const checkpoint = opened.ok ? parseCheckpoint(opened.value.text) : opened;
    return checkpoint.ok && checkpoint.value.origin === origin ? checkpoint.value : undefined;
  });
  const [one, other] = heads;
  return one !== undefined && other !== undefined && one.size === other.size && !Buffer.from(one.root).equals(other.root);
}
