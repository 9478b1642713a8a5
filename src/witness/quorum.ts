/** Which cosignatures make a checkpoint count: a policy in the form of c2sp.org/tlog-policy, and whether a note satisfies it. */
import { type NoteKey, openNote, parseNoteKey } from "../crypto/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import type { WitnessCode } from "./faults.ts";
import { TLOG_NAMES_MAX } from "./limits.ts";

export interface Quorum {
  /** Any one of them must have signed; empty: the ledger is known otherwise. */
  readonly ledgers: readonly NoteKey[];
  readonly witnesses: ReadonlyMap<string, NoteKey>;
  /** Where witnesses can be reached, by name, as far as the policy says it. */
  readonly addresses: ReadonlyMap<string, string>;
  readonly groups: ReadonlyMap<string, { readonly threshold: number; readonly members: readonly string[] }>;
  /** Name of a witness or a group, or `none`. */
  readonly quorum: string;
}

interface Draft {
  readonly ledgers: NoteKey[];
  readonly witnesses: Map<string, NoteKey>;
  readonly addresses: Map<string, string>;
  readonly groups: Map<string, { readonly threshold: number; readonly members: readonly string[] }>;
  readonly members: Set<string>;
  quorum: string | undefined;
}

const NONE = "none";

/** Fault: `witness/policy-malformed`, with the line. */
export function parseQuorum(text: string): Result<Quorum, WitnessCode> {
  if (/[^\t\n\u0020-\u007e\u0080-\uffff]/.test(text)) return fail("witness/policy-malformed", "the policy has control characters");
  const draft: Draft = {
    ledgers: [],
    witnesses: new Map(),
    addresses: new Map(),
    groups: new Map(),
    members: new Set(),
    quorum: undefined,
  };
  for (const [index, line] of text.split("\n").entries()) {
    const words = line.split(/[ \t]+/).filter((word) => word !== "");
    if (words.length === 0 || words[0]?.startsWith("#") === true) continue;
    const wrong = readLine(draft, words);
    if (wrong !== undefined) return fail("witness/policy-malformed", wrong, { at: `line ${index + 1}` });
  }
  const { ledgers, witnesses, addresses, groups, quorum } = draft;
  return quorum === undefined
    ? fail("witness/policy-malformed", "there is no quorum")
    : ok({ ledgers, witnesses, addresses, groups, quorum });
}

/** What is wrong with a line; undefined where it was taken. */
function readLine(draft: Draft, [word, ...rest]: readonly string[]): string | undefined {
  switch (word) {
    case "log":
      return readLedger(draft, rest);
    case "witness":
      return readWitness(draft, rest);
    case "group":
      return readGroup(draft, rest);
    case "quorum": {
      const [name = "", ...more] = rest;
      if (draft.quorum !== undefined || more.length > 0) return "there is more than one quorum";
      if (name !== NONE && !isDefined(draft, name)) return `\`${name}\` is not defined above`;
      draft.quorum = name;
      return undefined;
    }
    default:
      return `\`${word}\` is no log, witness, group or quorum`;
  }
}

function readLedger({ ledgers }: Draft, [text = "", ...more]: readonly string[]): string | undefined {
  const key = parseNoteKey(text);
  if (!key.ok || key.value.algorithm !== "ed25519" || more.length > 1) return "a log is a key for checkpoints, and perhaps an address";
  if (ledgers.some(({ signKey }) => signKey === key.value.signKey)) return "the log is there twice";
  ledgers.push(key.value);
  return ledgers.length > TLOG_NAMES_MAX ? "there are too many logs" : undefined;
}

function readWitness(draft: Draft, [name = "", text = "", ...more]: readonly string[]): string | undefined {
  const key = parseNoteKey(text);
  if (!key.ok || key.value.algorithm !== "cosignature/v1" || more.length > 1)
    return "a witness is a name, a key for cosignatures, and perhaps an address";
  if ([...draft.witnesses.values()].some(({ signKey }) => signKey === key.value.signKey)) return "the witness is there twice";
  const taken = whyTaken(draft, name);
  if (taken !== undefined) return taken;
  draft.witnesses.set(name, key.value);
  const [address] = more;
  if (address !== undefined) draft.addresses.set(name, address);
  return undefined;
}

function readGroup(draft: Draft, [name = "", count = "", ...members]: readonly string[]): string | undefined {
  const threshold = count === "all" ? members.length : count === "any" ? 1 : /^[1-9][0-9]{0,3}$/.test(count) ? Number(count) : 0;
  if (threshold < 1 || threshold > members.length) return `${count} of ${members.length} can't be had`;
  for (const member of members) {
    if (!isDefined(draft, member)) return `\`${member}\` is not defined above`;
    if (draft.members.has(member)) return `\`${member}\` is a member twice`;
    draft.members.add(member);
  }
  const taken = whyTaken(draft, name);
  if (taken === undefined) draft.groups.set(name, { threshold, members });
  return taken;
}

function whyTaken(draft: Draft, name: string): string | undefined {
  if (name === "" || name === NONE || isDefined(draft, name)) return `the name \`${name}\` is taken`;
  return draft.witnesses.size + draft.groups.size >= TLOG_NAMES_MAX ? "there are too many names" : undefined;
}

function isDefined({ witnesses, groups }: Draft, name: string): boolean {
  return witnesses.has(name) || groups.has(name);
}

/** Whether a signed and cosigned checkpoint counts. Cosignatures of others than the policy's witnesses are nothing. */
export function satisfies(quorum: Quorum, note: string): boolean {
  return witnessedAt(quorum, note) !== undefined;
}

/**
 * When enough witnesses had seen a checkpoint, in milliseconds since the epoch by their clocks: the latest time such that the cosignatures
 * from then on suffice; `Infinity` where none is asked for, undefined where they do not suffice.
 */
export function witnessedAt({ ledgers, witnesses, groups, quorum }: Quorum, note: string): number | undefined {
  const opened = openNote(note, [...ledgers, ...witnesses.values()]);
  if (!opened.ok) return undefined;
  const { signedBy, seenAt } = opened.value;
  const nameOf = ({ name, hash }: NoteKey): string => `${name}+${hash}`;
  const signers = new Set(signedBy.map(nameOf));
  const times = new Map([...seenAt].map(([key, seconds]) => [nameOf(key), seconds * 1_000]));
  const timeOf = (name: string): number => {
    const key = witnesses.get(name);
    if (key !== undefined) return times.get(nameOf(key)) ?? NEVER;
    const { threshold, members } = groups.get(name) ?? { threshold: 1, members: [] };
    return members.map(timeOf).sort((a, b) => b - a)[threshold - 1] ?? NEVER;
  };
  const isOfLedger = ledgers.length === 0 || ledgers.some((key) => signers.has(nameOf(key)));
  const at = quorum === NONE ? Number.POSITIVE_INFINITY : timeOf(quorum);
  return isOfLedger && at > NEVER ? at : undefined;
}

const NEVER = Number.NEGATIVE_INFINITY;
