/** Refusals that need no clause of a charter: who asks, in what form, and whether there is anything to decide it by. */
import { type OwnGround, ownThingNamed } from "../../meaning/index.ts";
import type { Call } from "../calls/call-register.ts";
import { denied, type Judgement } from "../judging/judge.ts";
import type { OpenSession, World } from "../world.ts";
import { printable } from "./explain.ts";

/** A proposal as far as its call has not been looked at. `isWhole`: whether its content could be opened and read. */
export interface Arrival {
  readonly session: OpenSession | undefined;
  readonly isWhole: boolean;
  readonly atMs: number;
}

/** The denial of a call that never reaches the machine; undefined where it does. */
export function refusedEarly(
  world: World,
  { session: id, tool, args, from }: Pick<Call, "session" | "tool" | "args" | "from">,
  { session, isWhole, atMs }: Arrival,
): Judgement | undefined {
  const { charters } = world;
  if (session === undefined) return denied("session/unknown");
  if (world.heard.isOtherwise(session.owner)) return denied("call/heard-otherwise");
  if (!isWhole) return denied("call/malformed");
  if (charters.inForce === undefined) return denied("charter/missing");
  const governing = charters.of(id);
  if (governing === undefined) return denied("charter/too-old");
  const both = new Set([governing.inForce, governing.besides ?? governing.by]);
  if ([...both].some(({ expires }) => expires !== undefined && expires <= atMs)) return denied("charter/expired");
  if (session.expires !== undefined && session.expires <= atMs) return denied("grant/expired");
  if (world.definitionOf(tool) === undefined) return denied("tool/not-pinned");
  const [own] = from === "agent" ? [...both].flatMap(({ ground }) => ownThingNamed(args, ground ?? NOWHERE) ?? []) : [];
  return own === undefined ? undefined : denied("call/out-of-reach", `\`${printable(own.slice(0, SHOWN_MAX))}\` is Interlock's own`);
}

/** What the rule knows by name lies everywhere. */
const NOWHERE: OwnGround = { base: "/", paths: [] };
const SHOWN_MAX = 200;
