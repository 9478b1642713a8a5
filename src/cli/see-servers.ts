/** Asks tool servers what they offer, for `interlock init` and `interlock pin`. No tool is called. */
import { join } from "node:path";
import type { Lock, PinnedServer } from "../execution/index.ts";
import { connectServer, sandboxWorks } from "../executor/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import type { CliCode } from "./faults.ts";
import { visible } from "./output.ts";
import { type ServerCommand, sightOf } from "./server-list.ts";
import type { StateFolder } from "./state-folder.ts";

/** What the servers offer now, as pins. Codes: `cli/server-unreachable`. */
export async function seeServers(
  state: StateFolder,
  servers: readonly ServerCommand[],
  { handshakeMs, onWords }: { readonly handshakeMs: number; readonly onWords: (line: string) => void },
): Promise<Result<Lock, CliCode>> {
  const sandbox = await sandboxWorks();
  const seen: { [server: string]: PinnedServer } = {};
  for (const one of servers) {
    const { name, command, args, env } = one;
    const sight = sightOf(one);
    const bare = { writable: [], readOnly: [], hidden: [state.root], scratch: join(state.run, `scratch-${name}`) };
    // It is only looked at, so it writes nothing.
    const walls = sight === undefined ? bare : { ...bare, only: { roots: [], reads: [...sight.roots, ...sight.reads] } };
    const server = { command, args, env, folder: process.cwd(), walls, sandbox, handshakeMs };
    const found = await connectServer(server, process.env, (line) => onWords(`${name}: ${visible(line)}`));
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
