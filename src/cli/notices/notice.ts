/**
 * What people are told of a call that waits for them: who asks for which tool, until when, and how it ended. Never its arguments, which
 * may hold secrets, and nothing that could answer it: a link leads to the console, where a person's own key does. Foreign text is
 * escaped and cut, and no address in it becomes a link.
 */

import { FOREIGN_LENGTH_MAX, NOTICE_LINES_MAX, TICKETS_SHOWN_MAX } from "../limits.ts";
import { visible } from "../terminal/output.ts";

/** Every turn that people are told of, as words after the call's ticket. Silence has words of its own: it is not a no. */
export const TURNS = {
  escalated: "waits for an approval",
  held: "is held for review",
  doubted: "is IN DOUBT: it may have run",
  approved: "was approved",
  released: "was released",
  rejected: "was rejected",
  discarded: "was discarded",
  expired: "has expired: nobody answered in time",
  denied: "was denied, without anybody's no",
  settled: "is no longer in doubt",
} as const;
export type Turn = keyof typeof TURNS;
/** The turns after which a call waits for people. */
export type WaitingTurn = Extract<Turn, "escalated" | "held" | "doubted">;

export interface Notice {
  readonly turn: Turn;
  readonly ticket: string;
  readonly tool: string;
  readonly agent: string;
  /** Empty where the session acts for nobody. */
  readonly user: string;
  /** Of the canonical call: equal calls are folded. */
  readonly digest: string;
  /** Ledger time at which it turned, and until which people can answer. */
  readonly at: number;
  readonly until?: number;
  /** Who answered so. */
  readonly by: readonly string[];
  /** Why it was denied without anybody's no. */
  readonly code?: string;
}

/** What goes to one channel at once. */
export interface Message {
  readonly title: string;
  readonly lines: readonly string[];
}

/** One line about one call. */
export function noticeLine(notice: Notice): string {
  return lineOf(notice, [notice.ticket]);
}

/** One message about several; `more`: how many are left out besides. `page`: where the console is. */
export function composeMessage(notices: readonly Notice[], more: number, page: string | undefined): Message {
  const groups = Map.groupBy(notices, ({ turn, tool, agent, user, digest, code }) =>
    JSON.stringify([turn, tool, agent, user, digest, code]),
  );
  const folded = [...groups.values()];
  const shown = folded.slice(0, NOTICE_LINES_MAX);
  const left = more + folded.slice(NOTICE_LINES_MAX).flat().length;
  const lines = shown.flatMap(([first, ...same]) => {
    return first === undefined
      ? []
      : [
          lineOf(
            first,
            [first, ...same].map(({ ticket }) => ticket),
          ),
        ];
  });
  const [only] = notices;
  const place = only !== undefined && notices.length + more === 1 ? `/${only.ticket}` : "";
  return {
    title: titleOf(notices, more),
    lines: [...lines, ...(left === 0 ? [] : [`and ${left} more`]), ...(page === undefined ? [] : [`${page}/#/inbox${place}`])],
  };
}

function titleOf(notices: readonly Notice[], more: number): string {
  const waiting = notices.filter(({ turn }) => isWaiting(turn)).length;
  if (waiting === 0) return "Interlock: how calls ended";
  return waiting === 1 && more === 0 ? "Interlock: a call waits for people" : "Interlock: calls wait for people";
}

export function isWaiting(turn: Turn): turn is WaitingTurn {
  return turn === "escalated" || turn === "held" || turn === "doubted";
}

function lineOf({ turn, tool, agent, user, until, by, code }: Notice, tickets: readonly string[]): string {
  const left = tickets.length - TICKETS_SHOWN_MAX;
  const named = `${tickets.slice(0, TICKETS_SHOWN_MAX).join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
  const people = by.length === 0 ? "" : ` by ${by.map(foreign).join(", ")}`;
  const why = code === undefined ? "" : ` (${code})`;
  const end = until === undefined || !isWaiting(turn) ? "" : `, until ${new Date(until).toISOString()}`;
  const whose = user === "" ? "nobody" : foreign(user);
  return `${named} ${TURNS[turn]}${people}${why}: ${foreign(tool)}, asked by ${foreign(agent)} for ${whose}${end}`;
}

/** What others wrote, as it may stand in a line: no control or direction, no address that somebody's client makes a link. */
function foreign(text: string): string {
  const short = text.length > FOREIGN_LENGTH_MAX ? `${text.slice(0, FOREIGN_LENGTH_MAX).toWellFormed()}…` : text;
  return visible(short).replaceAll("://", "[:]//");
}
