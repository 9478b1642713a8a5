/**
 * Whether files are still what they were when a call was rehearsed, by the digests of what was there. It looks at plain files alone,
 * follows no link, and says of a file nothing but that it differs.
 */
import { hash } from "node:crypto";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { FileChange } from "../ledger/index.ts";
import { TOUCHED_BYTES_MAX } from "./limits.ts";

/** The paths that are something else now; one that cannot be read is, as far as anybody here can say. */
export async function touchedSince(changes: readonly FileChange[]): Promise<readonly string[]> {
  const differs = await Promise.all(changes.map(async ({ path, before }) => (await digestOf(path)) !== before));
  return changes.flatMap(({ path, what }, index) => (what === "file" && differs[index] === true ? [path] : []));
}

/** SHA-256 in hex; undefined where there is no plain file. */
async function digestOf(path: string): Promise<string | undefined> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stats = await file.stat();
      if (!stats.isFile()) return undefined;
      return stats.size > TOUCHED_BYTES_MAX ? "larger" : hash("sha256", await file.readFile(), "hex");
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}
