/**
 * `interlock shell-server`: a tool server for argument vectors, to be governed like any other. What a charter has understood of a
 * line is what it runs, each command in a namespace of the roots alone. It holds no key and knows nothing of Interlock's parts.
 */
import { resolve } from "node:path";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { CliCode } from "../faults.ts";
import { type CommandWalls, commandEnvironment, strayPlace, strongestWalls } from "../shell-server/command-walls.ts";
import { shellTools } from "../shell-server/shell-tools.ts";
import { type Command, collect, type Declared, declare } from "../terminal/declaration.ts";
import { EXIT } from "../terminal/exit-codes.ts";

interface ShellServerOptions {
  readonly root: readonly string[];
  readonly reads?: readonly string[];
  readonly env?: readonly string[];
  readonly network?: boolean;
  readonly unconfined?: boolean;
}

const serveShell: Command<ShellServerOptions> = async ({ out }, options) => {
  const roots = placesOf(options.root);
  if (!roots.ok) return roots;
  const reads = placesOf(options.reads ?? []);
  if (!reads.ok) return reads;
  const walls = await wallsOf(options, roots.value, reads.value);
  if (!walls.ok) return walls;
  out.note(
    `shell-server: ${roots.value.join(", ")}, ${WORDS[walls.value.kind]}, ${walls.value.network ? "WITH the network" : "no network"}`,
  );
  const ended = new Promise((resolve_) => process.stdin.once("close", resolve_));
  const serving = serveStdio(() => shellTools({ walls: walls.value, version: "1" }));
  await ended;
  await serving.close();
  return ok(EXIT.ok);
};

const WORDS: { readonly [kind in CommandWalls["kind"]]: string } = {
  confined: "each command in a namespace of its own",
  "no-proc": "each command in a namespace of its own, without /proc",
  unconfined: "UNCONFINED: commands read and write whatever you may, use the network, and have no limit but time and output",
};

/** Code: `cli/not-confined`. */
async function wallsOf(
  { env = [], network = false, unconfined = false }: ShellServerOptions,
  roots: readonly string[],
  reads: readonly string[],
): Promise<Result<CommandWalls, CliCode>> {
  const bare = { roots, reads, env: commandEnvironment(process.env, env) };
  if (unconfined) return ok({ ...bare, network: true, kind: "unconfined" });
  const walls = await strongestWalls({ ...bare, network });
  if (walls !== undefined) return ok(walls);
  return fail("cli/not-confined", "commands can't be confined here: bubblewrap and prlimit do not both work", {
    remedy: "install bubblewrap and util-linux, allow unprivileged user namespaces, or say --unconfined and mean it",
  });
}

/** By their own paths, without a link, so that what is judged lexically is what is there. Code: `cli/file-unreadable`. */
function placesOf(paths: readonly string[]): Result<readonly string[], CliCode> {
  const places = paths.map((path) => resolve(path));
  const stray = strayPlace(places);
  if (stray === undefined) return ok(places);
  return fail("cli/file-unreadable", `\`${stray}\` is not there, or is a link or behind one`, { remedy: "name it by its real path" });
}

export const shellServer: Declared = declare({
  name: "shell-server",
  description: "a tool server (MCP on stdio) that runs understood command lines, confined to its roots",
  shape: (to) =>
    to
      .requiredOption("--root <folder>", "a folder that commands may write, the first is where they start; may be given again", collect)
      .option("--reads <path>", "what commands may only read, inside a root too; may be given again", collect)
      .option("--env <name>", "a variable of this server that commands get; may be given again", collect)
      .option("--network", "let commands use the network, all of it")
      .option("--unconfined", "run commands without any walls where they can't be confined"),
  read: (from) => from.opts<ShellServerOptions>(),
  work: serveShell,
});
