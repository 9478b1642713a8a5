/**
 * Which charter may follow which: its version is the next one, its pins are recorded, and enough different authors have signed it, by the
 * charter before it and by its own word. Before the first, one author of the ring is enough.
 */
import { createHash } from "node:crypto";
import { type Value, writeCanonical } from "./canonical-text.ts";
import { verifies } from "./ed25519.ts";
import type { Authors, CharterEntry, Digests, Leaf } from "./entry.ts";
import { charterStatementOf } from "./leaf.ts";
import type { Member } from "./ring.ts";
import type { Complain } from "./sessions.ts";

/** A charter that several authors have signed, and the names of those whose signatures hold. */
export interface JointCharter {
  /** Number of the entry, from 0. */
  readonly entry: number;
  readonly version: number;
  readonly signedBy: readonly string[];
}

export class Succession {
  /** Those with more than one good signature, oldest first. */
  readonly joint: JointCharter[] = [];
  readonly #ring: ReadonlyMap<string, Member> | undefined;
  #version = 0;
  #authors: Authors;
  /** Digests of the pins recorded last, and of those that the charter in force names. */
  #recorded: string | undefined;
  #named: string | undefined;

  /** Without a ring nobody's signature can be checked, but everything else. */
  constructor(ring: ReadonlyMap<string, Member> | undefined) {
    this.#ring = ring;
    const enrolled = [...(ring?.values() ?? [])].filter(({ duties }) => duties.has("author"));
    this.#authors = { threshold: 1, keys: enrolled.map(({ id }) => id) };
  }

  /** Who signs the next charter. */
  get authors(): Authors {
    return this.#authors;
  }

  /** Takes the next entry; resolves when what it says of a charter's signatures is known. */
  async check({ by, entry }: Leaf, index: number, complain: Complain): Promise<void> {
    if (entry.kind === "pin") this.#recorded = digestOfPins(entry.tools);
    if (entry.kind !== "charter") return;
    const wrong = (message: string): void => complain("auditor/charter-wrong", message);
    const [before, after] = [this.#authors, entry.authors ?? this.#authors];
    if (entry.version !== this.#version + 1) wrong(`its version is ${entry.version}, the one before it has ${this.#version}`);
    const isJoint = before.threshold > 1 || after.threshold > 1;
    if (entry.pins === undefined ? isJoint : entry.pins !== this.#recorded && entry.pins !== this.#named)
      wrong("it does not name pins that are recorded");
    this.#version = entry.version;
    this.#named = entry.pins;
    this.#authors = after;
    if (this.#ring === undefined) return;
    const { signers, flaws } = await signersOf(this.#ring, by, entry);
    for (const message of new Set([...flaws, ...tooFew(this.#ring, signers, [before, after])])) wrong(message);
    if (signers.size > 1) this.joint.push({ entry: index, version: entry.version, signedBy: [...signers.values()] });
  }
}

/** What a charter names pins by. */
export function digestOfPins(tools: Digests): string {
  return createHash("sha256")
    .update(writeCanonical(tools as Value))
    .digest("hex");
}

/** The names of those who have signed, by the signing key itself: whoever has one key under two names has signed once. */
type Signers = ReadonlyMap<string | undefined, string>;

/** Who has signed a charter besides the author whose entry it is, and what is wrong with signatures. */
async function signersOf(
  ring: ReadonlyMap<string, Member>,
  by: string,
  entry: CharterEntry,
): Promise<{ readonly signers: Signers; readonly flaws: readonly string[] }> {
  const flaws: string[] = [];
  const signed = charterStatementOf(entry);
  const writer = ring.get(by);
  const signers = new Map([[writer?.signKey.toString("hex"), writer?.name ?? by]]);
  for (const { by: name, signature } of entry.signatures ?? []) {
    const author = ring.get(name);
    const holds = author?.duties.has("author") === true && (await verifies(author.verifyKey, signed, Buffer.from(signature, "base64")));
    if (!holds) flaws.push(`the signature by \`${name}\` is not an author's over this charter`);
    else if (signers.has(author.signKey.toString("hex"))) flaws.push(`\`${name}\` has signed it twice`);
    else signers.set(author.signKey.toString("hex"), author.name);
  }
  return { signers, flaws };
}

function tooFew(ring: ReadonlyMap<string, Member>, signers: Signers, asked: readonly Authors[]): readonly string[] {
  return asked.flatMap(({ threshold, keys }) => {
    const authors = new Set(keys.map((key) => ring.get(key)).map((one) => (one?.duties.has("author") ? one.signKey.toString("hex") : "")));
    const impossible = authors.has("") || authors.size < keys.length || threshold > authors.size;
    const count = [...authors].filter((key) => signers.has(key)).length;
    return [
      ...(impossible ? ["its authors are unknown, named twice or too few"] : []),
      ...(count < threshold ? [`${count} of the ${threshold} authors that it needs have signed it`] : []),
    ];
  });
}
