/**
 * The audit of one ledger's folder: recomputes the tree from the leaves, checks every leaf, signature and order, opens
 * what it has keys for, and compares with what was published. It trusts the ring it is given, and nothing else.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EntryOrder, type ReadLeaf } from "./entry-order.ts";
import { type Finding, undecided, wrong } from "./finding.ts";
import { HashTree } from "./hash-tree.ts";
import { readJournal } from "./journal-reader.ts";
import { readKeyRing } from "./key-ring.ts";
import { checkPublished } from "./published-files.ts";
import { openBlob, type Reader, readReader } from "./sealed-content.ts";

export interface AuditOptions {
  /** The ledger's folder: `journal/`, `tile/`, `checkpoint`. */
  readonly ledger: string;
  /** The ring of enrolled keys. */
  readonly ring: string;
  /** A reader's key file; without it, sealed contents are not checked. */
  readonly key?: string;
  /** Findings after this many are only counted. */
  readonly findingsMax?: number;
}

export interface AuditReport {
  readonly result: "OK" | "WRONG" | "UNDECIDED";
  readonly findings: readonly Finding[];
  /** How many findings there are, shown or not. */
  readonly count: number;
  readonly entries: number;
  readonly root: string;
  readonly sessions: number;
  readonly verdicts: { readonly [verdict: string]: number };
  readonly outcomes: { readonly [result: string]: number };
  readonly answers: number;
  readonly inDoubt: readonly number[];
  /** Sealed blobs opened and compared with their commitments. */
  readonly opened: number;
}

const FINDINGS_MAX = 100;

/** Audits a folder. Never throws for what a file may hold. */
export function audit({ ledger, ring: ringFile, key, findingsMax = FINDINGS_MAX }: AuditOptions): AuditReport {
  const findings: Finding[] = [];
  let count = 0;
  const say = (finding: Finding): void => {
    count += 1;
    if (findings.length < findingsMax) findings.push(finding);
  };
  const tree = new HashTree();
  const ring = existsSync(ringFile) ? readKeyRing(readFileSync(ringFile)) : undefined;
  const order = new EntryOrder(ring ?? new Map(), tree);
  const leaves: Buffer[] = [];
  let opened = 0;
  if (ring === undefined || !existsSync(join(ledger, "journal"))) {
    say(undecided("auditor/unreadable", ring === undefined ? `\`${ringFile}\` is no ring of keys` : `\`${ledger}\` holds no journal`));
  } else {
    const reader = key === undefined || !existsSync(key) ? undefined : readReader(readFileSync(key));
    const damage = readJournal(ledger, (index, { leaf, blob }) => {
      const read = EntryOrder.read(index, leaf);
      if ("is" in read) say(read);
      else {
        for (const finding of order.take(read)) say(finding);
        const content = checkBlob(reader, read, blob);
        if (content === "open") opened += 1;
        else if (content !== undefined) say(content);
      }
      tree.append(leaf);
      leaves.push(leaf);
    });
    if (damage !== undefined) say(damage);
    for (const finding of order.end()) say(finding);
    if (tree.size === 0) say(undecided("auditor/ledger-empty", "there is nothing to check"));
    else for (const finding of checkPublished(ledger, ring, tree, (index) => leaves[index] ?? Buffer.alloc(0))) say(finding);
  }
  const isWrong = findings.some((finding) => finding.is === "WRONG");
  return {
    result: isWrong ? "WRONG" : count > 0 ? "UNDECIDED" : "OK",
    findings,
    count,
    entries: tree.size,
    root: tree.root(tree.size).toString("hex"),
    sessions: order.tally.sessions.size,
    verdicts: Object.fromEntries(order.tally.verdicts),
    outcomes: Object.fromEntries(order.tally.outcomes),
    answers: order.tally.answers,
    inDoubt: order.inDoubt,
    opened,
  };
}

function checkBlob(reader: Reader | undefined, { leaf, index }: ReadLeaf, blob: Buffer | undefined): Finding | "open" | undefined {
  const commitment = leaf["seal"];
  if (typeof commitment !== "string") return blob === undefined ? undefined : wrong("auditor/blob-wrong", "a blob that no leaf commits to", index);
  if (blob === undefined) return undecided("auditor/blob-closed", "the sealed content is not there", index);
  const content = reader === undefined ? ({ is: "closed" } as const) : openBlob(reader, blob, commitment);
  switch (content.is) {
    case "open":
      return "open";
    case "closed":
      return undecided("auditor/blob-closed", "the sealed content cannot be opened with the key at hand", index);
    case "wrong":
      return wrong("auditor/blob-wrong", "the sealed content is not what the leaf commits to", index);
  }
}
