/** Health: who runs, why nothing could be decided now, what is in doubt, and what people's attention goes into. */
import type { Fault } from "../fault/index.ts";
import type { ApiFault, ApiHealth } from "./api.ts";
import type { Chronicle } from "./chronicle.ts";
import { REVEALS_SHOWN_MAX } from "./limits.ts";

export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly Fault[];
}

export function healthOf(chronicle: Chronicle, readiness: Readiness): ApiHealth {
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
    reveals: chronicle.reveals.slice(-REVEALS_SHOWN_MAX),
  };
}

/** Why nothing could be decided now, or be shown as it is. */
export function reasonsOf({ trouble }: Chronicle, { reasons }: Readiness): readonly ApiFault[] {
  return [...reasons, ...(trouble === undefined ? [] : [trouble])].map(({ code, message, remedy }) => {
    return { code, message, ...(remedy === undefined ? {} : { remedy }) };
  });
}
