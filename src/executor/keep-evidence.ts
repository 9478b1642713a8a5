/**
 * What an executor keeps when a ledger shows it two histories: both signed heads, as a file of the witnesses' form, so that `interlock
 * convict` shows offline that heads of one size convict the ledger. It holds nothing secret.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fromBase64 } from "../crypto/index.ts";
import type { Fault } from "../fault/index.ts";
import { makeFolder, replaceFile } from "../ledger/index.ts";
import { type Evidence, evidenceFile } from "../witness/index.ts";
import type { ExecutorCode } from "./faults.ts";
import { EVIDENCE_FILES_MAX } from "./limits.ts";
import type { Head, Shown } from "./verify-head.ts";

/** The head that was seen before and the papers that do not extend it; undefined where no signed note of that head was kept. */
export function evidenceOf(seen: Head, { checkpoint, consistency }: Shown): Evidence | undefined {
  const held = seen.note ?? seen.kept;
  if (held === undefined) return undefined;
  const proof = consistency.proof.flatMap((hash) => fromBase64(hash) ?? []);
  return { origin: seen.origin, held, offered: checkpoint, old: consistency.from, proof };
}

/** Keeps evidence in a folder, durably; the fault in words that name the file, or say why there is none. */
export function withEvidence(fault: Fault<ExecutorCode>, evidence: Evidence, folder: string): Fault<ExecutorCode> {
  const { name, text } = evidenceFile(evidence);
  const said = (words: string): Fault<ExecutorCode> => ({ ...fault, message: `${fault.message}; ${words}` });
  try {
    makeFolder(folder);
    const before = readdirSync(folder).filter((file) => file.endsWith(".evidence.json"));
    if (!before.includes(name) && before.length >= EVIDENCE_FILES_MAX) return said(`\`${folder}\` holds evidence enough`);
    replaceFile(join(folder, name), text);
    return said(`both signed heads are kept in \`${join(folder, name)}\``);
  } catch (thrown) {
    return said(`its evidence cannot be kept: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}
