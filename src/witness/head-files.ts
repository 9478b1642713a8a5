/**
 * The heads of a witness as files: one note for each ledger, replaced as a whole and durable before it is cosigned; and
 * evidence of forks beside them.
 */
import { mkdir, open, readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { digestOf } from "../crypto/index.ts";
import { evidenceFile } from "./evidence.ts";
import { EVIDENCE_FILES_MAX } from "./limits.ts";
import type { HeadStore } from "./witness.ts";

/** Heads in `folder`, which is made where it is missing. */
export function headFiles(folder: string): HeadStore {
  const fileOf = (origin: string): string => join(folder, `${digestOf(origin).slice(0, 32)}.head`);
  return {
    read: async (origin) => {
      try {
        return await readFile(fileOf(origin), "utf8");
      } catch (thrown) {
        if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw thrown;
      }
    },
    write: async (origin, note) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await replace(folder, fileOf(origin), note);
    },
    keepEvidence: async (evidence) => {
      const { name, text } = evidenceFile(evidence);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const before = (await readdir(folder)).filter((file) => file.endsWith(".evidence.json"));
      if (before.length < EVIDENCE_FILES_MAX && !before.includes(name)) await replace(folder, join(folder, name), text);
    },
  };
}

/** Writes a file so that after a crash it is the old one or the new one. */
async function replace(folder: string, file: string, text: string): Promise<void> {
  const next = await open(`${file}.new`, "w", 0o600);
  try {
    await next.writeFile(text);
    await next.sync();
  } finally {
    await next.close();
  }
  await rename(`${file}.new`, file);
  const directory = await open(folder, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
