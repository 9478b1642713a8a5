/**
 * One part of Interlock as a child process: started from its own entry file with its own configuration, started again if
 * it ends, given up if it ends again and again. Its standard input is a pipe that only ends with the launcher, so no part outlives it.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { chownSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Fault, fail } from "../../fault/index.ts";
import type { Cell } from "../cells/cell.ts";
import type { CliCode } from "../faults.ts";
import { visible } from "../terminal/output.ts";

export interface PartSpec {
  /** Unique in a state folder: `ledger`, `decider`, `countersigner-files`, `executor-files`, `gateway`, `console`, `witness`. */
  readonly name: string;
  readonly layer: "ledger" | "execution" | "countersigner" | "executor" | "gateway" | "console-server" | "witness";
  readonly config: { readonly [name: string]: unknown };
  /** Where it runs. */
  readonly cell: Cell;
  /** The part is the client's server: it gets the launcher's own standard input and output, and its end is the end of the run. */
  readonly front: boolean;
}

/** First wait before a part is started again; doubles up to the last. */
const RESTART_FIRST_MS = 100;
const RESTART_LAST_MS = 5_000;
/** A part that ended this often within the window has a reason that starting again does not cure. */
const DEATHS_MAX = 8;
const DEATHS_WINDOW_MS = 60_000;

/** What every part inherits: nothing that is a secret. */
const INHERITED = ["PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ", "TMPDIR", "XDG_RUNTIME_DIR"];

export interface PartEvents {
  readonly onWords: (line: string) => void;
  /** The front part has ended, or a part was given up. */
  readonly onEnd: (exitCode: number, fault: Fault<CliCode> | undefined) => void;
}

export class PartProcess {
  readonly #spec: PartSpec;
  readonly #configFile: string;
  readonly #events: PartEvents;
  readonly #deaths: number[] = [];
  #child: ChildProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopping = false;
  readonly #firstMs: number;

  /** `firstMs`: pause before the first restart; it doubles from there. */
  constructor(spec: PartSpec, events: PartEvents, firstMs: number = RESTART_FIRST_MS) {
    this.#firstMs = firstMs;
    this.#spec = spec;
    this.#events = events;
    this.#configFile = join(spec.cell.folder, `${spec.name}.json`);
    rmSync(this.#configFile, { force: true });
    writeFileSync(this.#configFile, JSON.stringify(spec.config), { mode: 0o400 });
    if (spec.cell.user !== undefined) chownSync(this.#configFile, spec.cell.user, spec.cell.user);
    this.#start();
  }

  get name(): string {
    return this.#spec.name;
  }

  /** The process id, while the part runs. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Ends the part and does not start it again; resolves when it is gone. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    rmSync(this.#configFile, { force: true });
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    // The end of its input, because what confines a part may keep a signal to itself.
    if (this.#spec.cell.prefix.length > 0) child.stdin?.end();
    else child.kill("SIGTERM");
    const killer = setTimeout(() => child.kill("SIGKILL"), graceMs);
    await gone;
    clearTimeout(killer);
  }

  #start(): void {
    const env = Object.fromEntries(INHERITED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
    const stdio = this.#spec.front ? (["inherit", "inherit", "pipe"] as const) : (["pipe", "ignore", "pipe"] as const);
    const { prefix, scratch } = this.#spec.cell;
    const [command = "", ...words] = [...prefix, process.execPath, "--disable-warning=ExperimentalWarning", entryFile(this.#spec.layer)];
    const home = prefix.length === 0 ? {} : { HOME: scratch };
    const child = spawn(command, [...words, this.#configFile], {
      env: { ...env, ...home, ...(this.#spec.config["environment"] as { [name: string]: string } | undefined) },
      stdio: [...stdio],
    });
    this.#child = child;
    let rest = "";
    child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = (lines.pop() ?? "").slice(0, 4_096);
      for (const line of lines) this.#events.onWords(visible(line));
    });
    child.once("exit", (code, signal) => this.#ended(code ?? (signal === null ? 0 : 1)));
    child.once("error", () => this.#ended(1));
  }

  #ended(exitCode: number): void {
    this.#child = undefined;
    if (this.#stopping) return;
    if (this.#spec.front) return this.#events.onEnd(exitCode, undefined);
    const now = performance.now();
    this.#deaths.push(now);
    while ((this.#deaths[0] ?? now) < now - DEATHS_WINDOW_MS) this.#deaths.shift();
    if (this.#deaths.length > DEATHS_MAX) {
      const fault = fail("cli/part-died", `\`${this.#spec.name}\` ended ${this.#deaths.length} times within a minute`, {
        remedy: "its last words are above; `interlock audit` says whether the ledger is whole",
      }).fault;
      return this.#events.onEnd(1, fault);
    }
    const wait = Math.min(RESTART_LAST_MS, this.#firstMs * 2 ** (this.#deaths.length - 1));
    this.#timer = setTimeout(() => this.#start(), wait);
  }
}

/** The entry file of a layer's process: source beside source, compiled beside compiled. */
function entryFile(layer: PartSpec["layer"]): string {
  const suffix = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return fileURLToPath(new URL(`../../${layer}/process.${suffix}`, import.meta.url));
}
