/** Refusals that need no clause of a charter: who asks, in what form, and whether there is anything to decide it by. */
import { type OwnGround, ownThingNamed } from "../meaning/index.ts";
import type { Call } from "./call-register.ts";
import { printable } from "./explain.ts";
import { denied, type Judgement } from "./judge.ts";
import type { OpenSession, World } from "./world.ts";

/** A proposal as far as its call has not been looked at. `isWhole`: whether its content could be opened and read. */
export interface Arrival {
  readonly session: OpenSession | undefined;
  readonly isWhole: boolean;
  readonly atMs: number;
}

/** The denial of a call that never reaches the machine; undefined where it does. */
export function refusedEarly(
  world: World,
  { tool, args, from }: Pick<Call, "tool" | "args" | "from">,
  { session, isWhole, atMs }: Arrival,
): Judgement | undefined {
  const { charter } = world;
  if (session === undefined) return denied("session/unknown");
  if (world.heard.isOtherwise(session.owner)) return denied("call/heard-otherwise");
  if (!isWhole) return denied("call/malformed");
  if (charter === undefined) return denied("charter/missing");
  if (charter.expires !== undefined && charter.expires <= atMs) return denied("charter/expired");
  if (session.expires !== undefined && session.expires <= atMs) return denied("grant/expired");
  if (world.definitionOf(tool) === undefined) return denied("tool/not-pinned");
  const own = from === "agent" ? ownThingNamed(args, charter.ground ?? NOWHERE) : undefined;
  return own === undefined ? undefined : denied("call/out-of-reach", `\`${printable(own.slice(0, SHOWN_MAX))}\` is Interlock's own`);
}

/** What the rule knows by name lies everywhere. */
const NOWHERE: OwnGround = { base: "/", paths: [] };
const SHOWN_MAX = 200;
