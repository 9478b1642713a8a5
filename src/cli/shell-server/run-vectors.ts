/**
 * Runs the argument vectors of an understood line as a shell would: pipelines, `&&`, `||` and `;`, the exit code of what ran last.
 * No shell is involved: each vector is started as it is. What is over a limit of time or output is ended with all that it started.
 */
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { constants } from "node:os";
import type { Launch } from "../../executor/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { CommandLine } from "../../meaning/index.ts";
import type { CliCode } from "../faults.ts";

export interface Vectors extends Pick<CommandLine, "commands" | "joins"> {
  /** For the first command. */
  readonly stdin: string;
}

export interface RunOptions {
  readonly launch: (argv: readonly string[]) => Launch;
  /** Where processes start that no wall puts elsewhere. */
  readonly folder: string;
  readonly timeMs: number;
  readonly outputBytesMax: number;
  /** Ends the run early. */
  readonly signal: AbortSignal;
}

export interface Ran {
  readonly exit_code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs them to their end. Code: `cli/command-stopped`. */
export async function runVectors({ commands, joins, stdin }: Vectors, options: RunOptions): Promise<Result<Ran, CliCode>> {
  const { timeMs, outputBytesMax, signal } = options;
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(`it took longer than ${timeMs / 1_000} seconds`), timeMs);
  const cancelled = (): void => stop.abort("it was cancelled");
  signal.addEventListener("abort", cancelled, { once: true });
  if (signal.aborted) cancelled();
  let bytes = 0;
  const into = (kept: Buffer[]) => (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= outputBytesMax) kept.push(chunk);
    else stop.abort(`it wrote more than ${outputBytesMax} bytes`);
  };
  let code = 0;
  let at = 0;
  while (at < commands.length && !stop.signal.aborted) {
    const join = joins[at - 1] ?? ";";
    let next = at + 1;
    while (joins[next - 1] === "|") next += 1;
    const isNext = join === ";" || (join === "&&") === (code === 0);
    if (isNext)
      code = await runPipeline(commands.slice(at, next), at === 0 ? stdin : "", { options, stop, out: into(out), err: into(err) });
    at = next;
  }
  clearTimeout(timer);
  signal.removeEventListener("abort", cancelled);
  const [stdout = "", stderr = ""] = [out, err].map((kept) => Buffer.concat(kept).toString("utf8"));
  if (!stop.signal.aborted) return ok({ exit_code: code, stdout, stderr });
  return fail("cli/command-stopped", `${String(stop.signal.reason)}, and was ended with all that it started`);
}

interface Piping {
  readonly options: RunOptions;
  readonly stop: AbortController;
  readonly out: (chunk: Buffer) => void;
  readonly err: (chunk: Buffer) => void;
}

/** Runs commands side by side, each reading what the one before it writes; the exit code is the last one's. */
async function runPipeline(vectors: readonly (readonly string[])[], stdin: string, { options, stop, out, err }: Piping): Promise<number> {
  const children = vectors.map((argv) => {
    const { command, args, env } = options.launch(argv);
    return spawn(command, [...args], { cwd: options.folder, env: { ...env }, detached: true });
  });
  const end = (): void => children.forEach(endGroup);
  stop.signal.addEventListener("abort", end, { once: true });
  const ended = children.map((child, at) => {
    const before = children[at - 1];
    child.stdin.on("error", () => before?.stdout.destroy());
    // Whoever writes to a command that has ended hears of it, as from a closed pipe.
    child.on("exit", () => before?.stdout.destroy());
    if (before === undefined) child.stdin.end(stdin);
    else before.stdout.pipe(child.stdin);
    child.stderr.on("data", err);
    return codeOf(child);
  });
  children.at(-1)?.stdout.on("data", out);
  const codes = await Promise.all(ended);
  stop.signal.removeEventListener("abort", end);
  return codes.at(-1) ?? 0;
}

/** The exit code as shells have it: 128 and the signal's number; 126 for what could not be started. */
async function codeOf(child: ChildProcessWithoutNullStreams): Promise<number> {
  return await new Promise((resolve) => {
    child.on("error", () => resolve(126));
    child.on("close", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}

/** Ends a command's process group. In a namespace everything in it ends with its first process. */
function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}
