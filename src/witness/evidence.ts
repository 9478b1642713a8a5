/**
 * What is kept of a head that does not follow the last one: the head that was seen before and the one that was offered, both signed by the
 * ledger. Two signed heads of one size with different roots convict the ledger, offline and to anybody who has its key. A
 * failed proof alone convicts nobody.
 */
import { digestOf, type NoteKey, openNote, parseCheckpoint, toBase64 } from "../crypto/index.ts";

export interface Evidence {
  readonly origin: string;
  readonly held: string;
  readonly offered: string;
  /** What the offered head was sent with. */
  readonly old: number;
  readonly proof: readonly Uint8Array[];
}

/** The file in which evidence is kept, named by what it holds: its name and its text. */
export function evidenceFile({ origin, held, offered, old, proof }: Evidence): { readonly name: string; readonly text: string } {
  const kept = { format: "interlock-evidence/1", origin, held, offered, old, proof: proof.map(toBase64) };
  const name = `${digestOf(origin).slice(0, 32)}-${digestOf(kept).slice(0, 16)}.evidence.json`;
  return { name, text: `${JSON.stringify(kept)}\n` };
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
