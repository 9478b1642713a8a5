/**
 * The last head of the ledger that an executor has seen, kept over its restarts: a ledger that was rolled back or replaced while
 * nobody ran is found by the next warrant. The file holds nothing secret.
 */
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fromBase64, isJsonObject, parseJson, toBase64 } from "../crypto/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import { makeFolder, replaceFile } from "../ledger/index.ts";
import type { ExecutorCode } from "./faults.ts";
import { HEAD_SAVE_MS } from "./limits.ts";
import type { Head } from "./verify-head.ts";

/** The kept head; undefined where none was ever kept. Code: `executor/head-unreadable`. */
export function readHead(file: string): Result<Head | undefined, ExecutorCode> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === "ENOENT" ? ok(undefined) : unreadable(file);
  }
  const parsed = parseJson(text);
  const value = parsed.ok && isJsonObject(parsed.value) ? parsed.value : {};
  const { origin, size, root, note } = value;
  const bytes = typeof root === "string" ? fromBase64(root) : undefined;
  if (typeof origin !== "string" || typeof size !== "number" || !Number.isSafeInteger(size) || bytes?.length !== 32)
    return unreadable(file);
  return ok({ origin, size, root: bytes, ...(typeof note === "string" ? { kept: note } : {}) });
}

function unreadable(file: string): Result<never, ExecutorCode> {
  return fail("executor/head-unreadable", `\`${file}\` is not a head that an executor has kept`, {
    remedy: "if nobody can have changed the ledger since, delete the file",
  });
}

export class HeadFile {
  readonly #file: string;
  readonly #onFault: (message: string) => void;
  #head: Head | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(file: string, onFault: (message: string) => void) {
    this.#file = file;
    this.#onFault = onFault;
  }

  /** Keeps a head: soon, not at once, so that it costs nothing on the way of a call. */
  keep(head: Head): void {
    this.#head = head;
    this.#timer ??= setTimeout(() => this.save(), HEAD_SAVE_MS).unref();
  }

  /** Writes what is kept now. */
  save(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#head === undefined) return;
    const { origin, size, root, note, kept } = this.#head;
    try {
      makeFolder(dirname(this.#file));
      replaceFile(this.#file, JSON.stringify({ origin, size, root: toBase64(root), note: note ?? kept }));
    } catch (thrown) {
      this.#onFault(`the head cannot be kept: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
  }
}
