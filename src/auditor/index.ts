/** RE-VERIFIES a ledger with its own code. Imports nothing of the rest of this repository. */
export { type AuditOptions, type AuditReport, audit } from "./audit.ts";
export { AUDITOR_FAULTS, type AuditorCode, type Finding } from "./finding.ts";
export { renderReport } from "./report.ts";
