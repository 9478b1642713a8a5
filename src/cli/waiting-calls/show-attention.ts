/** `interlock pending --asked`: what people were asked over the last day and answered, and which clause could say more. */
import type { ApiAttention } from "../../console-server/index.ts";
import { type Output, paint, visible } from "../terminal/output.ts";

export function showAttention(out: Output, { roles, clauses, people, refused }: ApiAttention): void {
  if (clauses.length + roles.length + refused.length === 0) out.line("nobody was asked over the last day");
  for (const { role, ...counts } of roles) out.line(`${paint("bold", visible(role))}  ${countsText(counts)}`);
  for (const { person, answered, yes, no, medianMs } of people.filter((one) => one.answered > 0)) {
    out.line(`  ${visible(person)} answered ${answered}: ${yes} yes, ${no} no${spanText(medianMs)}`);
  }
  for (const { clause, at, suggestion, narrower, ...counts } of clauses) {
    out.line(`${paint("cyan", visible(clause))}${at === undefined ? "" : `  (${visible(at)})`}  ${countsText(counts)}`);
    if (suggestion !== undefined) out.line(`    ${visible(suggestion)}`);
    if (narrower !== undefined) out.line(`    ${paint("bold", visible(narrower))}`);
  }
  for (const { agent, code, count } of refused) out.line(`denied without asking: ${count} of ${visible(agent)}  [${visible(code)}]`);
}

function countsText({ asked, yes, no, expired, superseded, waiting, medianMs }: Omit<ApiAttention["roles"][number], "role">): string {
  const counts = { approved: yes, rejected: no, expired, superseded, waiting };
  const words = Object.entries(counts).flatMap(([word, count]) => (count === 0 ? [] : [`${count} ${word}`]));
  return `asked ${asked}: ${words.join(", ")}${spanText(medianMs)}`;
}

function spanText(medianMs: number | undefined): string {
  return medianMs === undefined ? "" : `, median ${Math.round(medianMs / 1_000)} s`;
}
