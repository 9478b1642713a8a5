/** Asks tool servers what they offer, for `interlock init` and `interlock pin`. No tool is called. */
import { accessSync, constants, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Lock, PinnedServer } from "../../execution/index.ts";
import { connectServer, sandboxWorks } from "../../executor/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { CliCode } from "../faults.ts";
import type { StateFolder } from "../state-folder/state-folder.ts";
import { visible } from "../terminal/output.ts";
import { isFetched, type ServerCommand, sightOf } from "./server-list.ts";

/** Seconds that a server may take to answer: one that is installed, and one that is fetched first, on a slow line. */
const PATIENCE = 15;
const PATIENCE_FETCHED = 120;
/** After this a person wonders. */
const SILENCE_MS = 1_500;

/** What the servers offer now, as pins. Codes: `cli/server-unreachable`. */
export async function seeServers(
  state: StateFolder,
  servers: readonly ServerCommand[],
  { patience, onWords }: { readonly patience?: number | undefined; readonly onWords: (line: string) => void },
): Promise<Result<Lock, CliCode>> {
  const sandbox = await sandboxWorks();
  const seen: { [server: string]: PinnedServer } = {};
  for (const one of servers) {
    const { name, command, args, env } = one;
    const missing = programMissing(one);
    if (!missing.ok) return missing;
    const seconds = patience ?? (isFetched(command) ? PATIENCE_FETCHED : PATIENCE);
    const sight = sightOf(one);
    const bare = { writable: [], readOnly: [], hidden: [state.root], scratch: join(state.run, `scratch-${name}`) };
    // It is only looked at, so it writes nothing.
    const walls = sight === undefined ? bare : { ...bare, only: { roots: [], reads: [...sight.roots, ...sight.reads] } };
    const server = { command, args, env, folder: process.cwd(), walls, sandbox, handshakeMs: seconds * 1_000 };
    const fetching = isFetched(command) ? `, which ${basename(command)} may have to fetch first` : "";
    const wondering = setTimeout(() => onWords(`waiting up to ${seconds} s for \`${name}\` to answer${fetching}`), SILENCE_MS);
    const found = await connectServer(server, process.env, (line) => onWords(`${name}: ${visible(line)}`));
    clearTimeout(wondering);
    if (!found.ok) {
      return fail("cli/server-unreachable", `the server \`${name}\` (\`${visible([command, ...args].join(" "))}\`) does not answer`, {
        cause: found.fault,
        remedy: "run that command by itself: it must stay open and speak MCP on its standard input and output",
      });
    }
    seen[name] = found.value.pins;
  }
  return ok({ format: "interlock-lock/1", servers: seen });
}

/** Code: `cli/server-unreachable`. */
function programMissing({ name, command, env }: ServerCommand): Result<void, CliCode> {
  const path = env["PATH"] ?? process.env["PATH"] ?? "";
  const places = command.includes("/") ? [resolve(command)] : path.split(":").map((folder) => join(folder, command));
  if (places.some(isProgram)) return ok(undefined);
  return fail("cli/server-unreachable", `the server \`${name}\` is to be started with \`${visible(command)}\`, which is no program here`, {
    remedy: command.includes("/") ? "name a file that can be executed" : "install it, or name its whole path",
  });
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
