/** What sealed contents must agree with: a charter with the machine that it names, a decision with the tool that was proposed. */
import { hash } from "node:crypto";
import { readCanonical, type Value, writeCanonical } from "./canonical-text.ts";
import type { Leaf } from "./entry.ts";
import { openSeal, type SealKey } from "./seals.ts";
import type { Complain } from "./sessions.ts";

export class Contents {
  readonly #key: SealKey | undefined;
  /** Tool that each proposal names, where its content could be read. */
  readonly #tools = new Map<number, string>();
  #opened = 0;

  /** Entries whose contents are erased. */
  readonly #erased: ReadonlyMap<number, number>;
  #missing = 0;

  constructor(key: SealKey | undefined, erased: ReadonlyMap<number, number> = new Map()) {
    this.#key = key;
    this.#erased = erased;
  }

  /** How many contents are gone, as an erasure has it. */
  get erased(): number {
    return this.#missing;
  }

  /** How many contents were opened and are what was committed to. */
  get opened(): number {
    return this.#opened;
  }

  /** The sealed content, if it is open and what was committed to. */
  check({ entry, seal }: Leaf, index: number, blob: Buffer | undefined, complain: Complain): Buffer | undefined {
    if (entry.kind === "decision") {
      const proposed = this.#tools.get(entry.proposal);
      if (entry.tool !== undefined && proposed !== undefined && entry.tool !== proposed) {
        complain("auditor/content-wrong", `it decides on \`${entry.tool}\`, the call is for \`${proposed}\``);
      }
    }
    if (seal === undefined) {
      if (blob !== undefined) complain("auditor/seal-wrong", "it has a blob that it does not commit to");
      return undefined;
    }
    if (blob === undefined && this.#erased.has(index)) {
      this.#missing += 1;
      return undefined;
    }
    const opened = blob === undefined ? undefined : openSeal(blob, seal, this.#key);
    if (opened === undefined) complain("auditor/blob-missing", "it commits to a blob that is not there");
    else if (opened.is === "wrong") complain("auditor/seal-wrong", opened.message);
    else if (opened.is === "closed") complain("auditor/seal-closed", opened.message);
    if (opened?.is !== "opened") return undefined;
    this.#opened += 1;
    this.#checkContent(entry, index, opened.content, complain);
    return opened.content;
  }

  #checkContent(entry: Leaf["entry"], index: number, bytes: Buffer, complain: Complain): void {
    if (entry.kind !== "charter" && entry.kind !== "proposal") return;
    const content = readCanonical(bytes);
    if (content === undefined) return complain("auditor/content-wrong", `what it seals is not canonical JSON`);
    if (entry.kind === "proposal") {
      const tool = memberOf(content, "tool");
      if (typeof tool === "string") this.#tools.set(index, tool);
      return;
    }
    const machine = memberOf(content, "machine");
    if (machine === undefined || hash("sha256", writeCanonical(machine), "hex") !== entry.machine) {
      complain("auditor/content-wrong", "it seals another machine than it names");
    }
  }
}

function memberOf(value: Value, name: string): Value | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) return undefined;
  return (value as { readonly [name: string]: Value })[name];
}
