/**
 * Who looks: one-time links that somebody at the terminal opens, and the sessions that follow from them. Only digests of secrets are kept.
 * A session lets a browser look and ask; it is no approver's key, and answers nothing by itself.
 */
import { sha256, toHex } from "../../crypto/index.ts";
import { LINK_LIFETIME_MS, OPENINGS_PER_MINUTE, SESSION_LIFETIME_MS, SESSIONS_MAX } from "../limits.ts";
import type { Viewer } from "./oidc-settings.ts";
import { Rate } from "./rate.ts";

/** The console's world: time and chance. */
export interface World {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** So many random bytes. */
  readonly random: (size: number) => Uint8Array;
}

export interface WebSession {
  /** Its secret's digest: what it is called in here. */
  readonly name: string;
  /** Who looks, where an identity provider said so; a link says nothing. */
  readonly viewer: Viewer | undefined;
  /** What the page sends with every change. */
  readonly csrf: string;
  readonly expires: number;
  readonly reads: Rate;
  readonly changes: Rate;
  streams: number;
  /** Ends what is open for it, when it ends. */
  readonly over: AbortController;
}

const SECRET_SIZE = 32;

export class WebSessions {
  readonly #world: World;
  /** Links not opened yet, by digest, with the time that they end. */
  readonly #links = new Map<string, number>();
  readonly #sessions = new Map<string, WebSession>();
  readonly #openings: Rate;

  constructor(world: World) {
    this.#world = world;
    this.#openings = new Rate(OPENINGS_PER_MINUTE, world.now);
  }

  /** Makes a link's secret. It opens one session, once, within `LINK_LIFETIME_MS`. */
  issueLink(): string {
    const secret = this.#secret();
    this.#links.set(digestOf(secret), this.#world.now() + LINK_LIFETIME_MS);
    return secret;
  }

  /** Opens a session with a link's secret: the session and its cookie's secret; "too often", or undefined where the link is none. */
  open(
    link: string,
    limits: { readonly reads: number; readonly changes: number },
  ): readonly [WebSession, string] | "too often" | undefined {
    if (!this.mayOpen()) return "too often";
    const ends = this.#links.get(digestOf(link));
    this.#links.delete(digestOf(link));
    if (ends === undefined || ends <= this.#world.now()) return undefined;
    return this.admit(undefined, limits);
  }

  /** Whether somebody may try to get in now. */
  mayOpen(): boolean {
    return this.#openings.take();
  }

  /** Opens a session for somebody who was let in: the session and its cookie's secret. */
  admit(viewer: Viewer | undefined, limits: { readonly reads: number; readonly changes: number }): readonly [WebSession, string] {
    const secret = this.#secret();
    const { now } = this.#world;
    const [oldest] = this.#sessions.size >= SESSIONS_MAX ? this.#sessions.values() : [];
    if (oldest !== undefined) this.end(oldest);
    const session: WebSession = {
      name: digestOf(secret),
      viewer,
      csrf: this.#secret(),
      expires: now() + SESSION_LIFETIME_MS,
      reads: new Rate(limits.reads, now),
      changes: new Rate(limits.changes, now),
      streams: 0,
      over: new AbortController(),
    };
    this.#sessions.set(session.name, session);
    return [session, secret];
  }

  /** The session of a cookie. */
  find(secret: string | undefined): WebSession | undefined {
    const session = secret === undefined ? undefined : this.#sessions.get(digestOf(secret));
    return session !== undefined && this.isOpen(session) ? session : undefined;
  }

  /** Whether whoever has it may look now. */
  isOpen({ name, expires }: WebSession): boolean {
    return this.#sessions.has(name) && expires > this.#world.now();
  }

  /** Ends it, and what it follows. */
  end({ name, over }: WebSession): void {
    this.#sessions.delete(name);
    over.abort();
  }

  #secret(): string {
    return Buffer.from(this.#world.random(SECRET_SIZE)).toString("base64url");
  }
}

/** Secrets are looked up by digest, so no comparison's time tells anything about them. */
function digestOf(secret: string): string {
  return toHex(sha256(Buffer.from(secret, "utf8")));
}
