/** Forged ledgers as the auditor sees them: written to a folder, audited with the auditor's key, and removed after the test. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { audit, type Report, readRing, readSealKey } from "../../src/auditor/index.ts";
import { ForgedLedger } from "./forged-ledger.ts";

const made: ForgedLedger[] = [];

/** A ledger with an honest beginning; `empty`: without any. */
export function forge(beginning: "begun" | "empty" = "begun", people?: ForgedLedger["people"]): ForgedLedger {
  const ledger = new ForgedLedger(people);
  made.push(ledger);
  return beginning === "begun" ? ledger.begin() : ledger;
}

/** Removes every forged ledger: after each test. */
export function removeForged(): void {
  for (const each of made.splice(0)) each.remove();
}

/** Audits what was written. */
export async function report(of: ForgedLedger, without: { readonly ring?: true; readonly key?: true } = {}): Promise<Report> {
  const ring = readRing(readFileSync(join(of.folder, "ring.json"), "utf8"));
  const key = readSealKey(readFileSync(join(of.folder, "auditor.key"), "utf8"));
  if (typeof ring === "string" || typeof key === "string") throw new Error("ring and key are good");
  // What is forged is the course of calls: no charter leads to its decisions.
  const decisions = { decisions: "as-recorded" } as const;
  return await audit({
    folder: join(of.folder, "ledger"),
    ...decisions,
    ...(without.ring ? {} : { ring }),
    ...(without.key ? {} : { key }),
  });
}

/** Writes the ledger and audits it: `VERDICT code@entry …`. */
export async function found(of: ForgedLedger, options?: Parameters<ForgedLedger["write"]>[0]): Promise<string> {
  const { verdict, findings } = await report(of.write(options));
  return [verdict, ...findings.map(({ code, entry }) => `${code}${entry === undefined ? "" : `@${entry}`}`)].join(" ");
}
