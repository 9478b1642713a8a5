/** Whether what a parked call was asked about is still there when people have answered: the charter that asked, and the tool. */
import type { Call, Parked } from "../calls/call-register.ts";
import { denied, type Judgement } from "../judging/judge.ts";
import type { World } from "../world.ts";

const CHARTER_GONE =
  "the charter that asked judges its session no more, because another came into force, or because the session that it was kept for has " +
  "ended; the same call in a new session is judged by the charter in force";
const DEFINITION_GONE = "its server serves another definition of the tool than when people were asked";

/** The denial of a call whose answers rest on what is there no more, in words for agent and people; undefined where all of it is. */
export function whatChanged({ session, tool }: Call, { machine, definition }: Parked, world: World): Judgement | undefined {
  if (machine !== world.charters.of(session)?.by.digest) return denied("parked/changed", CHARTER_GONE);
  return definition === world.definitionOf(tool)?.served ? undefined : denied("parked/changed", DEFINITION_GONE);
}
