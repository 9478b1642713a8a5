/** Warnings about charters that compile: what can never hold, and what can never be allowed. They change no verdict. */
import type { DraftCharter } from "../actions/action-draft.ts";
import type { Reporter } from "../diagnostic.ts";
import { ALWAYS } from "../formula/connectives.ts";
import type { ToolDiagram } from "./tool-diagram.ts";

export function lint(charters: readonly DraftCharter[], diagrams: readonly ToolDiagram[], reporter: Reporter): void {
  for (const action of charters.flatMap(({ actions }) => actions)) {
    for (const clause of action.clauses) {
      if (!clause.authored || diagrams.some(({ live }) => live.has(clause))) continue;
      reporter.warn(
        "charter/dead-clause",
        clause.guard.span,
        `this ${clause.verdict} clause of \`${action.name}\` can never hold`,
        "delete it, or correct the condition",
      );
    }
    // Denying everything is what `deny: [tool]` is for.
    const meant = action.clauses.some(({ verdict, guard }) => verdict === "deny" && guard.formula === ALWAYS);
    if (meant || diagrams.some(({ allowing }) => allowing.has(action))) continue;
    const remedy = action.allow.derived
      ? "say under `allow` what it allows; without `allow` it allows what it escalates or holds"
      : "correct the condition under `allow`";
    reporter.warn("charter/never-allows", action.span, `\`${action.name}\` denies every call that it matches`, remedy);
  }
}
