/** Health: who runs, why nothing could be decided now, what is in doubt, and what people's attention goes into. */
import type { Readiness } from "../ledger/index.ts";
import type { ApiFault, ApiHealth } from "./api.ts";
import { loadsOf } from "./attention.ts";
import type { Chronicle } from "./chronicle.ts";
import { REVEALS_SHOWN_MAX } from "./limits.ts";

export function healthOf(chronicle: Chronicle, readiness: Readiness, now: number): ApiHealth {
  return {
    ready: readiness.ready && chronicle.trouble === undefined,
    reasons: reasonsOf(chronicle, readiness),
    parts: [...chronicle.parts.values()].map(({ entry, name, at, starts }) => ({
      name,
      part: entry.part,
      ...(entry.server === undefined ? {} : { server: entry.server }),
      started: at,
      starts,
      grade: entry.grade,
      code: entry.code,
    })),
    inDoubt: chronicle.doubts().map(({ ticket, tool, at }) => ({ ticket, tool, since: at })),
    people: loadsOf(chronicle, now),
    reveals: chronicle.reveals.slice(-REVEALS_SHOWN_MAX),
  };
}

/** Why nothing could be decided now, or be shown as it is, and which tool servers can't be reached. */
export function reasonsOf({ trouble }: Chronicle, { reasons, unreached }: Readiness): readonly ApiFault[] {
  return [...reasons, ...unreached.map(({ why }) => why), ...(trouble === undefined ? [] : [trouble])].map(({ code, message, remedy }) => {
    return { code, message, ...(remedy === undefined ? {} : { remedy }) };
  });
}
