/**
 * The shell server's two tools. `run` takes a line, and runs it only if the interpreter `shell` understands it: as the vectors that a
 * charter has judged. `run_vector` takes a vector. What can't be run so is an error with a code, and nothing of it has run. It is a
 * tool server like any other: it decides nothing, and nothing trusts it.
 */
import { isAbsolute, relative, resolve } from "node:path";
import { type CallToolResult, fromJsonSchema, type JsonSchemaType, McpServer } from "@modelcontextprotocol/server";
import { type Fault, fail, ok, type Result } from "../../fault/index.ts";
import { understoodLine } from "../../meaning/index.ts";
import type { CliCode } from "../faults.ts";
import { INPUT_BYTES_MAX, LINE_MS, OUTPUT_BYTES_MAX, RUNS_MAX, VECTOR_BYTES_MAX, VECTOR_WORDS_MAX } from "../limits.ts";
import { type CommandWalls, strayPlace, walledCommand } from "./command-walls.ts";
import { type Ran, runVectors, type Vectors } from "./run-vectors.ts";

export interface ShellOptions {
  readonly walls: CommandWalls;
  readonly version: string;
  /** Of one call; by default those of `limits.ts`. */
  readonly timeMs?: number;
  readonly outputBytesMax?: number;
}

interface VectorArguments {
  readonly argv: readonly string[];
  readonly cwd?: string;
  readonly stdin?: string;
}

const text = (description: string): JsonSchemaType => ({ type: "string", description });
const object = (properties: { readonly [name: string]: JsonSchemaType }, required: readonly string[]): JsonSchemaType => ({
  type: "object",
  additionalProperties: false,
  properties,
  required: [...required],
});

const RAN = fromJsonSchema<Ran>(
  object({ exit_code: { type: "integer" }, stdout: { type: "string" }, stderr: { type: "string" } }, ["exit_code", "stdout", "stderr"]),
);
const LINE = fromJsonSchema<{ readonly command: string }>(object({ command: text("The command line") }, ["command"]));
const VECTOR = fromJsonSchema<VectorArguments>(
  object(
    {
      argv: { type: "array", items: { type: "string" }, minItems: 1, description: "The program and its arguments, each as it is" },
      cwd: text("The folder to run in, from the workspace if it is relative; the workspace where it is absent"),
      stdin: text("What the program reads on its standard input"),
    },
    ["argv"],
  ),
);

/** A server with both tools. Unconfined its tools say so, and are not those that anybody has pinned. */
export function shellTools({ walls, version, timeMs = LINE_MS, outputBytesMax = OUTPUT_BYTES_MAX }: ShellOptions): McpServer {
  const where = walls.kind === "unconfined" ? "WITHOUT any confinement" : "with the workspace writable and nothing else";
  const server = new McpServer({ name: "interlock-shell", version });
  let running = 0;
  const answer = async (vectors: Result<Vectors, CliCode>, folder: string, signal: AbortSignal): Promise<CallToolResult> => {
    if (!vectors.ok) return refusal(vectors.fault);
    if (running >= RUNS_MAX) return refusal(fail("cli/commands-full", `${RUNS_MAX} calls run already`).fault);
    const stray = strayPlace([...walls.roots, ...walls.reads]);
    if (stray !== undefined) return refusal(fail("cli/folder-outside", `\`${stray}\` is gone, or a link has taken its place`).fault);
    running += 1;
    const launch = (argv: readonly string[]) => walledCommand(walls, folder, argv);
    const at = walls.kind === "unconfined" ? folder : (walls.roots[0] ?? "/");
    const ran = await runVectors(vectors.value, { launch, folder: at, timeMs, outputBytesMax, signal }).finally(() => (running -= 1));
    if (!ran.ok) return refusal(ran.fault);
    return { content: [{ type: "text", text: JSON.stringify(ran.value) }], structuredContent: { ...ran.value } };
  };
  server.registerTool(
    "run",
    {
      description: `Runs a command line of a POSIX shell in the workspace, ${where}, and gives its output and exit code.`,
      inputSchema: LINE,
      outputSchema: RAN,
    },
    async ({ command }, { mcpReq }) => await answer(lineOf(command), walls.roots[0] ?? "/", mcpReq.signal),
  );
  server.registerTool(
    "run_vector",
    {
      description: `Runs one program with these arguments, ${where}, and gives its output and exit code. No shell reads the arguments.`,
      inputSchema: VECTOR,
      outputSchema: RAN,
    },
    async (args, { mcpReq }) => {
      const folder = folderOf(args.cwd ?? ".", walls.roots);
      return folder.ok ? await answer(vectorOf(args), folder.value, mcpReq.signal) : refusal(folder.fault);
    },
  );
  return server;
}

/** Code: `cli/command-opaque`. */
function lineOf(command: string): Result<Vectors, CliCode> {
  const line = understoodLine(command);
  if (line !== undefined) return ok({ commands: line.commands, joins: line.joins, stdin: "" });
  return fail("cli/command-opaque", "the line is not one of literal words, joined by `;`, `&&`, `||` and `|`", {
    remedy: "leave out variables, patterns, substitutions, redirects and jobs, or quote them where they are meant as they are",
  });
}

/** Code: `cli/command-opaque`. */
function vectorOf({ argv, stdin = "" }: VectorArguments): Result<Vectors, CliCode> {
  const words = [...argv, stdin];
  const bytes = argv.reduce((sum, word) => sum + Buffer.byteLength(word), 0);
  const isWhole = words.every((word) => word.isWellFormed()) && !argv.some((word) => word.includes("\0"));
  if (isWhole && argv.length <= VECTOR_WORDS_MAX && bytes <= VECTOR_BYTES_MAX && Buffer.byteLength(stdin) <= INPUT_BYTES_MAX)
    return ok({ commands: [argv], joins: [], stdin });
  return fail("cli/command-opaque", "the vector is too long, or has a word that no program can be given as it is");
}

/** Lexically: a link in a root leads nowhere outside, because nothing is there. Code: `cli/folder-outside`. */
function folderOf(cwd: string, roots: readonly string[]): Result<string, CliCode> {
  const folder = resolve(roots[0] ?? "/", cwd);
  const isIn = roots.some((root) => {
    const way = relative(root, folder);
    return way !== ".." && !way.startsWith("../") && !isAbsolute(way);
  });
  return isIn && !cwd.includes("\0") ? ok(folder) : fail("cli/folder-outside", `\`${cwd}\` is in no root of this server`);
}

function refusal({ code, message, remedy }: Fault): CallToolResult {
  return { isError: true, content: [{ type: "text", text: `${message} [${code}]${remedy === undefined ? "" : `; ${remedy}`}` }] };
}
