/** Challenges under way: each belongs to the session that asked for it, is answered once, and runs out. */
import { DRAFT_LIFETIME_MS, DRAFTS_MAX } from "./limits.ts";
import type { World } from "./web/web-sessions.ts";

interface Kept<T> {
  readonly owner: string;
  readonly draft: T;
  readonly expires: number;
}

export class Drafts<T> {
  readonly #world: World;
  readonly #kept = new Map<string, Kept<T>>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Keeps a draft under a name that nobody can guess. */
  keep(owner: string, draft: T): { readonly name: string; readonly expires: number } {
    const [oldest] = this.#kept.size >= DRAFTS_MAX ? this.#kept.keys() : [];
    if (oldest !== undefined) this.#kept.delete(oldest);
    const name = Buffer.from(this.#world.random(16)).toString("base64url");
    const expires = this.#world.now() + DRAFT_LIFETIME_MS;
    this.#kept.set(name, { owner, draft, expires });
    return { name, expires };
  }

  /** The draft of that name, once. */
  take(owner: string, name: string): T | undefined {
    const kept = this.#kept.get(name);
    if (kept?.owner !== owner) return undefined;
    this.#kept.delete(name);
    return kept.expires > this.#world.now() ? kept.draft : undefined;
  }
}
