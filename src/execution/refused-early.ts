/** Refusals that need no clause of a charter: who asks, in what form, and whether there is anything to decide it by. */
import { denied, type Judgement } from "./judge.ts";
import type { OpenSession, World } from "./world.ts";

/** A proposal as far as its call has not been looked at. `isWhole`: whether its content could be opened and read. */
export interface Arrival {
  readonly session: OpenSession | undefined;
  readonly isWhole: boolean;
  readonly atMs: number;
}

/** The denial of a call of `tool` that never reaches the machine; undefined where it does. */
export function refusedEarly(world: World, tool: string, { session, isWhole, atMs }: Arrival): Judgement | undefined {
  const { charter } = world;
  if (session === undefined) return denied("session/unknown");
  if (!isWhole) return denied("call/malformed");
  if (charter === undefined) return denied("charter/missing");
  if (charter.expires !== undefined && charter.expires <= atMs) return denied("charter/expired");
  if (session.expires !== undefined && session.expires <= atMs) return denied("grant/expired");
  if (world.definitionOf(tool) === undefined) return denied("tool/not-pinned");
  return undefined;
}
