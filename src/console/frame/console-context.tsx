/** What every view may use: the server, what is live, and the server's clock. Handed in once, by main.tsx. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { ApiEvent, ApiFault } from "../../console-server/api.ts";
import type { Server } from "./ask-server.ts";
import type { Live, LiveStore } from "./live.ts";

export interface Console {
  readonly server: Server;
  readonly live: LiveStore;
  /** This browser's clock, milliseconds since 1970. */
  readonly now: () => number;
  /** Kept between visits: nothing but public keys and heads. */
  readonly memory: Storage;
  /** Code of why the sign-in before this let nobody in. */
  readonly refused?: string;
}

const ConsoleContext = createContext<Console | undefined>(undefined);

export function ConsoleProvider({ value, children }: { readonly value: Console; readonly children: ReactNode }): ReactNode {
  return <ConsoleContext.Provider value={value}>{children}</ConsoleContext.Provider>;
}

export function useConsole(): Console {
  const value = useContext(ConsoleContext);
  if (value === undefined) throw new Error("a view is drawn inside the console");
  return value;
}

export function useLive(): Live {
  const { live } = useConsole();
  return useSyncExternalStore(live.subscribe, live.current);
}

/** The server's time, renewed every `everyMs`. */
export function useNow(everyMs: number = 1_000): number {
  const { now } = useConsole();
  const { clockOffset } = useLive();
  const [time, setTime] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setTime(now()), everyMs);
    return () => clearInterval(timer);
  }, [now, everyMs]);
  return time + clockOffset;
}

export interface Reading<T> {
  /** The last value, kept while it is read again. */
  readonly value?: T;
  readonly fault?: ApiFault;
  readonly again: () => void;
}

/** Events come in bursts, and the server counts what a page reads: so much time gathers one burst. */
const AGAIN_MS = 400;

/** What the server answers to a path, read anew whenever the path changes, and soon after `again` is called. */
export function useReading<T>(path: string | undefined): Reading<T> {
  const { server } = useConsole();
  const [turn, setTurn] = useState(0);
  const [answer, setAnswer] = useState<{ readonly path: string; readonly value?: T; readonly fault?: ApiFault }>();
  // `turn` is no input of the effect's body, but a wish to run it again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    let isCurrent = true;
    if (path !== undefined) {
      void server.ask<T>(path).then((asked) => {
        if (isCurrent) setAnswer(asked.ok ? { path, value: asked.value } : { path, fault: asked.fault });
      });
    }
    return () => {
      isCurrent = false;
    };
  }, [server, path, turn]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const again = useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      setTurn((count) => count + 1);
    }, AGAIN_MS);
  }, []);
  return answer !== undefined && answer.path === path ? { ...answer, again } : { again };
}

/** Calls `listener` with every event of the stream, for as long as the view is drawn. */
export function useEvents(listener: (event: ApiEvent) => void): void {
  const { live } = useConsole();
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => live.listen((event) => latest.current(event)), [live]);
}
