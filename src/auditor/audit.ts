/**
 * The audit of a ledger's folder: recomputes the tree from the leaves, compares it with the signed checkpoint and every
 * published file, checks each entry against all before it, and derives every decision anew from the charters' texts. It reads
 * files and nothing else, and shares no code with what wrote them.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type AnswererAt, Approvers } from "./approvers.ts";
import { Calls } from "./calls.ts";
import { type Checkpoint, readCheckpoint } from "./checkpoint.ts";
import { Contents } from "./contents.ts";
import { Decisions } from "./decisions.ts";
import type { Leaf } from "./entry.ts";
import { type Erased, Erasures } from "./erasures.ts";
import type { AuditorCode } from "./faults.ts";
import { History } from "./history.ts";
import { type Damage, readJournal, type StoredRecord } from "./journal-reader.ts";
import { FORMAT, readLeaf } from "./leaf.ts";
import { TAIL_PATIENCE_MS } from "./limits.ts";
import { MerkleTree } from "./merkle.ts";
import { isWitnessed, type Quorum } from "./quorum.ts";
import type { Carry } from "./redecide/carry.ts";
import { Findings, type Report } from "./report.ts";
import type { Member } from "./ring.ts";
import type { SealKey } from "./seals.ts";
import { type Complain, Sessions } from "./sessions.ts";
import { type Kept, statedCarry } from "./stated-carry.ts";
import { Succession } from "./succession.ts";
import { checkTiles, listTiles } from "./tiles.ts";
import { Writers } from "./writers.ts";

export interface AuditOptions {
  /** The ledger's folder: `journal`, `tile`, `checkpoint`. */
  readonly folder: string;
  /** Who is enrolled; without it no signature can be checked. */
  readonly ring?: ReadonlyMap<string, Member>;
  /** A key that contents are sealed to; without it none can be opened. */
  readonly key?: SealKey;
  /** Who must have seen the ledger, and the last head that they cosigned; without it nobody need have. */
  readonly witnessed?: { readonly policy: Quorum; readonly note: Buffer };
  /** `as-recorded`: decisions are not derived again. Without a key they can't be. */
  readonly decisions?: "derive" | "as-recorded";
}

/** What was read of the journal. */
interface Read {
  readonly records: readonly StoredRecord[];
  readonly tree: MerkleTree;
  readonly damage: Damage | undefined;
}

/** Audits a folder. Throws what `node:fs` throws where the folder can't be read. */
export async function audit(options: AuditOptions): Promise<Report> {
  const { folder, ring } = options;
  const findings = new Findings();
  // Read in this order, so that a ledger that goes on meanwhile is not called wrong: the journal is never behind the others.
  const checkpoint = await checkpointOf(folder, ring, findings);
  const tiles = listTiles(folder);
  const covered = checkpoint?.size ?? 0;
  const { records, tree, damage } = await readSettled(folder, covered);
  checkHead(tree, damage, checkpoint, findings);
  if (options.witnessed !== undefined) await checkWitnessed(tree, options.witnessed, ring, findings);
  const leaves = { tree, isWhole: damage === undefined, leafAt: (entry: number) => records[entry]?.leaf ?? Buffer.alloc(0) };
  checkTiles(folder, tiles, Math.min(covered, tree.size), leaves, findings);
  const tally = await checkEntries(records, tree, options, findings);
  return {
    verdict: findings.verdict,
    entries: tree.size,
    covered: Math.min(covered, tree.size),
    root: tree.rootAt(tree.size).toString("hex"),
    ...tally,
    findings: findings.shown(),
    findingCount: findings.count,
  };
}

async function checkpointOf(folder: string, ring: AuditOptions["ring"], findings: Findings): Promise<Checkpoint | undefined> {
  const note = readIfThere(join(folder, "checkpoint"));
  if (ring === undefined) findings.add("auditor/ring-missing", undefined, "without a ring nobody's signature can be checked");
  if (note === undefined || ring === undefined) return undefined;
  const checkpoint = await readCheckpoint(note, ring.values());
  if (typeof checkpoint !== "string") return checkpoint;
  findings.add("auditor/checkpoint-wrong", undefined, `the checkpoint does not count: ${checkpoint}`);
  return undefined;
}

