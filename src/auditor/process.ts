/**
 * The auditor as a program: `LEDGER --ring FILE [--key FILE] [--json]`. Ends with 0 for OK, 1 for WRONG, 2 for UNDECIDED, 3 where there is
 * nothing that it could audit, and 64 for wrong usage.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { audit } from "./audit.ts";
import type { AuditorCode } from "./faults.ts";
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

function readArguments(): { folder: string; ringFile: string | undefined; keyFile: string | undefined; json: boolean } {
  try {
    const { values, positionals } = parseArgs({
      options: { ring: { type: "string" }, key: { type: "string" }, json: { type: "boolean", default: false } },
      allowPositionals: true,
    });
    const [folder, ...others] = positionals;
    if (folder === undefined || others.length > 0) return giveUp("auditor/usage", "usage: LEDGER [--ring FILE] [--key FILE] [--json]");
    return { folder, ringFile: values.ring, keyFile: values.key, json: values.json };
  } catch (thrown) {
    return giveUp("auditor/usage", thrown instanceof Error ? thrown.message : String(thrown));
  }
}

const { folder, ringFile, keyFile, json } = readArguments();
if (!existsSync(join(folder, "journal"))) giveUp("auditor/folder-unreadable", `\`${folder}\` holds no journal`);
const ring = ringFile === undefined ? undefined : readRing(read(ringFile));
if (typeof ring === "string") giveUp("auditor/ring-malformed", `the ring can't be used: ${ring}`);
const key = keyFile === undefined ? undefined : readSealKey(read(keyFile));
if (typeof key === "string") giveUp("auditor/key-malformed", `the key can't be used: ${key}`);
try {
  const report = await audit({ folder, ...(ring === undefined ? {} : { ring }), ...(key === undefined ? {} : { key }) });
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : renderReport(report));
  process.exitCode = exitCodeOf(report);
} catch (thrown) {
  giveUp("auditor/folder-unreadable", thrown instanceof Error ? thrown.message : String(thrown));
}
