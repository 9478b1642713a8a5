/** Sets the demo's stage: a folder of its own with the desk assistant's charter, its workspace, and two real tool servers, pinned. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Json } from "../../crypto/index.ts";
import { assert, fail, ok, type Result } from "../../fault/index.ts";
import type { CliCode } from "../faults.ts";
import { lockText } from "../pins/lock-file.ts";
import { seeServers } from "../pins/see-servers.ts";
import type { ServerCommand } from "../pins/server-list.ts";
import { writeCertificate } from "../proof/certificate-file.ts";
import { modelFiles } from "../proof/charter-model.ts";
import { certificateOf } from "../proof/charter-proof.ts";
import { noteHolder, sweep } from "../state-folder/holder.ts";
import { openStateFolder } from "../state-folder/key-ring.ts";
import { type StateFolder, stateFolderBeside } from "../state-folder/state-folder.ts";
import { reasonOf } from "../terminal/foreign-words.ts";

/** A call with what the agent says about it, or a pause until people have answered. */
export type SessionStep =
  | { readonly say: string; readonly tool: string; readonly args: { readonly [name: string]: Json } }
  | { readonly await: "answer" };

export interface RecordedSession {
  readonly task: string;
  readonly user: string;
  readonly steps: readonly SessionStep[];
}

const SESSION: z.ZodType<RecordedSession> = z.strictObject({
  task: z.string(),
  user: z.string(),
  steps: z.array(
    z.union([
      z.strictObject({ say: z.string(), tool: z.string(), args: z.record(z.string(), z.json()) }),
      z.strictObject({ await: z.literal("answer") }),
    ]),
  ),
});

export interface Stage {
  readonly folder: string;
  readonly charter: string;
  readonly state: StateFolder;
  readonly session: RecordedSession;
}

const PREFIX = "interlock-demo-";

/** Time for npx to fetch a server where it is not installed. */
const SERVER_SECONDS = 120;

/** The example that ships: beside `src/` in a checkout, beside `dist/` in the package. */
const EXAMPLE = fileURLToPath(new URL("../../../charters/desk-assistant/", import.meta.url));

/** Copies the example, starts its servers once to pin them, and makes keys. Codes: those of files, keys and servers. */
export async function setStage(onWords: (line: string) => void): Promise<Result<Stage, CliCode>> {
  try {
    await sweep(tmpdir(), PREFIX);
    const folder = mkdtempSync(join(tmpdir(), PREFIX));
    noteHolder(folder);
    // Whoever tried the charter where it lies has left a state folder of their own there.
    cpSync(EXAMPLE, folder, { recursive: true, filter: (path) => basename(path) !== ".interlock" });
    mkdirSync(join(folder, "memory"));
    writeFileSync(join(folder, "secrets.txt"), "a file outside the workspace\n");
    const charter = join(folder, "charter.yaml");
    const servers = demoServers(folder);
    writeFileSync(
      join(folder, "servers.json"),
      `${JSON.stringify({ mcpServers: Object.fromEntries(servers.map(({ name, ...server }) => [name, server])) }, undefined, 2)}\n`,
    );
    const state = stateFolderBeside(charter);
    const ring = openStateFolder(state, servers);
    if (!ring.ok) return ring;
    const lock = await seeServers(state, servers, { patience: SERVER_SECONDS, onWords });
    if (!lock.ok) return lock;
    writeFileSync(join(folder, "interlock.lock"), lockText(lock.value));
    const proved = proveStage({ charter });
    if (!proved.ok) return proved;
    const text = readFileSync(join(folder, "session.json"), "utf8").replaceAll("{work}", join(folder, "workspace"));
    return ok({ folder, charter, state, session: SESSION.parse(JSON.parse(text)) });
  } catch (cause) {
    return fail("cli/file-unwritable", `the demo's folder cannot be made: ${reasonOf(cause)}`);
  }
}

function demoServers(folder: string): readonly ServerCommand[] {
  return [
    { name: "files", ...packageCommand("@modelcontextprotocol/server-filesystem", [join(folder, "workspace")]), env: {} },
    {
      name: "memory",
      ...packageCommand("@modelcontextprotocol/server-memory", []),
      env: { MEMORY_FILE_PATH: join(folder, "memory", "facts.jsonl") },
    },
  ];
}

/** Runs a package's program: the installed one where there is one, else through npx. */
function packageCommand(name: string, args: readonly string[]): { readonly command: string; readonly args: readonly string[] } {
  const require = createRequire(import.meta.url);
  try {
    const manifest = require.resolve(`${name}/package.json`);
    const { bin } = JSON.parse(readFileSync(manifest, "utf8")) as { bin: { [program: string]: string } };
    const [program = ""] = Object.values(bin);
    return { command: process.execPath, args: [join(dirname(manifest), program), ...args] };
  } catch {
    return { command: "npx", args: ["-y", name, ...args] };
  }
}

/** Proves the bounds of the example's charter, as `interlock check` would: only a proved charter runs. */
export function proveStage({ charter }: Pick<Stage, "charter">): Result<void, CliCode> {
  const modelled = modelFiles([charter]);
  if (!modelled.ok) return modelled;
  const certificate = certificateOf(modelled.value.of);
  assert(certificate !== undefined, "the example that ships keeps its bounds");
  const written = writeCertificate(charter, certificate);
  return written.ok ? ok(undefined) : written;
}
