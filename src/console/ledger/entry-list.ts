/** The entries that fit a search, read in pages towards the beginning; new ones come in from the stream's heads. */
import { useCallback, useEffect, useRef, useState } from "react";
import type { ApiEntries, ApiEntryLine, ApiFault } from "../../console-server/api.ts";
import { useConsole, useEvents } from "../frame/console-context.tsx";

interface EntryList {
  readonly entries?: readonly ApiEntryLine[];
  readonly size?: number;
  readonly fault?: ApiFault;
  readonly more: () => void;
}

const PAGE_SIZE = 200;
/** Typing is not searching: so long nobody presses a key before the server is asked. */
const PAUSE_MS = 150;

export function useEntryList(find: string, kind: string): EntryList {
  const { server } = useConsole();
  const [list, setList] = useState<ApiEntries>();
  const [fault, setFault] = useState<ApiFault>();
  const isReading = useRef(false);

  const read = useCallback(
    async (before: number | undefined): Promise<void> => {
      isReading.current = true;
      const query = new URLSearchParams({
        limit: `${PAGE_SIZE}`,
        ...(find === "" ? {} : { find }),
        ...(kind === "" ? {} : { kind }),
        ...(before === undefined ? {} : { before: `${before}` }),
      });
      const asked = await server.ask<ApiEntries>(`/api/ledger?${query}`);
      isReading.current = false;
      setFault(asked.ok ? undefined : asked.fault);
      if (asked.ok) setList((known) => (before === undefined ? joined(asked.value, known) : appended(known, asked.value)));
    },
    [server, find, kind],
  );
  useEffect(() => {
    setList(undefined);
    const timer = setTimeout(() => void read(undefined), find === "" ? 0 : PAUSE_MS);
    return () => clearTimeout(timer);
  }, [read, find]);
  useEvents((event) => {
    if ((event.event === "head" || event.event === "hello") && !isReading.current) void read(undefined);
  });
  const next = list?.next;
  const more = useCallback(() => {
    if (next !== undefined && !isReading.current) void read(next);
  }, [next, read]);
  return { more, ...(list === undefined ? {} : { entries: list.entries, size: list.size }), ...(fault === undefined ? {} : { fault }) };
}

/** The newest page before what was read already, if they meet; else the newest alone. */
export function joined(newest: ApiEntries, known: ApiEntries | undefined): ApiEntries {
  const last = newest.entries.at(-1);
  const meets = known?.entries.findIndex(({ index }) => index === last?.index) ?? -1;
  if (known === undefined || last === undefined || meets < 0) return newest;
  const { next: _, ...page } = newest;
  return {
    ...page,
    entries: [...newest.entries, ...known.entries.slice(meets + 1)],
    ...(known.next === undefined ? {} : { next: known.next }),
  };
}

function appended(known: ApiEntries | undefined, older: ApiEntries): ApiEntries {
  return known === undefined ? older : { ...older, entries: [...known.entries, ...older.entries] };
}
