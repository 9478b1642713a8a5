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

export class Succession {
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
  async check({ by, entry }: Leaf, complain: Complain): Promise<void> {
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
    for (const message of await flawsOf(this.#ring, by, entry, [before, after])) wrong(message);
  }
}

/** What a charter names pins by. */
export function digestOfPins(tools: Digests): string {
  return createHash("sha256")
    .update(writeCanonical(tools as Value))
    .digest("hex");
}

async function flawsOf(
  ring: ReadonlyMap<string, Member>,
  by: string,
  entry: CharterEntry,
  asked: readonly Authors[],
): Promise<readonly string[]> {
  const flaws: string[] = [];
  const signed = charterStatementOf(entry);
  // By the signing key itself: whoever has one key under two names has signed once.
  const signers = new Set([ring.get(by)?.signKey.toString("hex")]);
  for (const { by: name, signature } of entry.signatures ?? []) {
    const author = ring.get(name);
    const holds = author?.duties.has("author") === true && (await verifies(author.verifyKey, signed, Buffer.from(signature, "base64")));
    if (!holds) flaws.push(`the signature by \`${name}\` is not an author's over this charter`);
    else if (signers.has(author.signKey.toString("hex"))) flaws.push(`\`${name}\` has signed it twice`);
    else signers.add(author.signKey.toString("hex"));
  }
  for (const { threshold, keys } of asked) {
    const authors = new Set(keys.map((key) => ring.get(key)).map((one) => (one?.duties.has("author") ? one.signKey.toString("hex") : "")));
    if (authors.has("") || authors.size < keys.length || threshold > authors.size)
      flaws.push("its authors are unknown, named twice or too few");
    const count = [...authors].filter((key) => signers.has(key)).length;
    if (count < threshold) flaws.push(`${count} of the ${threshold} authors that it needs have signed it`);
  }
  return [...new Set(flaws)];
}
