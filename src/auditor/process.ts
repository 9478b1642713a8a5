/**
 * The auditor as a program: `LEDGER --ring FILE [--key FILE] [--policy FILE --witnessed FILE] [--json]`. Ends with 0 for OK, 1 for
 * WRONG, 2 for UNDECIDED, 3 where there is nothing that it could audit, and 64 for wrong usage.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { audit } from "./audit.ts";
import type { AuditorCode } from "./faults.ts";
import { type Quorum, readQuorum } from "./quorum.ts";
import { exitCodeOf, renderReport } from "./report.ts";
import { readRing } from "./ring.ts";
import { readSealKey } from "./seals.ts";

const FAILED = 3;
const USAGE = 64;

function giveUp(code: AuditorCode, message: string): never {
  process.stderr.write(`auditor: ${message} [${code}]\n`);
  process.exit(code === "auditor/usage" ? USAGE : FAILED);
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (thrown) {
    return giveUp("auditor/folder-unreadable", `\`${file}\` can't be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

const USAGE_LINE = "usage: LEDGER [--ring FILE] [--key FILE] [--policy FILE --witnessed FILE] [--json]";

interface Arguments {
  readonly folder: string;
  readonly json: boolean;
  /** Files. */
  readonly named: { readonly [option in "ring" | "key" | "policy" | "witnessed"]?: string | undefined };
}

function readArguments(): Arguments {
  try {
    const file = { type: "string" } as const;
    const { values, positionals } = parseArgs({
      options: { ring: file, key: file, policy: file, witnessed: file, json: { type: "boolean", default: false } },
      allowPositionals: true,
    });
    const [folder, ...others] = positionals;
    const { json, ...named } = values;
    const isWhole = (named.policy === undefined) === (named.witnessed === undefined);
    return folder === undefined || others.length > 0 || !isWhole ? giveUp("auditor/usage", USAGE_LINE) : { folder, named, json };
  } catch (thrown) {
    return giveUp("auditor/usage", thrown instanceof Error ? thrown.message : String(thrown));
  }
}

/** The policy, and the head that witnesses have cosigned: none where there is no such file yet. */
function readWitnessed({ policy: policyFile, witnessed }: Arguments["named"]): { policy: Quorum; note: Buffer } | undefined {
  if (policyFile === undefined || witnessed === undefined) return undefined;
  const policy = readQuorum(read(policyFile));
  if (typeof policy === "string") return giveUp("auditor/policy-malformed", `the policy can't be used: ${policy}`);
  return { policy, note: Buffer.from(existsSync(witnessed) ? read(witnessed) : "", "utf8") };
}

const { folder, named, json } = readArguments();
const { ring: ringFile, key: keyFile } = named;
if (!existsSync(join(folder, "journal"))) giveUp("auditor/folder-unreadable", `\`${folder}\` holds no journal`);
const ring = ringFile === undefined ? undefined : readRing(read(ringFile));
if (typeof ring === "string") giveUp("auditor/ring-malformed", `the ring can't be used: ${ring}`);
const key = keyFile === undefined ? undefined : readSealKey(read(keyFile));
if (typeof key === "string") giveUp("auditor/key-malformed", `the key can't be used: ${key}`);
// Before the journal, which is never behind it.
const witnessed = readWitnessed(named);
try {
  const seen = witnessed === undefined ? {} : { witnessed };
  const report = await audit({ folder, ...seen, ...(ring === undefined ? {} : { ring }), ...(key === undefined ? {} : { key }) });
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : renderReport(report));
  process.exitCode = exitCodeOf(report);
} catch (thrown) {
  giveUp("auditor/folder-unreadable", thrown instanceof Error ? thrown.message : String(thrown));
}
