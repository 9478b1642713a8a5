/**
 * Proofs for the page: the tree over every leaf that the console has read, and the signed heads that it has seen, each a prefix of the
 * next. A head that does not have the root of what was read is not shown as good: it is trouble.
 */
import { holdersOf, noteKeyOf, openNote, parseCheckpoint, type Ring, toBase64 } from "../crypto/index.ts";
import { type Fault, fail, ok, type Result } from "../fault/index.ts";
import { leafHash, originOf, Tree } from "../ledger/index.ts";
import type { ApiCheckpoints, ApiInclusion } from "./api.ts";
import type { ConsoleServerCode } from "./faults.ts";
import { HEADS_MAX } from "./limits.ts";

interface SeenHead {
  readonly size: number;
  readonly note: string;
  readonly root: string;
  readonly seen: number;
  readonly witnesses: readonly string[];
}

export class Proofs {
  readonly #ring: Ring;
  readonly #tree = new Tree();
  readonly #heads: SeenHead[] = [];

  constructor(ring: Ring) {
    this.#ring = ring;
  }

  get size(): number {
    return this.#tree.size;
  }

  /** Takes the next leaf's text. */
  add(text: string): void {
    this.#tree.append(leafHash(Buffer.from(text, "utf8")));
  }

  /** Takes a signed head at a time; a fault where it is not of what was read. A head of what is still to come waits for it. */
  see(note: string, seen: number): Result<void, ConsoleServerCode> {
    const opened = openNote(note, [this.#key()]);
    const checkpoint = opened.ok ? parseCheckpoint(opened.value.text) : opened;
    if (!checkpoint.ok) return wrong("the ledger's head is not signed by its key", checkpoint.fault);
    const { size, root } = checkpoint.value;
    if (size > this.size || size <= (this.#heads.at(-1)?.size ?? 0)) return ok(undefined);
    if (!Buffer.from(this.#tree.root(size)).equals(root))
      return wrong(`the head of ${size} entries has another root than these entries have`);
    const witnesses = opened.ok ? signersOf(note).filter((name) => name !== this.#key().name) : [];
    this.#heads.push({ size, note, root: toBase64(root), seen, witnesses });
    if (this.#heads.length > HEADS_MAX) this.#heads.shift();
    return ok(undefined);
  }

  /** The proof that an entry is in the last head; undefined where it is in none yet. */
  inclusion(index: number): ApiInclusion | undefined {
    const head = this.#heads.at(-1);
    if (head === undefined || index >= head.size) return undefined;
    const hashes = this.#tree.inclusionProof(index, head.size).map(toBase64);
    return { index, size: head.size, hashes, checkpoint: head.note, key: this.#ledgerKey() };
  }

  /** The heads that were seen, the newest first. */
  checkpoints(): ApiCheckpoints {
    const heads = this.#heads.map(({ size, root, seen, note, witnesses }, place) => {
      const before = this.#heads[place - 1];
      const consistency =
        before === undefined
          ? {}
          : { consistency: { from: before.size, hashes: this.#tree.consistencyProof(before.size, size).map(toBase64) } };
      return { size, root, seen, note, ...consistency, witnesses };
    });
    const names = [...new Set(this.#heads.flatMap(({ witnesses }) => witnesses))];
    const witnesses = names.map((name) => {
      const last = this.#heads.findLast((head) => head.witnesses.includes(name));
      return { name, ...(last === undefined ? {} : { lastSize: last.size, lastSeen: last.seen }) };
    });
    return { heads: heads.reverse(), key: this.#ledgerKey(), witnesses };
  }

  #ledger(): { readonly id: string; readonly signKey: string } {
    return holdersOf(this.#ring, "ledger")[0] ?? { id: "", signKey: "" };
  }

  #key(): ReturnType<typeof noteKeyOf> {
    const ledger = this.#ledger();
    return noteKeyOf(originOf(ledger), ledger.signKey);
  }

  #ledgerKey(): ApiInclusion["key"] {
    const ledger = this.#ledger();
    return { name: originOf(ledger), publicKey: ledger.signKey };
  }
}

/** Names on a signed note's signature lines. */
function signersOf(note: string): readonly string[] {
  return [...note.matchAll(/^\u2014 (\S+) /gm)].map(([, name = ""]) => name);
}

function wrong(message: string, cause?: Fault): Result<never, ConsoleServerCode> {
  return fail("console-server/behind", message, cause === undefined ? {} : { cause });
}
