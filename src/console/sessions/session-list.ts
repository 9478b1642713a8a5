/** The list of sessions, read in pages and kept up to date by the stream: a change moves nothing that a person is looking at. */
import { useCallback, useEffect, useRef, useState } from "react";
import type { ApiFault, ApiSession, ApiSessions } from "../../console-server/api.ts";
import { useConsole, useEvents } from "../frame/console-context.tsx";

interface SessionList {
  readonly sessions?: readonly ApiSession[];
  readonly total?: number;
  readonly fault?: ApiFault;
  readonly more: () => void;
}

interface Page {
  readonly find: string;
  readonly sessions: readonly ApiSession[];
  readonly total: number;
  readonly next?: string;
}

const PAGE_SIZE = 200;

export function useSessionList(find: string): SessionList {
  const { server } = useConsole();
  const [page, setPage] = useState<Page>();
  const [fault, setFault] = useState<ApiFault>();
  const isReading = useRef(false);

  const read = useCallback(
    async (after: string | undefined): Promise<void> => {
      isReading.current = true;
      const query = new URLSearchParams({
        limit: `${PAGE_SIZE}`,
        ...(find === "" ? {} : { find }),
        ...(after === undefined ? {} : { after }),
      });
      const asked = await server.ask<ApiSessions>(`/api/sessions?${query}`);
      isReading.current = false;
      setFault(asked.ok ? undefined : asked.fault);
      if (!asked.ok) return;
      setPage((before) => ({
        ...asked.value,
        find,
        sessions: after === undefined || before === undefined ? asked.value.sessions : [...before.sessions, ...asked.value.sessions],
      }));
    },
    [server, find],
  );
  useEffect(() => {
    void read(undefined);
  }, [read]);
  useEvents((event) => {
    if (event.event === "hello") void read(undefined);
    if (event.event === "session") setPage((before) => (before === undefined ? before : withSession(before, event.session)));
  });
  const next = page?.next;
  const more = useCallback(() => {
    if (next !== undefined && !isReading.current) void read(next);
  }, [next, read]);
  return { more, ...(page === undefined ? {} : { sessions: page.sessions, total: page.total }), ...(fault === undefined ? {} : { fault }) };
}

/** A session that is listed is replaced in its place; a new one comes first, unless the list is a search. */
function withSession(page: Page, session: ApiSession): Page {
  const index = page.sessions.findIndex(({ id }) => id === session.id);
  if (index >= 0) return { ...page, sessions: page.sessions.with(index, session) };
  return page.find === "" ? { ...page, sessions: [session, ...page.sessions], total: page.total + 1 } : page;
}
