/** What open sessions may do now, told only where it changed since it was told last. */
import { canonicalize, type Json } from "../../crypto/index.ts";
import type { SessionView } from "../../ledger/index.ts";
import { type CallRegister, isOwner } from "../calls/call-register.ts";
import type { OpenSession, World } from "../world.ts";

export class SessionViews {
  #told: ReadonlyMap<string, string> = new Map();

  /** Of the views of all open sessions, those that are new. */
  news(views: readonly SessionView[]): readonly SessionView[] {
    const texts = new Map(views.map((view) => [view.session, canonicalize(view as unknown as Json)]));
    const before = this.#told;
    this.#told = texts;
    return views.filter(({ session }) => before.get(session) !== texts.get(session));
  }
}

/** What one session may do now, and what is open of it. */
export function viewOf({ id, owner }: OpenSession, world: World, calls: CallRegister, atMs: number): SessionView {
  const inDoubt = [...calls.all()].filter((call) => call.phase.is === "doubt" && isOwner(call.owner, owner));
  return {
    session: id,
    admissible: admissibleNow(world, { id, owner }, atMs),
    contained: world.charters.inForce?.state.isContained(owner, atMs) ?? true,
    inDoubt: inDoubt.map((call) => call.proposal),
  };
}

/** Tools of which some call could be admissible now, without those that their server no longer offers. */
export function admissibleNow(world: World, { id, owner }: Pick<OpenSession, "id" | "owner">, atMs: number): readonly string[] {
  const governing = world.charters.of(id);
  if (governing === undefined || world.heard.isOtherwise(owner)) return [];
  const { by, besides = by, inForce } = governing;
  if ([inForce, by, besides].some(({ expires = Number.POSITIVE_INFINITY }) => expires <= atMs)) return [];
  const before = new Set(besides.state.admissible(owner, atMs));
  return by.state.admissible(owner, atMs).filter((name) => before.has(name) && (world.definitionOf(name)?.served ?? null) !== null);
}
