/**
 * Which charter may follow which: the rules of TUF for its root (specification 1.0, section 5.3). The version is exactly the next one;
 * a threshold of the authors of the charter in force and a threshold of its own have signed it; a key counts once, under whichever name.
 * Before the first charter any one enrolled author suffices. The pins that a charter names come into force together with it, or not at all.
 */
import { digestOf, enrolmentOf, holdersOf, type Ring, verifySignature } from "../../crypto/index.ts";
import { type Fault, ok, type Result } from "../../fault/index.ts";
import type { Authors, CharterEntry, Entry } from "../entry.ts";
import type { LedgerCode } from "../faults.ts";
import { charterStatement } from "../leaf.ts";

/** What a charter entry comes with. */
export interface CharterLeaf {
  readonly by: string;
  readonly entry: Entry;
}

export class CharterSuccession {
  #version = 0;
  #authors: Authors | undefined;
  /** Digest of the pins recorded last. */
  #recorded: string | undefined;
  /** Digest of the pins that the charter in force names, if it names any. */
  #named: string | undefined;

  /** Version of the charter in force; 0 before the first. */
  get version(): number {
    return this.#version;
  }

  /** Who signs the next charter. */
  authors(ring: Ring): Authors {
    return this.#authors ?? { threshold: 1, keys: holdersOf(ring, "author").map(({ id }) => id) };
  }

  /** Digest of the pins in force. */
  get pins(): string | undefined {
    return this.#named ?? this.#recorded;
  }

  /** Why the charter may not follow. Codes: `ledger/charter-version`, `…/pins-differ`, `…/authors-impossible`. */
  checkTerms({ entry }: CharterLeaf): Fault<LedgerCode> | undefined {
    if (entry.kind !== "charter") return undefined;
    const { version, pins, authors } = entry;
    const next = this.#version + 1;
    if (version !== next) {
      return {
        code: "ledger/charter-version",
        message: `the charter has version ${version}, the next one has ${next}`,
        remedy: "sign it again: `interlock sign`",
      };
    }
    if (authors !== undefined && (authors.threshold > authors.keys.length || new Set(authors.keys).size < authors.keys.length))
      return {
        code: "ledger/authors-impossible",
        message: `${authors.threshold} of ${new Set(authors.keys).size} different authors can't sign`,
      };
    const isJoint = Math.max(this.#authors?.threshold ?? 1, authors?.threshold ?? 1) > 1;
    if (pins === undefined ? isJoint : pins !== this.#recorded && pins !== this.#named)
      return { code: "ledger/pins-differ", message: "the charter names neither the pins in force nor those that were recorded last" };
    return undefined;
  }

  /** Why the signatures do not suffice; the writer's own is checked elsewhere. Codes: `ledger/charter-unsigned`, `…/authors-impossible`. */
  checkSignatures(ring: Ring, { by, entry }: CharterLeaf): Fault<LedgerCode> | undefined {
    if (entry.kind !== "charter") return undefined;
    const now = this.authors(ring);
    const next = entry.authors ?? now;
    const unknown = next.keys.find((key) => enrolmentOf(ring, key)?.duties.includes("author") !== true);
    if (unknown !== undefined) return { code: "ledger/authors-impossible", message: `\`${unknown}\` is not enrolled as an author` };
    const signers = signersOf(ring, by, entry);
    if (!signers.ok) return signers.fault;
    for (const { threshold, keys } of [now, next]) {
      const count = keys.filter((key) => signers.value.has(key)).length;
      if (count < threshold) return unsigned(`${count} of the ${threshold} authors who must sign it have signed version ${entry.version}`);
    }
    return undefined;
  }

  take(entry: Entry): void {
    if (entry.kind === "pin") this.#recorded = digestOf(entry.tools);
    if (entry.kind !== "charter") return;
    this.#version = entry.version;
    this.#authors = entry.authors ?? this.#authors;
    this.#named = entry.pins;
  }
}

/** The keys that have signed a charter; a fault where one of the signatures is not what it says. */
function signersOf(ring: Ring, by: string, entry: CharterEntry): Result<ReadonlySet<string>, LedgerCode> {
  const signers = new Set([by]);
  const signed = charterStatement(entry);
  for (const { by: key, signature } of entry.signatures ?? []) {
    if (signers.has(key)) return { ok: false, fault: unsigned(`\`${key}\` has signed it twice`) };
    const author = enrolmentOf(ring, key);
    if (author?.duties.includes("author") !== true || !verifySignature(author.identity.signKey, signed, signature))
      return { ok: false, fault: unsigned(`the signature by \`${key}\` is not an author's over this charter`) };
    signers.add(key);
  }
  return ok(signers);
}

function unsigned(message: string): Fault<LedgerCode> {
  return { code: "ledger/charter-unsigned", message, remedy: "collect the others' signatures: `interlock sign`" };
}
