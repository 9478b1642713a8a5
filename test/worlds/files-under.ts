/** Every file of a folder in which others work: what they take away meanwhile is not there. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface FileBytes {
  readonly path: string;
  readonly bytes: Buffer;
}

export function filesUnder(folder: string): readonly FileBytes[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.flatMap(({ parentPath, name }) => {
    const path = join(parentPath, name);
    try {
      return [{ path, bytes: readFileSync(path) }];
    } catch (error) {
      if (existsSync(path)) throw error;
      return [];
    }
  });
}
