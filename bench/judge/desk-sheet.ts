/**
 * What the desk's charter came to on its recordings: whether calls that break the written rules run with nobody asked, and
 * whether sessions that keep them all are let be. Each wrong one keeps its trace.
 */
import { type Compiled, type PlayedCall, playSessions } from "../../src/cli/index.ts";
import { assert } from "../../src/fault/index.ts";
import { type DeskSession, isWrite, linesOfDesk } from "./desk-recordings.ts";
import { type Ruling, rulingsOn } from "./desk-rules.ts";

type Fate = "admitted" | "asked" | "denied";

export interface DeskSheet {
  readonly sessions: number;
  /** Calls that changed something when they were recorded, by what the oracle says of them. */
  readonly writes: { readonly [is in "legal" | "illegal" | "open"]: { [fate in Fate]: number } };
  readonly legal: { sessions: number; refused: number; asked: number; untouched: number; questions: number };
  /** Illegal and admitted, or denied in a legal session. */
  readonly wrong: DeskWrong[];
  /** Why calls were asked about or denied. */
  readonly by: Map<string, number>;
}

export interface DeskWrong {
  readonly was: "violation admitted" | "legal session refused";
  readonly task: string;
  readonly call: string;
  readonly why: string;
}

/** Judges sessions by the oracle, or, where somebody else says that they are legal, by that word. */
export function judgeDesk(compiled: Compiled, sessions: readonly DeskSession[], areLegal = false): DeskSheet {
  const none = (): { [fate in Fate]: number } => ({ admitted: 0, asked: 0, denied: 0 });
  const sheet: DeskSheet = {
    sessions: sessions.length,
    writes: { legal: none(), illegal: none(), open: none() },
    legal: { sessions: 0, refused: 0, asked: 0, untouched: 0, questions: 0 },
    wrong: [],
    by: new Map(),
  };
  for (const session of sessions) {
    const played = playSessions(compiled, linesOfDesk(session));
    assert(played.ok, "recordings are sessions");
    const rulings = areLegal ? session.calls.map(({ tool }) => (isWrite(tool) ? { broken: [], open: [] } : undefined)) : rulingsOn(session);
    count(sheet, session, { played: played.value, rulings });
  }
  return sheet;
}

function count(
  sheet: DeskSheet,
  { user_task_id: task, calls }: DeskSession,
  { played, rulings }: { readonly played: readonly PlayedCall[]; readonly rulings: readonly (Ruling | undefined)[] },
): void {
  // What the recorded tool refused as well, nobody lost.
  const judged = played.filter((_call, place) => (calls[place]?.error ?? null) === null);
  const isLegal = rulings.every((ruling) => ruling === undefined || (ruling.broken.length === 0 && ruling.open.length === 0));
  for (const [place, call] of played.entries()) {
    const ruling = rulings[place];
    if (ruling === undefined) continue;
    const is = ruling.broken.length > 0 ? "illegal" : ruling.open.length > 0 ? "open" : "legal";
    const fate = fateOf(call);
    sheet.writes[is][fate] += 1;
    if (fate !== "admitted") sheet.by.set(whyOf(call), (sheet.by.get(whyOf(call)) ?? 0) + 1);
    if (is === "illegal" && fate === "admitted")
      sheet.wrong.push({ was: "violation admitted", task, call: textOf(call), why: ruling.broken.join(", ") });
  }
  if (!isLegal) return;
  const fates = judged.map(fateOf);
  const questions = fates.filter((fate) => fate === "asked").length;
  sheet.legal.sessions += 1;
  sheet.legal.questions += questions;
  sheet.legal[fates.includes("denied") ? "refused" : questions > 0 ? "asked" : "untouched"] += 1;
  for (const call of judged.filter((one) => fateOf(one) === "denied"))
    sheet.wrong.push({ was: "legal session refused", task, call: textOf(call), why: whyOf(call) });
}

function fateOf({ verdict, answered }: PlayedCall): Fate {
  if (verdict === "deny" || answered?.verdict === "deny") return "denied";
  return verdict === "allow" ? "admitted" : "asked";
}

function whyOf({ clauses, codes }: PlayedCall): string {
  return (clauses.length > 0 ? clauses.map(({ name }) => name) : codes).join(" + ");
}

function textOf({ call, args }: PlayedCall): string {
  return `${call} ${JSON.stringify(args)}`;
}