/** Reads the journal; a torn tail that may be a commit under way is read once more, after the time that a commit takes. */
async function readSettled(folder: string, covered: number): Promise<Read> {
  const first = read(folder);
  if (first.damage?.isTail !== true || first.tree.size < covered) return first;
  await new Promise((resolve) => setTimeout(resolve, TAIL_PATIENCE_MS));
  return read(folder);
}

function read(folder: string): Read {
  const records: StoredRecord[] = [];
  const tree = new MerkleTree();
  const damage = readJournal(join(folder, "journal"), (record) => {
    records.push(record);
    tree.add(record.leaf);
  });
  return { records, tree, damage };
}

function checkHead(tree: MerkleTree, damage: Damage | undefined, checkpoint: Checkpoint | undefined, findings: Findings): void {
  const covered = checkpoint?.size ?? 0;
  const isTorn = damage?.isTail === true && covered <= tree.size;
  if (isTorn) {
    const remedy = "nobody was told that it is durable, and the ledger cuts it off when it starts again: start it, then audit";
    findings.add("auditor/tail-torn", damage.entry, `${damage.message}; ${remedy}`);
  } else if (damage !== undefined) findings.add("auditor/journal-damaged", damage.entry, damage.message);
  if (checkpoint === undefined) {
    if (tree.size === 0) findings.add("auditor/empty", undefined, "there is nothing to audit");
    else findings.add("auditor/checkpoint-missing", undefined, "no checkpoint with a good signature is there");
  } else if (covered > tree.size) {
    if (damage === undefined)
      findings.add("auditor/journal-short", tree.size, `the checkpoint covers ${covered} entries, the journal has ${tree.size}`);
  } else if (!tree.rootAt(covered).equals(checkpoint.root)) {
    findings.add("auditor/root-differs", undefined, `the first ${covered} leaves have another root than the checkpoint says`);
  }
}

/** What witnesses have cosigned is the beginning of this ledger, and enough of them have. */
async function checkWitnessed(
  tree: MerkleTree,
  { policy, note }: { readonly policy: Quorum; readonly note: Buffer },
  ring: AuditOptions["ring"],
  findings: Findings,
): Promise<void> {
  const head = await readCheckpoint(note, ring?.values() ?? []);
  const seen = typeof head === "string" ? head : (await isWitnessed(policy, note.toString("utf8"))) ? undefined : "too few witnesses";
  if (seen !== undefined || typeof head === "string")
    return findings.add(
      "auditor/not-witnessed",
      undefined,
      `the head that witnesses are said to have cosigned does not count: ${seen ?? head}`,
    );
  const { size, root } = head;
  if (size > tree.size)
    findings.add("auditor/witnessed-differs", tree.size, `witnesses have seen ${size} entries, the journal has ${tree.size}`);
  else if (!tree.rootAt(size).equals(root))
    findings.add("auditor/witnessed-differs", undefined, `the first ${size} leaves are not those that witnesses have seen`);
}

type Tally = ReturnType<Calls["tally"]> & Pick<Report, "sessions" | "opened" | "derived" | "erased" | "erasures" | "joint">;

