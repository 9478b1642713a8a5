/** What a parked call is decided by besides itself, at one moment, and what of it is not any more as it was when the call began to wait. */
import { type Lock, serverOf } from "../execution/index.ts";
import type { ApiMoved, ApiSince } from "./api.ts";
import type { CallRecord, Circumstances } from "./call-record.ts";
import { charterName, type Judging, machineIn } from "./charter-record.ts";
import { valuesIn } from "./state-values.ts";
import { touchedSince } from "./touched-files.ts";

/** What has been folded: a chronicle. */
interface Folded {
  readonly lock: Lock | undefined;
  judging(session: string): Judging | undefined;
  statesOf(session: string): readonly Int32Array[] | undefined;
}

/** What holds for a call now. */
export function circumstancesOf(chronicle: Folded, { session, tool }: Pick<CallRecord, "session" | "tool">): Circumstances {
  const { lock } = chronicle;
  const charter = chronicle.judging(session)?.by;
  const machine = machineIn(charter);
  const server = serverOf(tool);
  return {
    state: machine === undefined ? [] : valuesIn(machine, chronicle.statesOf(session) ?? []),
    charter: charter === undefined ? "none" : charterName(charter),
    machine: charter?.entry.machine ?? "",
    definition: lock?.servers[server]?.tools[tool.slice(server.length + 1)]?.digest ?? "",
  };
}

/** What has changed for a call since it began to wait; of files, what a rehearsal has found that it would change. */
export async function sinceParked(chronicle: Folded, call: CallRecord): Promise<ApiSince> {
  const { parking, rehearsal } = call;
  if (parking === undefined) return { state: [], files: [] };
  const { then } = parking;
  const now = circumstancesOf(chronicle, call);
  const files = rehearsal?.found?.is === "files" ? await touchedSince(rehearsal.found.changes) : [];
  return {
    state: movedIn(then.state, now.state),
    ...(then.machine === now.machine ? {} : { charter: { before: then.charter, now: now.charter } }),
    ...(then.definition === now.definition ? {} : { definition: { before: then.definition, now: now.definition } }),
    files,
  };
}

function movedIn(before: Circumstances["state"], now: Circumstances["state"]): readonly ApiMoved[] {
  const known = new Map(before.map((value) => [value.variable, value.values]));
  return now.flatMap((value) => {
    const old = known.get(value.variable);
    const isSame = old === undefined || JSON.stringify(old) === JSON.stringify(value.values);
    return isSame ? [] : [{ ...value, before: old }];
  });
}
