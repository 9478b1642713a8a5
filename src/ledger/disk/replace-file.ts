/**
 * Small files that are written whole: a crash at any moment leaves what was there or what was to be there, and what is to be there is
 * durable when a function returns. For keys and whatever else must be kept before somebody goes on; all of it waits, and throws as
 * node:fs does.
 */
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const OWNERS = 0o600;

/** Puts `text` in the place of whatever is at `file`. The draft lies beside it, as `FILE.new`. */
export function replaceFile(file: string, text: string, mode: number = OWNERS): void {
  renameSync(writeDraft(file, text, mode), file);
  syncNow(dirname(file));
}

/** Makes a file where there is none; EEXIST where there is one, which stays as it is. */
export function makeFile(file: string, text: string, mode: number = OWNERS): void {
  const draft = writeDraft(file, text, mode);
  try {
    linkSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
  syncNow(dirname(file));
}

/** Makes a folder for its owner, and those above it that are missing. */
export function makeFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) syncNow(dirname(made));
}

function writeDraft(file: string, text: string, mode: number): string {
  const draft = `${file}.new`;
  // One that a crash has left may be linked to the file itself.
  rmSync(draft, { force: true });
  const descriptor = openSync(draft, "wx", mode);
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return draft;
}

function syncNow(folder: string): void {
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
