/** `interlock pin`: writes the tool definitions that servers offer now into interlock.lock, and shows what changed since. */
import { ok } from "../../fault/index.ts";
import { lockDifference, type ToolDifference } from "../pins/lock-difference.ts";
import { lockFileBeside, lockText, mergeLocks, pinnedBeside } from "../pins/lock-file.ts";
import { seeServers } from "../pins/see-servers.ts";
import { resolveServers } from "../pins/server-list.ts";
import { openStateFolder } from "../state-folder/key-ring.ts";
import { leaveSocketFolder, stateFolderBeside } from "../state-folder/state-folder.ts";
import {
  type Command,
  type Declared,
  declare,
  type Patience,
  type ServerChoice,
  withPatience,
  withServers,
} from "../terminal/declaration.ts";
import { EXIT } from "../terminal/exit-codes.ts";
import { type Output, paint, visible } from "../terminal/output.ts";
import { replaceTextFile, shown } from "../terminal/text-file.ts";

interface PinOptions extends ServerChoice, Patience {
  readonly charter: string;
  /** Only compare: exit 1 where something changed. */
  readonly check?: boolean;
}

const pinTools: Command<PinOptions> = async ({ out, rest }, { charter, check, patience, ...choice }) => {
  const before = pinnedBeside(charter);
  if (!before.ok) return before;
  const pinned = Object.keys(before.value.servers);
  const servers = resolveServers({ command: rest, charterFile: charter, pinned }, choice);
  if (!servers.ok) return servers;
  const state = stateFolderBeside(charter);
  const ring = openStateFolder(state, servers.value);
  if (!ring.ok) return ring;
  const seen = await seeServers(state, servers.value, { patience, onWords: out.note });
  leaveSocketFolder(state);
  if (!seen.ok) return seen;
  const after = mergeLocks(before.value, seen.value);
  const differences = lockDifference(before.value, after);
  out.value({ ok: true, changed: differences.length > 0, differences });
  showDifferences(out, differences);
  if (differences.length === 0) out.line("nothing changed");
  if (check === true) return ok(differences.length === 0 ? EXIT.ok : EXIT.negative);
  if (differences.length > 0) {
    const written = replaceTextFile(lockFileBeside(charter), lockText(after));
    if (!written.ok) return written;
    out.line(`${paint("green", "pinned")} in ${shown(lockFileBeside(charter))}`);
  }
  return ok(EXIT.ok);
};

export const pin: Declared = declare({
  name: "pin",
  description: "pin the tool definitions that servers offer now, and show what changed",
  shape: (to) =>
    withPatience(withServers(to.argument("<charter>", "the charter they are pinned for"))).option(
      "--check",
      "only compare; exit 1 on a difference",
      false,
    ),
  read: (from) => ({ charter: from.args[0] ?? "", ...from.opts<ServerChoice & Patience & { check?: boolean }>() }),
  work: pinTools,
});

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
