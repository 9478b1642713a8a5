/**
 * Who must have seen a head: a policy in the form of c2sp.org/tlog-policy, and the cosignatures (c2sp.org/tlog-cosignature) of a note that
 * count under it. Read with this program's own code, like everything that it judges by.
 */
import { createHash, type KeyObject } from "node:crypto";
import { fromBase64, readVerifyKey, verifies } from "./ed25519.ts";

interface Witness {
  readonly name: string;
  readonly key: KeyObject;
  /** First bytes of the hash of name, algorithm and key. */
  readonly hash: Buffer;
}

interface Group {
  readonly threshold: number;
  readonly members: readonly string[];
}

export interface Quorum {
  readonly witnesses: ReadonlyMap<string, Witness>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly quorum: string;
}

/** Algorithm of a witness's timestamped Ed25519. */
const COSIGNATURE = 4;
const KEY = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/u;

interface Draft {
  readonly witnesses: Map<string, Witness>;
  readonly groups: Map<string, Group>;
  quorum: string | undefined;
}

/** The policy, or what is wrong with it and where. Its `log` lines are the ring's business. */
export function readQuorum(text: string): Quorum | string {
  const draft: Draft = { witnesses: new Map(), groups: new Map(), quorum: undefined };
  for (const [index, line] of text.split("\n").entries()) {
    const words = line.split(/[ \t]+/).filter((part) => part !== "");
    const [word = ""] = words;
    const wrong = word === "" || word.startsWith("#") || word === "log" ? undefined : readLine(draft, words);
    if (wrong !== undefined) return `line ${index + 1}: ${wrong}`;
  }
  const { witnesses, groups, quorum } = draft;
  return quorum === undefined ? "it has no quorum" : { witnesses, groups, quorum };
}

/** Takes a line; what is wrong with it, if anything is. */
function readLine(draft: Draft, [word, name = "", ...rest]: readonly string[]): string | undefined {
  const isKnown = (one: string): boolean => draft.witnesses.has(one) || draft.groups.has(one);
  if (word === "quorum" && draft.quorum === undefined && (name === "none" || isKnown(name))) {
    draft.quorum = name;
    return undefined;
  }
  if (word === "quorum" || name === "" || name === "none" || isKnown(name)) return "it gives no new name, or no one quorum of known names";
  const [first = "", ...members] = rest;
  if (word === "witness") {
    const witness = readWitness(first);
    if (witness === undefined) return "a witness has a key for cosignatures";
    draft.witnesses.set(name, witness);
    return undefined;
  }
  const threshold = first === "any" ? 1 : first === "all" ? members.length : Number(first);
  const isPossible = Number.isSafeInteger(threshold) && threshold >= 1 && threshold <= members.length;
  if (word !== "group" || !isPossible || !members.every(isKnown) || new Set(members).size < members.length)
    return "it is no log, witness or quorum, nor a group of so many members from above";
  draft.groups.set(name, { threshold, members });
  return undefined;
}

function readWitness(text: string): Witness | undefined {
  const [, name = "", hash = "", encoded = ""] = KEY.exec(text) ?? [];
  const bytes = fromBase64(encoded);
  if (bytes?.length !== 33 || bytes[0] !== COSIGNATURE) return undefined;
  const expected = createHash("sha256").update(`${name}\n`).update(bytes).digest().subarray(0, 4);
  const key = readVerifyKey(bytes.subarray(1));
  return key === undefined || expected.toString("hex") !== hash ? undefined : { name, key, hash: expected };
}

/** Whether enough of the policy's witnesses have cosigned the note. Lines of others are nothing. */
export async function isWitnessed({ witnesses, groups, quorum }: Quorum, note: string): Promise<boolean> {
  const text = note.slice(0, note.indexOf("\n\n") + 1);
  const lines = note
    .slice(text.length + 1)
    .trimEnd()
    .split("\n")
    .map((line) => /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u.exec(line));
  const signed = new Set<string>();
  for (const [called, { name, key, hash }] of witnesses) {
    for (const [, by, encoded = ""] of lines.flatMap((line) => (line === null ? [] : [line]))) {
      const bytes = fromBase64(encoded);
      if (by !== name || bytes?.length !== 4 + 8 + 64 || !bytes.subarray(0, 4).equals(hash)) continue;
      const message = `cosignature/v1\ntime ${bytes.readBigUInt64BE(4)}\n${text}`;
      if (await verifies(key, Buffer.from(message, "utf8"), bytes.subarray(12))) signed.add(called);
    }
  }
  const counts = (name: string): boolean => {
    const group = groups.get(name);
    return group === undefined ? signed.has(name) : group.members.filter(counts).length >= group.threshold;
  };
  return quorum === "none" || counts(quorum);
}
