/**
 * Who must have seen a head, and who has, checked in the browser: a policy in the form of c2sp.org/tlog-policy, and the cosignatures
 * of c2sp.org/tlog-cosignature on a note. Ed25519 by WebCrypto with the policy's keys; names on a note count for nothing.
 */
import { type Bytes, base64ToBytes, bytesToHex, textToBytes } from "./bytes.ts";
import { COSIGNATURE, ED25519, keyHash, type NoteKey, signaturesBy, verifyEd25519 } from "./note.ts";

export interface Quorum {
  /** By the policy's name for each; a witness's own name stands in its key. */
  readonly witnesses: ReadonlyMap<string, NoteKey>;
  readonly groups: ReadonlyMap<string, { readonly threshold: number; readonly members: readonly string[] }>;
  readonly quorum: string;
}

/** What one witness of the policy says of a head. */
export type Sight =
  | { readonly witness: string; readonly is: "seen"; readonly atMs: number }
  | { readonly witness: string; readonly is: "wrong" | "nothing" };

export interface Sighting {
  readonly sights: readonly Sight[];
  /** Whether so many have seen it as the policy asks for. */
  readonly isEnough: boolean;
}

const LINES_MAX = 1_000;

interface Draft {
  readonly witnesses: Map<string, NoteKey>;
  readonly groups: Map<string, { readonly threshold: number; readonly members: readonly string[] }>;
  quorum: string | undefined;
}

/** Undefined for what is no policy: then nobody has seen anything. Its ledgers are left out: the page knows otherwise which one it is. */
export async function parseQuorum(text: string): Promise<Quorum | undefined> {
  const draft: Draft = { witnesses: new Map(), groups: new Map(), quorum: undefined };
  for (const line of text.split("\n", LINES_MAX)) {
    const words = line.split(/[ \t]+/).filter((part) => part !== "");
    if (words.length > 0 && words[0]?.startsWith("#") !== true && !(await readLine(draft, words))) return undefined;
  }
  const { witnesses, groups, quorum } = draft;
  return quorum === undefined ? undefined : { witnesses, groups, quorum };
}

/** Takes a line; false where it is none of a policy. */
async function readLine(draft: Draft, [word, name = "", ...rest]: readonly string[]): Promise<boolean> {
  switch (word) {
    case "log":
      return (await parseNoteKey(name, ED25519)) !== undefined;
    case "witness": {
      const key = await parseNoteKey(rest[0] ?? "", COSIGNATURE);
      if (key === undefined || isDefined(draft, name)) return false;
      draft.witnesses.set(name, key);
      return true;
    }
    case "group":
      return readGroup(draft, name, rest);
    case "quorum":
      if (draft.quorum !== undefined || (name !== NONE && !isDefined(draft, name))) return false;
      draft.quorum = name;
      return true;
    default:
      return false;
  }
}

function readGroup(draft: Draft, name: string, [count, ...members]: readonly string[]): boolean {
  const threshold = count === "all" ? members.length : count === "any" ? 1 : Number(count);
  const isSound = Number.isInteger(threshold) && threshold >= 1 && threshold <= members.length;
  if (!isSound || isDefined(draft, name) || !members.every((member) => isDefined(draft, member))) return false;
  draft.groups.set(name, { threshold, members });
  return true;
}

function isDefined({ witnesses, groups }: Draft, name: string): boolean {
  return name === NONE || witnesses.has(name) || groups.has(name);
}

const NONE = "none";

/** What the policy's witnesses say of a note. A witness whose cosignature does not hold has not seen it. */
export async function sightingOf(note: string, { witnesses, groups, quorum }: Quorum): Promise<Sighting> {
  const sights = await Promise.all([...witnesses].map(([name, key]) => sightOf(note, name, key)));
  const seen = new Set(sights.filter(({ is }) => is === "seen").map(({ witness }) => witness));
  const counts = (name: string): boolean => {
    const group = groups.get(name);
    return group === undefined ? seen.has(name) : group.members.filter(counts).length >= group.threshold;
  };
  return { sights, isEnough: quorum === NONE || counts(quorum) };
}

/** A signature line holds the time (8 bytes, seconds) and an Ed25519 signature over it and the note's text. */
async function sightOf(note: string, witness: string, key: NoteKey): Promise<Sight> {
  const found = await signaturesBy(note, key, COSIGNATURE);
  if (found === undefined || found.signatures.length === 0) return { witness, is: "nothing" };
  for (const bytes of found.signatures) {
    if (bytes.length !== 72) continue;
    const time = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
    const signed = textToBytes(`cosignature/v1\ntime ${time}\n${found.text}`);
    if (await verifyEd25519(key.publicKey, bytes.slice(8), signed)) return { witness, is: "seen", atMs: Number(time) * 1_000 };
  }
  return { witness, is: "wrong" };
}

/** A verification key as C2SP signed-note writes it: `name+hash+base64(algorithm || key)`. */
async function parseNoteKey(text: string, algorithm: number): Promise<NoteKey | undefined> {
  const [name = "", hash = "", ...rest] = text.split("+");
  const bytes: Bytes | undefined = base64ToBytes(rest.join("+"));
  if (name === "" || bytes?.length !== 33 || bytes[0] !== algorithm) return undefined;
  const key = { name, publicKey: bytes.slice(1) };
  return bytesToHex(await keyHash(key, algorithm)) === hash ? key : undefined;
}
