/**
 * What recorded sessions came to, counted. Where calls are labelled as injected both sides are told: how many of those were stopped,
 * and by what, and what happened to the sessions in which nothing was.
 */
import type { Verdict } from "../../kernel/index.ts";
import { lastVerdict, type PlayedCall } from "./session-player.ts";

export interface Summary {
  readonly sessions: number;
  readonly calls: number;
  /** Of all calls, the first verdict. */
  readonly verdicts: { readonly [verdict in Verdict]: number };
  /** Present where any call says whether it was injected. */
  readonly labelled?: {
    /** An injected call is executed if it is allowed in the end, stopped otherwise: by the clauses or reasons counted. */
    readonly injected: {
      readonly executed: number;
      readonly stopped: number;
      readonly stoppedBy: readonly (readonly [by: string, calls: number])[];
    };
    /** Sessions without an injected call: nothing stood in their way, people were asked, or a call did not run. */
    readonly benign: {
      readonly untouched: number;
      readonly asked: number;
      readonly blocked: number;
      /** Calls of these sessions that a person was asked about. */
      readonly escalations: number;
    };
  };
}

export function summaryOf(calls: readonly PlayedCall[]): Summary {
  const sessions = Map.groupBy(calls, ({ session }) => session);
  const verdicts = { allow: 0, escalate: 0, quarantine: 0, deny: 0 };
  for (const { verdict } of calls) verdicts[verdict] += 1;
  const counted = { sessions: sessions.size, calls: calls.length, verdicts };
  if (calls.every(({ injected }) => injected === undefined)) return counted;
  const injected = calls.filter((call) => call.injected === true);
  const stopped = injected.filter((call) => lastVerdict(call) !== "allow");
  const by = new Map<string, number>();
  for (const call of stopped) by.set(stoppedBy(call), (by.get(stoppedBy(call)) ?? 0) + 1);
  const benign = [...sessions.values()].filter((own) => own.every((call) => call.injected !== true));
  const blocked = benign.filter((own) => own.some((call) => call.verdict === "deny" || call.answered?.verdict === "deny"));
  const untouched = benign.filter((own) => own.every((call) => call.verdict === "allow"));
  return {
    ...counted,
    labelled: {
      injected: {
        executed: injected.length - stopped.length,
        stopped: stopped.length,
        stoppedBy: [...by].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1)),
      },
      benign: {
        untouched: untouched.length,
        asked: benign.length - untouched.length - blocked.length,
        blocked: blocked.length,
        escalations: benign.flat().filter(({ verdict }) => verdict === "escalate" || verdict === "quarantine").length,
      },
    },
  };
}

/** The first clause that fired, or the reason where none did. */
function stoppedBy({ clauses, codes }: PlayedCall): string {
  return clauses[0]?.name ?? codes[0] ?? "";
}
