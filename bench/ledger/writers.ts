/** Who writes entries durably: the ledger, and two peers that store the same bytes without checking, ordering or proving anything. */
import { fdatasync, openSync, write } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Ledger } from "../../src/ledger/index.ts";
import type { Prepared } from "./bench-ledger.ts";

/** Writes one entry, and calls back when it is durable. Entries of one turn may share a commit. */
export type Writer = (entry: Prepared, done: () => void) => void;

export function ledgerWriter(ledger: Ledger): Writer {
  return ({ append }, done) => {
    const placed = ledger.append(append, done);
    if (!placed.ok) throw new Error(`${placed.fault.code} ${placed.fault.message}`);
  };
}

/** One transaction for everything that came while the last one was under way. */
export function sqliteWriter(path: string): Writer {
  const database = new DatabaseSync(path);
  database.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE entries (number INTEGER PRIMARY KEY, leaf BLOB, blob BLOB)",
  );
  const insert = database.prepare("INSERT INTO entries (leaf, blob) VALUES (?, ?)");
  return grouped((entries, done) => {
    database.exec("BEGIN");
    for (const { leaf, blob } of entries) insert.run(leaf, blob);
    database.exec("COMMIT");
    done();
  });
}

/** The least that any durable writer does. */
export function fileWriter(path: string): Writer {
  const file = openSync(path, "w");
  let position = 0;
  return grouped((entries, done) => {
    const bytes = Buffer.concat(entries.flatMap(({ leaf, blob }) => [leaf, blob]));
    write(file, bytes, 0, bytes.length, position, () => fdatasync(file, () => done()));
    position += bytes.length;
  });
}

function grouped(commit: (entries: readonly Prepared[], done: () => void) => void): Writer {
  let waiting: { entry: Prepared; done: () => void }[] = [];
  let isRunning = false;
  const run = (): void => {
    const group = waiting;
    waiting = [];
    commit(
      group.map(({ entry }) => entry),
      () => {
        for (const { done } of group) done();
        isRunning = waiting.length > 0;
        if (isRunning) setImmediate(run);
      },
    );
  };
  return (entry, done) => {
    waiting.push({ entry, done });
    if (isRunning) return;
    isRunning = true;
    queueMicrotask(run);
  };
}
