/**
 * The sequencer: takes what a writer has signed, checks that it may come now, stamps it, numbers it, and hashes it into the
 * tree. All in memory and all at once, so the order of entries is the order of calls; making them durable is not its business.
 */
import { type Ring, toHex } from "../../crypto/index.ts";
import { assert, type Fault, fail, ok, type Result } from "../../fault/index.ts";
import { Approvers } from "../approvers.ts";
import type { Entry, Index, Leaf } from "../entry.ts";
import type { LedgerCode } from "../faults.ts";
import { leafText, readLeaf, readLeafUnchecked } from "../leaf.ts";
import { LEAF_BYTES_MAX } from "../limits.ts";
import type { InForce } from "../protocol.ts";
import { leafHash } from "../tree/merkle.ts";
import { Tree } from "../tree/tree.ts";
import { Calls } from "./calls.ts";
import { Disputes } from "./disputes.ts";
import { Erasures } from "./erasures.ts";
import { Force } from "./in-force.ts";
import { type Place, RecentPlaces } from "./recent-places.ts";
import { Sessions } from "./sessions.ts";
import { checkWriter, type Statement } from "./writers.ts";

/** A statement in its place. `entry` is absent where the statement was placed before. */
export interface Placed {
  readonly place: Place;
  readonly entry?: { readonly leaf: Leaf; readonly text: string; readonly bytes: Uint8Array };
}

export class Sequencer {
  readonly tree: Tree = new Tree();
  readonly calls: Calls = new Calls();
  readonly sessions: Sessions = new Sessions();
  readonly force: Force = new Force();
  readonly disputes: Disputes = new Disputes();
  readonly erasures: Erasures = new Erasures();
  readonly approvers: Approvers;
  readonly #ring: Ring;
  readonly #recent = new RecentPlaces();
  #at = 0;

  constructor(ring: Ring) {
    this.#ring = ring;
    this.approvers = new Approvers(ring);
  }

  /** Count of entries placed, durable or not. */
  get size(): number {
    return this.tree.size;
  }

  /** Ledger time of the last entry. */
  get at(): number {
    return this.#at;
  }

  /** What is in force, as others are told. */
  get inForce(): InForce {
    return this.force.now(this.#ring);
  }

  /** Places a statement at `now`, or at the last entry's time if that is later. Codes: those of writers, sessions, calls and charters. */
  place(statement: Statement, now: number): Result<Placed, LedgerCode> {
    const before = this.#recent.find(statement.signature);
    if (before !== undefined) return ok({ place: before });
    const at = Math.max(this.#at, Math.floor(now));
    const { succession } = this.force;
    const unsigned = checkWriter(this.#ring, this.approvers, statement);
    if (unsigned !== undefined) return { ok: false, fault: unsigned };
    const refusal = this.#check(statement, at) ?? this.#checkPrefix(statement.entry) ?? succession.checkSignatures(this.#ring, statement);
    if (refusal !== undefined) return { ok: false, fault: refusal };
    const { by, session, entry, seal, signature, assertion } = statement;
    const leaf: Leaf = {
      format: "interlock-entry/1",
      at,
      by,
      entry,
      signature,
      ...(session === undefined ? {} : { session, number: this.sessions.nextNumber(session) }),
      ...(seal === undefined ? {} : { seal }),
      ...(assertion === undefined ? {} : { assertion }),
    };
    const text = leafText(leaf);
    const bytes = Buffer.from(text, "utf8");
    if (bytes.length > LEAF_BYTES_MAX)
      return fail("ledger/entry-too-large", `the leaf has ${bytes.length} bytes, ${LEAF_BYTES_MAX} are allowed`);
    const index = this.#take(leaf, bytes);
    return ok({ place: { index, at, ...(leaf.number === undefined ? {} : { number: leaf.number }) }, entry: { leaf, text, bytes } });
  }

  /**
   * Takes a stored leaf again. What a signed checkpoint covers is vouched for by its root; of anything else (`isCovered`
   * false) the signature is verified too, as if it came now. Code: `ledger/corrupt`.
   */
  restore(bytes: Uint8Array, isCovered: boolean): Result<Index, LedgerCode> {
    const corrupt = (message: string): Result<Index, LedgerCode> => fail("ledger/corrupt", message, { at: `entry ${this.size}` });
    const read = isCovered ? readLeafUnchecked(bytes) : readLeaf(bytes);
    if (!read.ok) return corrupt(`a stored leaf can't be read: ${read.fault.message}`);
    const leaf = read.value;
    const unsigned = isCovered ? undefined : checkWriter(this.#ring, this.approvers, leaf);
    if (unsigned !== undefined) return corrupt(`a stored entry would not be taken: ${unsigned.message}`);
    const isProved = isCovered ? undefined : (this.#checkPrefix(leaf.entry) ?? this.force.succession.checkSignatures(this.#ring, leaf));
    const refusal = this.#check(leaf, leaf.at) ?? isProved;
    if (refusal !== undefined) return corrupt(`a stored entry would not be taken: ${refusal.message}`);
    const number = leaf.session === undefined ? undefined : this.sessions.nextNumber(leaf.session);
    if (leaf.at < this.#at || leaf.number !== number) return corrupt("a stored entry is out of sequence");
    return ok(this.#take(leaf, bytes));
  }

  #check({ session, entry, by, seal }: Statement | Leaf, at: number): Fault<LedgerCode> | undefined {
    const gateway = this.sessions.gatewayOf(session);
    const hashOf = (index: Index): string => toHex(this.tree.node(0, index));
    return (
      this.sessions.check({ by, entry, ...(session === undefined ? {} : { session }) }, at) ??
      this.calls.check(entry, { session, by, at, gateway, hashOf }) ??
      this.force.succession.checkTerms({ by, entry }) ??
      this.erasures.check(entry, session, { isSealed: seal !== undefined, openCallOf: (sessions) => this.calls.openIn(sessions) })
    );
  }

  /** A decision is computed from entries that are here: the proposal among them, and with the root that they have. */
  #checkPrefix(entry: Entry): Fault<LedgerCode> | undefined {
    if (entry.kind !== "decision") return undefined;
    const { size, root } = entry.prefix;
    const isHere = size > entry.proposal && size <= this.size && toHex(this.tree.root(size)) === root;
    return isHere
      ? undefined
      : { code: "ledger/prefix-differs", message: `the first ${size} entries are not those of the decision on ${entry.proposal}` };
  }

  #take(leaf: Leaf, bytes: Uint8Array): Index {
    const index = this.size;
    this.tree.append(leafHash(bytes));
    this.calls.take(index, leaf);
    this.sessions.take(index, leaf);
    this.approvers.take(leaf, this.force.succession.authors(this.#ring));
    this.force.take(leaf.entry);
    this.disputes.take(leaf.entry);
    this.erasures.take(index, leaf);
    this.#recent.take(index, leaf);
    assert(leaf.at >= this.#at, "ledger time never goes back");
    this.#at = leaf.at;
    return index;
  }
}
