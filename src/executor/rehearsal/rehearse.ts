/** How the calls of one server are rehearsed, by what is configured: in a box on copies of folders; or not at all, and why. */
import { realpathSync } from "node:fs";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { ExecutorCode } from "../faults.ts";
import type { Boxed } from "./box.ts";
import type { Rehearse } from "./rehearsals.ts";
import { rehearseFiles } from "./rehearse-files.ts";

/** Which of the server's effects can be contained. */
export interface RehearseConfig {
  /** Folders that its calls write; nothing else that they do has effects. */
  readonly files: readonly string[];
}

export interface Rehearsing extends Omit<Boxed, "copies"> {
  readonly server: string;
  readonly startFolder: string;
  readonly config: RehearseConfig;
  /** Whether a box can be made here. */
  readonly isBoxed: boolean;
  /** The first argument that leads to a file of Interlock's own. */
  readonly reached: (args: Parameters<Rehearse>[0]["args"]) => string | undefined;
}

/** Codes: `executor/rehearsal-impossible`, `executor/out-of-reach`, and those of `rehearseFiles`. */
export function rehearserOf({ server, config, isBoxed, reached, ...box }: Rehearsing): Rehearse {
  return async ({ tool, args }, { protocol }, place) => {
    if (!isBoxed) return fail("executor/rehearsal-impossible", "bubblewrap does not work here, so there is no box to try the call in");
    const own = reached(args);
    if (own !== undefined) return fail("executor/out-of-reach", `\`${own}\` leads to a file of Interlock's own`);
    const folders = foldersOf(config.files);
    if (!folders.ok) return folders;
    return await rehearseFiles({ name: tool.slice(server.length + 1), args, protocol }, { ...box, folders: folders.value }, place);
  };
}

/** The folders as the disk knows them now, without those inside another. */
function foldersOf(named: readonly string[]): Result<readonly string[], ExecutorCode> {
  try {
    const real = [...new Set(named.map((folder) => realpathSync(folder)))].sort();
    return ok(real.filter((folder) => !real.some((other) => folder.startsWith(`${other}/`))));
  } catch (thrown) {
    return fail("executor/rehearsal-failed", thrown instanceof Error ? thrown.message : String(thrown));
  }
}
