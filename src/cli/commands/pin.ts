/** `interlock pin`: writes the tool definitions that servers offer now into interlock.lock, and shows what changed since. */
import { existsSync } from "node:fs";
import type { Lock } from "../../execution/index.ts";
import { ok } from "../../fault/index.ts";
import { lockFileBeside, readLockBeside, shown } from "../charter-file.ts";
import type { Command } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { ensureKeys } from "../key-ring.ts";
import { lockDifference, type ToolDifference } from "../lock-difference.ts";
import { lockText } from "../lock-text.ts";
import { type Output, paint, visible } from "../output.ts";
import { seeServers } from "../see-servers.ts";
import { resolveServers } from "../server-list.ts";
import { prepareStateFolder, stateFolderBeside } from "../state-folder.ts";
import { writeAll } from "./init.ts";

export interface PinOptions {
  readonly charter: string;
  readonly name?: string;
  readonly servers?: string;
  /** Only compare: exit 1 where something changed. */
  readonly check: boolean;
}

const EMPTY: Lock = { format: "interlock-lock/1", servers: {} };

export const pin: Command<PinOptions> = async ({ out, rest }, { charter, name, servers: file, check }) => {
  const before = existsSync(lockFileBeside(charter)) ? readLockBeside(charter) : ok(EMPTY);
  if (!before.ok) return before;
  const pinned = Object.keys(before.value.servers);
  const servers = resolveServers({
    command: rest,
    charterFile: charter,
    pinned,
    ...(name === undefined ? {} : { name }),
    ...(file === undefined ? {} : { file }),
  });
  if (!servers.ok) return servers;
  const state = stateFolderBeside(charter);
  const prepared = prepareStateFolder(state);
  if (!prepared.ok) return prepared;
  const ring = ensureKeys(
    state,
    servers.value.map((server) => server.name),
  );
  if (!ring.ok) return ring;
  const seen = await seeServers(state, servers.value, out.note);
  if (!seen.ok) return seen;
  const after: Lock = { ...before.value, servers: { ...before.value.servers, ...seen.value.servers } };
  const differences = lockDifference(before.value, after);
  out.value({ ok: true, changed: differences.length > 0, differences });
  showDifferences(out, differences);
  if (differences.length === 0) out.line("nothing changed");
  if (check) return ok(differences.length === 0 ? EXIT.ok : EXIT.negative);
  if (differences.length > 0) {
    const written = writeAll([[lockFileBeside(charter), lockText(after)]]);
    if (!written.ok) return written;
    out.line(`${paint("green", "pinned")} in ${shown(lockFileBeside(charter))}`);
  }
  return ok(EXIT.ok);
};

/** Added and removed tools, and for changed ones each member with its old and new value. */
export function showDifferences(out: Output, differences: readonly ToolDifference[]): void {
  const signs = { added: paint("green", "+"), removed: paint("red", "-"), changed: paint("yellow", "~") };
  for (const { tool, change, members } of differences) {
    out.line(`${signs[change]} ${visible(tool)}`);
    for (const { at, before, after } of members) {
      out.line(`    ${visible(at)}`);
      if (before !== undefined) out.line(paint("red", `      - ${visible(JSON.stringify(before))}`));
      if (after !== undefined) out.line(paint("green", `      + ${visible(JSON.stringify(after))}`));
    }
  }
}
