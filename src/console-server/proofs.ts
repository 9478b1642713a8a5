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

/** What the ledger's owner says of witnesses: who must have seen a head, and the last one that they have, once there is one. */
export interface Witnessed {
  readonly policy: string;
  readonly cosigned: string | undefined;
}

interface SeenHead {
  readonly size: number;
  readonly root: string;
  readonly seen: number;
  note: string;
}

export class Proofs {
  readonly #ring: Ring;
  readonly #tree = new Tree();
  /** The smallest first. */
  readonly #heads: SeenHead[] = [];
  #policy: string | undefined;

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
    if (size === 0 || size > this.size) return ok(undefined);
    if (!Buffer.from(this.#tree.root(size)).equals(root))
      return wrong(`the head of ${size} entries has another root than these entries have`);
    const place = this.#heads.findLastIndex((head) => head.size <= size);
    const known = this.#heads[place];
    // The same head with more signature lines has been seen by more.
    if (known?.size === size) known.note = note.length > known.note.length ? note : known.note;
    else this.#heads.splice(place + 1, 0, { size, note, root: toBase64(root), seen });
    if (this.#heads.length > HEADS_MAX) this.#heads.shift();
    return ok(undefined);
  }

  /** Takes the policy of who must have seen a head, and the last head that they have. Fault: as `see`. */
  witness({ policy, cosigned }: Witnessed, seen: number): Result<void, ConsoleServerCode> {
    this.#policy = policy;
    return cosigned === undefined ? ok(undefined) : this.see(cosigned, seen);
  }

  /** The proof that an entry is in a head: the last that witnesses have seen, where it is in that; undefined where it is in none yet. */
  inclusion(index: number): ApiInclusion | undefined {
    const isIn = ({ size }: SeenHead): boolean => index < size;
    const cosigned = this.#heads.findLast(({ note }) => note.split("\n— ").length > 2);
    const head = cosigned !== undefined && isIn(cosigned) ? cosigned : this.#heads.findLast(isIn);
    if (head === undefined) return undefined;
    const hashes = this.#tree.inclusionProof(index, head.size).map(toBase64);
    return { index, size: head.size, hashes, checkpoint: head.note, ...this.#judges() };
  }

  /** The heads that were seen, the newest first. */
  checkpoints(): ApiCheckpoints {
    const heads = this.#heads.map(({ size, root, seen, note }, place) => {
      const before = this.#heads[place - 1];
      const consistency =
        before === undefined
          ? {}
          : { consistency: { from: before.size, hashes: this.#tree.consistencyProof(before.size, size).map(toBase64) } };
      return { size, root, seen, note, ...consistency };
    });
    return { heads: heads.reverse(), ...this.#judges() };
  }

  #ledger(): { readonly id: string; readonly signKey: string } {
    return holdersOf(this.#ring, "ledger")[0] ?? { id: "", signKey: "" };
  }

  #key(): ReturnType<typeof noteKeyOf> {
    const ledger = this.#ledger();
    return noteKeyOf(originOf(ledger), ledger.signKey);
  }

  /** Whose signatures count. */
  #judges(): Pick<ApiInclusion, "key" | "policy"> {
    const ledger = this.#ledger();
    return {
      key: { name: originOf(ledger), publicKey: ledger.signKey },
      ...(this.#policy === undefined ? {} : { policy: this.#policy }),
    };
  }
}

function wrong(message: string, cause?: Fault): Result<never, ConsoleServerCode> {
  return fail("console-server/behind", message, cause === undefined ? {} : { cause });
}
