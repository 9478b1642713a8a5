/** An audit's report as people read it. */
import type { AuditReport } from "./audit.ts";

export function renderReport(report: AuditReport): string {
  const counts = (record: { readonly [name: string]: number }): string =>
    Object.entries(record)
      .map(([name, number]) => `${number} ${name}`)
      .join(", ") || "none";
  const lines = [
    `${report.entries} entries, root ${report.root.slice(0, 16)}…, ${report.sessions} sessions`,
    `decisions: ${counts(report.verdicts)}; outcomes: ${counts(report.outcomes)}; answers by people: ${report.answers}`,
    `sealed contents opened and compared: ${report.opened}; calls in doubt: ${report.inDoubt.length === 0 ? "none" : report.inDoubt.map((index) => `t${index}`).join(", ")}`,
  ];
  for (const { is, code, message, entry } of report.findings) lines.push(`${is}${entry === undefined ? "" : ` at entry ${entry}`}: ${message} [${code}]`);
  if (report.count > report.findings.length) lines.push(`… and ${report.count - report.findings.length} more`);
  lines.push(report.result === "OK" ? "OK: tree, signatures, order, warrants, answers and commitments are as recorded" : report.result);
  return lines.join("\n");
}
