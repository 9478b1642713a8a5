/** Refusals for which no charter is asked. */
import type { EstablishedFacts, Session } from "./established-facts.ts";
import { denied, type Judgement } from "./judgement.ts";
import type { Call } from "./open-calls.ts";
import { reachesProtected } from "./out-of-reach.ts";

/** `isWhole`: whether the proposal says a tool and arguments. */
export function earlyRefusal(
  facts: EstablishedFacts,
  { session: name, from, tool, args }: Pick<Call, "session" | "from" | "tool" | "args">,
  session: Session | undefined,
  isWhole: boolean,
  atMs: number,
): Judgement | undefined {
  if (session === undefined) return denied("session/unknown");
  if (facts.given.isMisled(session.owner)) return denied("call/heard-otherwise");
  if (!isWhole) return denied("call/malformed");
  if (facts.charters.newest === undefined) return denied("charter/missing");
  const bench = facts.charters.bench(name);
  if (bench === undefined) return denied("charter/too-old");
  const asked = [bench.newest, bench.judge, ...(bench.objector === undefined ? [] : [bench.objector])];
  if (asked.some(({ expires }) => expires <= atMs)) return denied("charter/expired");
  if (session.expires <= atMs) return denied("grant/expired");
  if (facts.pinsDoubt === undefined && facts.definitionOf(tool) === undefined) return denied("tool/not-pinned");
  return from === "agent" && asked.some(({ protects }) => reachesProtected(args, protects)) ? denied("call/out-of-reach") : undefined;
}
