/** The paths that are Interlock's own beside a charter: what the rule that no charter can remove protects, live and on paper. */
import { existsSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { StateFolder } from "../state-folder/state-folder.ts";
import type { Compiled } from "./charter-file.ts";

/** What no call may reach, however it is spelled: as named, and where links lead. */
export function ownPaths(state: StateFolder, { base, sources }: Pick<Compiled, "base" | "sources">): readonly string[] {
  const beside = ["interlock.lock", "interlock.signatures", "servers.json"].map((name) => join(base, name));
  const named = [state.root, dirname(state.socket), ...beside, ...sources.map(({ file }) => resolve(base, file))];
  return [...new Set([...named, ...named.flatMap((path) => (existsSync(path) ? [realpathSync(path)] : []))])];
}
