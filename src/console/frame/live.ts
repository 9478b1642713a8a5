/**
 * What the page knows without asking: who may answer, what waits, whether the system is ready. It reads the lists once and then
 * follows the server's stream; after every gap it reads them again.
 */
import type { ApiEvent, ApiFault, ApiHealth, ApiInbox, ApiInboxItem, ApiMe } from "../../console-server/api.ts";
import type { Server } from "./ask-server.ts";

export interface Live {
  readonly connection: "opening" | "live" | "lost";
  /** Why nobody is let in. */
  readonly refused?: ApiFault;
  readonly me?: ApiMe;
  /** Server's clock minus this browser's, milliseconds. */
  readonly clockOffset: number;
  readonly inbox?: readonly ApiInboxItem[];
  readonly ready?: boolean;
  readonly reasons: readonly ApiFault[];
  /** Entries in the ledger. */
  readonly size: number;
}

export interface LiveStore {
  readonly current: () => Live;
  readonly subscribe: (changed: () => void) => () => void;
  /** Every event as it comes, for views that show a course. */
  readonly listen: (listener: (event: ApiEvent) => void) => () => void;
  readonly start: (link: string | undefined) => Promise<void>;
}

const EVENTS: readonly ApiEvent["event"][] = ["hello", "step", "session", "inbox", "health", "head", "approvers"];
const RETRY_MS = 2_000;
/** Why somebody gets no answer now, and may get one later. */
const PASSING: ReadonlySet<string> = new Set(["console/server-silent", "console/answer-garbled", "console-server/too-often"]);

/** `now`: this browser's clock. */
export function createLiveStore(server: Server, now: () => number): LiveStore {
  let live: Live = { connection: "opening", clockOffset: 0, reasons: [], size: 0 };
  const watchers = new Set<() => void>();
  const listeners = new Set<(event: ApiEvent) => void>();
  const change = (part: Partial<Live>): void => {
    live = { ...live, ...part };
    for (const changed of watchers) changed();
  };
  const readLists = async (): Promise<void> => {
    const [me, inbox, health] = await Promise.all([
      server.ask<ApiMe>("/api/me"),
      server.ask<ApiInbox>("/api/inbox"),
      server.ask<ApiHealth>("/api/health"),
    ]);
    if (!me.ok) {
      // Who was let in may be so still: the server is away, or something stands before it.
      change(PASSING.has(me.fault.code) ? { connection: "lost" } : { refused: me.fault });
      return;
    }
    server.setCsrf(me.value.csrf);
    const { refused: _, ...rest } = live;
    live = rest;
    change({ me: me.value, clockOffset: me.value.now - now(), ...(inbox.ok ? { inbox: inbox.value.items } : {}) });
    if (health.ok) change({ ready: health.value.ready, reasons: health.value.reasons });
  };
  const take = (event: ApiEvent): void => {
    if (event.event === "hello") {
      change({ connection: "live", size: event.size, clockOffset: event.now - now() });
      void readLists();
    }
    if (event.event === "inbox") change({ inbox: event.items });
    if (event.event === "health") change({ ready: event.ready, reasons: event.reasons });
    if (event.event === "head") change({ size: event.size });
    if (event.event === "approvers" && live.me !== undefined) change({ me: { ...live.me, approvers: event.approvers } });
    for (const listener of listeners) listener(event);
  };
  const follow = (): void => {
    openStream(take, (isOver) => {
      change({ connection: "lost" });
      if (isOver) setTimeout(() => void readLists().then(() => (live.refused === undefined ? follow() : undefined)), RETRY_MS);
    });
  };
  return {
    current: () => live,
    subscribe: (changed) => {
      watchers.add(changed);
      return () => watchers.delete(changed);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: async (link) => {
      if (link !== undefined) await server.tell<ApiMe>("/api/session", { link });
      await readLists();
      if (live.refused === undefined) follow();
    },
  };
}

/** Follows the server's events. `lost`: the connection broke; `isOver` where the browser will not mend it by itself. */
function openStream(take: (event: ApiEvent) => void, lost: (isOver: boolean) => void): void {
  const stream = new EventSource("/api/stream");
  const receive = (message: MessageEvent<string>): void => take(JSON.parse(message.data) as ApiEvent);
  stream.addEventListener("message", receive);
  for (const name of EVENTS) stream.addEventListener(name, receive);
  stream.addEventListener("error", () => lost(stream.readyState === EventSource.CLOSED));
}
