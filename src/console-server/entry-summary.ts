/** An entry in one line, as text: whoever shows it escapes what others wrote. */
import { canonicalize, isJsonObject, type Json } from "../crypto/index.ts";
import { decidingClause, type ExplainedClause, type Explanation, explanationOf } from "../execution/index.ts";
import { type CarryEntry, type DecisionEntry, type Entry, scopeWords } from "../ledger/index.ts";
import { ARGUMENTS_SHOWN_MAX } from "./limits.ts";

/** `opened`: what is sealed beside it, if that is open. */
export function summaryOf(entry: Entry, opened: Json | undefined): string {
  switch (entry.kind) {
    case "attestation":
      return `${entry.part}${entry.server === undefined ? "" : ` ${entry.server}`} started, grade ${entry.grade}`;
    case "charter":
      return `${entry.name} version ${entry.version} is in force`;
    case "pin":
      return `${Object.keys(entry.tools).length} definitions are pinned`;
    case "drift":
      return `${entry.server} serves ${Object.keys(entry.tools).length} other definitions than pinned`;
    case "approver":
      return `${entry.person} answers as ${entry.roles.length === 0 ? "nobody any more" : entry.roles.join(", ")}`;
    case "grant":
      return `${entry.agent} acts for ${entry.user} (${entry.role})`;
    case "session":
      return entry.ended === true ? "the session ends" : `${entry.agent} connects`;
    case "proposal":
      return callLine(opened);
    case "decision":
      return decisionLine(entry, explanationOf(entry, opened));
    case "countersignature":
      return `the second judge agrees on t${entry.proposal}`;
    case "refusal":
      return `the second judge refuses t${entry.proposal} (${entry.code})`;
    case "rehearsal":
      return `t${entry.proposal} was ${entry.code === undefined ? "rehearsed" : `not rehearsed (${entry.code})`}`;
    case "outcome":
      return `t${entry.proposal}: ${entry.result === "unknown" ? "IN DOUBT" : entry.result}, ${entry.durationMs} ms`;
    case "approval":
    case "rejection":
    case "release":
    case "discard":
      return `${entry.kind} of t${entry.proposal} as ${entry.role}${entry.scope === undefined ? "" : `: ${scopeWords(entry.scope)}`}`;
    case "reveal":
      return `${entry.viewer} looks at a secret in entry ${entry.entry}`;
    case "erasure":
      return `what ${entry.agent} and ${entry.user} said and did so far is to be erased`;
    case "carry":
      return carryLine(entry);
    case "timer":
      return `t${entry.proposal} has run out`;
  }
}

function callLine(opened: Json | undefined): string {
  if (!isJsonObject(opened ?? null)) return "(sealed)";
  const { tool, args } = opened as { readonly [member: string]: Json };
  const text = `${String(tool)} ${canonicalize(args ?? null)}`;
  return text.length > ARGUMENTS_SHOWN_MAX ? `${text.slice(0, ARGUMENTS_SHOWN_MAX)}…` : text;
}

function decisionLine({ proposal, verdict, codes, same, answers }: DecisionEntry, explanation: Explanation | undefined): string {
  if (same !== undefined) return `t${proposal} is the same call as t${same}`;
  if (answers !== undefined) return `t${proposal}: ${verdict}, by the answer in entry ${answers.join(" and ")}`;
  const clause = explanation === undefined ? undefined : decidingClause(explanation);
  const why = clause === undefined ? codes.join(", ") : `${conditionWords(clause)} (${clause.at})`;
  return `t${proposal}: ${verdict}${verdict === "allow" || why === "" ? "" : `, ${why}`}`;
}

function conditionWords({ name, condition, code }: ExplainedClause): string {
  if (condition === "") return name;
  return code === "clause/allow-failed" ? `unless ${condition}` : code === "guard/error" ? `${condition} has no value` : condition;
}

function carryLine({ erasure, server, refused }: CarryEntry): string {
  const judge = server === undefined ? "the decider" : "the second judge";
  if (refused !== undefined) return `${judge} refuses the erasure in entry ${erasure} (${refused})`;
  return `${judge} stands for the erasure in entry ${erasure}`;
}
