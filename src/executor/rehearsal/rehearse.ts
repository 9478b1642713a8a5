/**
 * How the calls of one server are rehearsed, by what is configured: in a box on copies of folders, or in a transaction that is rolled
 * back; or not at all, and why.
 */
import { realpathSync } from "node:fs";
import { isJsonObject } from "../../crypto/index.ts";
import { fail } from "../../fault/index.ts";
import type { Boxed } from "./box.ts";
import type { Rehearse } from "./rehearsals.ts";
import { rehearseFiles } from "./rehearse-files.ts";
import { rehearseRows } from "./rehearse-rows.ts";

/** What the server's calls change, and nothing else: files in some folders, or rows by the statement in one of the arguments. */
export type RehearseConfig = { readonly files: readonly string[] } | { readonly postgres: string; readonly argument: string };

export interface Rehearsing extends Omit<Boxed, "copies"> {
  readonly server: string;
  readonly startFolder: string;
  readonly config: RehearseConfig;
  /** Whether a box can be made here. */
  readonly isBoxed: boolean;
  /** The first argument that leads to a file of Interlock's own. */
  readonly reached: (args: Parameters<Rehearse>[0]["args"]) => string | undefined;
}

/** Codes: `executor/rehearsal-impossible`, `executor/out-of-reach`, and those of `rehearseFiles` and `rehearseRows`. */
export function rehearserOf({ server, config, isBoxed, reached, ...box }: Rehearsing): Rehearse {
  const hidden = [...new Set(box.walls.hidden.flatMap((path) => [path, ...realPathOf(path)]))];
  const walls = { ...box.walls, hidden };
  return async ({ tool, args }, { protocol }, place) => {
    if ("postgres" in config) {
      const statement = isJsonObject(args) ? args[config.argument] : undefined;
      if (typeof statement === "string") return await rehearseRows(statement, config.postgres);
      return fail("executor/rehearsal-opaque", `its argument \`${config.argument}\` holds no text`);
    }
    if (!isBoxed) return fail("executor/rehearsal-impossible", "bubblewrap does not work here, so there is no box to try the call in");
    const own = reached(args);
    if (own !== undefined) return fail("executor/out-of-reach", `\`${own}\` leads to a file of Interlock's own`);
    const folders = [...new Set(config.files.flatMap(realPathOf))].sort();
    const outermost = folders.filter((folder) => !folders.some((other) => folder.startsWith(`${other}/`)));
    if (outermost.length === 0) return fail("executor/rehearsal-failed", "none of the folders in `rehearse` is there");
    const inside = outermost.find((folder) => hidden.some((path) => folder === path || folder.startsWith(`${path}/`)));
    if (inside !== undefined) return fail("executor/rehearsal-impossible", `\`${inside}\` is Interlock's own`);
    return await rehearseFiles({ name: tool.slice(server.length + 1), args, protocol }, { ...box, walls, folders: outermost }, place);
  };
}

/** Where a path leads as the disk knows it; nowhere where there is nothing. */
function realPathOf(path: string): readonly string[] {
  try {
    return [realpathSync(path)];
  } catch {
    return [];
  }
}