async function checkEntries(
  records: readonly StoredRecord[],
  tree: MerkleTree,
  { ring, key, decisions }: AuditOptions,
  findings: Findings,
): Promise<Tally> {
  const approvers = new Approvers(ring);
  const writers = new Writers(ring ?? new Map(), approvers);
  const succession = new Succession(ring);
  const history = new History();
  const sessions = new Sessions();
  const { flaws, complete, byEntry } = erasuresIn(records);
  const contents = new Contents(key, byEntry);
  const answererAt: AnswererAt = (key, size) => approvers.at(key, size);
  const rootAt = (size: number): string => tree.rootAt(size).toString("hex");
  const hashOf = (entry: number): string => tree.hashAt(0, entry).toString("hex");
  const calls = new Calls({
    history,
    gatewayOf: (session) => sessions.gatewayOf(session),
    rootAt,
    hashOf,
    answererAt,
    userOf: (session) => sessions.userOf(session),
    isExecutor: (executor, server) => ring === undefined || writers.isExecutor(executor, server),
    isCountersigned: (server) => writers.isCountersigned(server),
  });
  const derived = new Decisions({ rootAt, hashOf, people: approvers }, await carriesOf(complete, records, { ring, key }));
  const derives = key !== undefined && decisions !== "as-recorded";
  const complainAt =
    (entry: number): Complain =>
    (code: AuditorCode, message: string) =>
      findings.add(code, entry, message);
  let at = 0;
  for (const [index, { leaf: bytes, blob }] of records.entries()) {
    const complain = complainAt(index);
    const leaf = leafOf(bytes, complain);
    if (leaf === undefined) {
      if (derives) derived.miss(complain);
      continue;
    }
    at = Math.max(at, leaf.at);
    const flaw = flaws.get(index);
    if (flaw !== undefined) complain("auditor/erasure-wrong", flaw);
    if (ring !== undefined) writers.check(leaf, index, complain);
    sessions.check(leaf, index, complain);
    calls.check(leaf, index, complain);
    if (leaf.entry.kind === "charter" || leaf.entry.kind === "pin") await succession.check(leaf, index, complain);
    if (leaf.entry.kind === "approver") approvers.take(leaf.by, leaf.entry, index, succession.authors, complain);
    history.take(leaf, index);
    const content = contents.check(leaf, index, blob, complain);
    if (derives) derived.check(leaf, index, content, complain);
    await writers.room();
  }
  await writers.finish();
  calls.finish(at, records.length, complainAt);
  const erasures = complete.map(({ erasure }) => erasure);
  const { opened, erased } = contents;
  return { ...calls.tally(), sessions: sessions.count, opened, derived: derived.derived, erased, erasures, joint: succession.joint };
}

/** What is erased, before anything else: entries before an erasure are read in its light. */
function erasuresIn(records: readonly StoredRecord[]): Erasures {
  if (!records.some(({ leaf }) => leaf.includes('"kind":"erasure"'))) return new Erasures([]);
  return new Erasures(
    records.map(({ leaf }) => {
      const read = readLeaf(leaf);
      return "leaf" in read ? read.leaf : undefined;
    }),
  );
}

/** The carries that the judges have signed and the key opens; without one, what rests on it can't be derived. */
async function carriesOf(
  complete: readonly Erased[],
  records: readonly StoredRecord[],
  { ring, key }: { readonly [given in "ring" | "key"]: AuditOptions[given] | undefined },
): Promise<readonly Carry[]> {
  if (ring === undefined || key === undefined) return [];
  const kept = (index: number): readonly Kept[] => {
    const { leaf: bytes, blob } = records[index] ?? { leaf: Buffer.alloc(0), blob: undefined };
    const read = readLeaf(bytes);
    return "leaf" in read ? [{ index, leaf: read.leaf, blob }] : [];
  };
  const stated = complete.map(({ erasure, carry, confirmed }) => statedCarry([erasure, carry, confirmed].flatMap(kept), { ring, key }));
  return (await Promise.all(stated)).filter((carry) => typeof carry !== "string");
}

function leafOf(bytes: Buffer, complain: Complain): Leaf | undefined {
  const read = readLeaf(bytes);
  if ("leaf" in read) return read.leaf;
  if (read.isUnknown) complain("auditor/format-unknown", `${read.wrong}, this auditor knows ${FORMAT}`);
  else complain("auditor/leaf-malformed", read.wrong);
  return undefined;
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** The tree alone, without what its entries say: recomputed from the leaves, and compared with the signed head. */
export async function auditTree(
  folder: string,
  ring: ReadonlyMap<string, Member>,
): Promise<{ readonly verdict: Report["verdict"]; readonly entries: number }> {
  const findings = new Findings();
  const checkpoint = await checkpointOf(folder, ring, findings);
  const { tree, damage } = read(folder);
  checkHead(tree, damage, checkpoint, findings);
  return { verdict: findings.verdict, entries: tree.size };
}
