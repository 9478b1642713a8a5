/** `interlock init -- SERVER …`: keys, pins and a first charter, so that the next command can be `interlock run`. */
import { existsSync, rmSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fail, ok, type Result } from "../../fault/index.ts";
import { draftCharter } from "../charter/draft-charter.ts";
import type { CliCode } from "../faults.ts";
import { lockFileBeside, lockText, mergeLocks, pinnedBeside } from "../pins/lock-file.ts";
import { seeServers } from "../pins/see-servers.ts";
import { resolveServers, type ServerCommand } from "../pins/server-list.ts";
import { openStateFolder } from "../state-folder/key-ring.ts";
import { leaveSocketFolder, type StateFolder, stateFolderBeside } from "../state-folder/state-folder.ts";
import {
  type Command,
  type Context,
  type Declared,
  declare,
  type Patience,
  type ServerChoice,
  withPatience,
  withServers,
} from "../terminal/declaration.ts";
import { EXIT, type Exit } from "../terminal/exit-codes.ts";
import { paint } from "../terminal/output.ts";
import { replaceTextFile, shown } from "../terminal/text-file.ts";

interface InitOptions extends ServerChoice, Patience {
  readonly charter: string;
}

const initialise: Command<InitOptions> = async ({ out, rest }, { charter, patience, ...choice }) => {
  if (existsSync(charter)) {
    return fail("cli/file-exists", `\`${shown(charter)}\` is there already`, {
      remedy: "name another file, or pin new tools with `interlock pin`",
    });
  }
  if (!existsSync(dirname(resolve(charter))))
    return fail("cli/file-unwritable", `there is no folder \`${shown(dirname(charter))}\``, { remedy: "make it first" });
  const servers = resolveServers({ command: rest, charterFile: charter }, choice);
  if (!servers.ok) return servers;
  const state = stateFolderBeside(charter);
  const isNew = !existsSync(state.root);
  const written = await writeFirst({ out, rest }, { charter, patience }, state, servers.value);
  // What failed leaves nothing behind.
  if (!written.ok && isNew) rmSync(state.root, { recursive: true, force: true });
  leaveSocketFolder(state);
  return written;
};

/** Keys, pins and the charter. Codes: those of keys, of `seeServers` and of writing. */
async function writeFirst(
  { out, rest }: Context,
  { charter, patience }: Pick<InitOptions, "charter" | "patience">,
  state: StateFolder,
  servers: readonly ServerCommand[],
): Promise<Result<Exit, CliCode>> {
  const ring = openStateFolder(state, servers);
  if (!ring.ok) return ring;
  const before = pinnedBeside(charter);
  if (!before.ok) return before;
  const seen = await seeServers(state, servers, { patience, onWords: out.note });
  if (!seen.ok) return seen;
  const [first] = servers;
  const text = draftCharter(servers.length === 1 ? `${first?.name ?? "my"}-agent` : "my-agent", seen.value);
  const pinned = replaceTextFile(lockFileBeside(charter), lockText(mergeLocks(before.value, seen.value)));
  if (!pinned.ok) return pinned;
  const written = replaceTextFile(charter, text);
  if (!written.ok) return written;
  const tools = Object.values(seen.value.servers).reduce((sum, server) => sum + Object.keys(server.tools).length, 0);
  out.line(`${paint("green", "written")}: ${shown(charter)} (edit it), ${shown(lockFileBeside(charter))} (${tools} tools pinned),`);
  out.line(`  ${shown(state.keys)} (keys: private, never in version control)`);
  out.line();
  out.line(`next: interlock check ${shown(charter)}, and in your MCP client's configuration, where the server was:`);
  const args = ["run", resolve(charter), "--user", "NAME", ...(rest.length === 0 ? [] : ["--", ...rest.map(fromAnywhere)])];
  out.line(`  ${JSON.stringify({ mcpServers: { [first?.name ?? "interlock"]: { command: "interlock", args } } })}`);
  out.value({ ok: true, charter, lock: lockFileBeside(charter), tools });
  return ok(EXIT.ok);
}

/** A word of a command line as it means the same in every folder: clients start servers where they like. */
function fromAnywhere(word: string, place: number): string {
  const isPath = place === 0 ? word.includes("/") : existsSync(word);
  return isPath ? resolve(word) : word;
}

export const init: Declared = declare({
  name: "init",
  description: "write keys, pins and a first charter for the tool server after --",
  shape: (to) => withPatience(withServers(to.argument("[charter]", "the charter to write", "charter.yaml"))),
  read: (from) => ({ charter: from.args[0] ?? "charter.yaml", ...from.opts<ServerChoice & Patience>() }),
  work: initialise,
});
