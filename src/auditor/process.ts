/**
 * The auditor as a program of its own: `node process.js LEDGER --ring FILE [--key FILE] [--json]`.
 * Ends with 0 for OK, 1 for WRONG, 2 for UNDECIDED, 64 for wrong usage.
 */
import { parseArgs } from "node:util";
import { audit } from "./audit.ts";
import { renderReport } from "./report.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { ring: { type: "string" }, key: { type: "string" }, json: { type: "boolean", default: false } },
});
const [ledger] = positionals;
if (ledger === undefined || values.ring === undefined) {
  process.stderr.write("usage: LEDGER --ring FILE [--key FILE] [--json]\n");
  process.exit(64);
}
const report = audit({ ledger, ring: values.ring, ...(values.key === undefined ? {} : { key: values.key }) });
process.stdout.write(`${values.json ? JSON.stringify(report) : renderReport(report)}\n`);
process.exit({ OK: 0, WRONG: 1, UNDECIDED: 2 }[report.result]);
