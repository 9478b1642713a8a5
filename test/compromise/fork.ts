/**
 * Another history of a ledger, signed with its key: what an executor has seen, and from there on whatever is put there. Its warrants
 * carry every proof that they need.
 */
import { formatCheckpoint, type Identity, signNote, toBase64, toHex } from "../../src/crypto/index.ts";
import {
  type Entry,
  type Leaf,
  leafHash,
  leafText,
  originOf,
  type Recorded,
  statement,
  Tree,
  type Warrant,
} from "../../src/ledger/index.ts";

export class Fork {
  readonly #tree = new Tree();
  readonly #leaves: Leaf[] = [];
  readonly #ledger: Identity;
  /** Size of the head that the executor has seen last. */
  #seen: number;

  constructor(ledger: Identity, seen: number, leaves: readonly Leaf[]) {
    this.#ledger = ledger;
    this.#seen = seen;
    for (const leaf of leaves) this.put(leaf);
  }

  /** What a decision here names as read. */
  get prefix(): { readonly size: number; readonly root: string } {
    return { size: this.#tree.size, root: toHex(this.#tree.root()) };
  }

  put(leaf: Leaf): number {
    this.#leaves.push(leaf);
    this.#tree.append(leafHash(Buffer.from(leafText(leaf))));
    return this.#tree.size - 1;
  }

  /** The warrant for a decision here, about a proposal with its sealed call; `read`: the size that the decision names. */
  warrant(
    places: { readonly proposal: number; readonly decision: number; readonly countersignature: number },
    read: number,
    blob: string,
  ): Warrant {
    const tree = this.#tree;
    const from = this.#seen;
    this.#seen = tree.size;
    const recorded = (index: number): Recorded => {
      const leaf = this.#leaves[index];
      if (leaf === undefined) throw new Error(`there is no entry ${index}`);
      return { index, leaf, inclusion: tree.inclusionProof(index, tree.size).map(toBase64) };
    };
    const origin = originOf(this.#ledger);
    const note = formatCheckpoint({ origin, size: tree.size, root: tree.root() });
    return {
      decision: recorded(places.decision),
      prefix: tree.consistencyProof(read, tree.size).map(toBase64),
      countersignature: recorded(places.countersignature),
      proposal: { ...recorded(places.proposal), blob },
      checkpoint: signNote(note, [{ name: origin, identity: this.#ledger }]),
      consistency: { from, proof: tree.consistencyProof(from, tree.size).map(toBase64) },
    };
  }
}

/** An entry of a session that somebody whose key is held says at a time. */
export function said(by: Identity, entry: Entry, session: string, at: number = Date.now()): Leaf {
  const signature = by.sign(statement(entry, session, undefined));
  return { format: "interlock-entry/1", at, by: by.id, session, number: 9, entry, signature };
}
