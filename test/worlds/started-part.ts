/**
 * One part's own process, started with a configuration as the launcher would, but without a system around it: for what it says, and
 * how it ends, where it can't go on. It has a folder for its key, its ring and whatever else it reads.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Identity, identityToText, type Ring, ringToText } from "../../src/crypto/index.ts";

/** Node can hang in its own exit (github.com/nodejs/node/issues/54918), and nothing else ends a process that is waited for. */
const END_MS = 30_000;

export interface FirstWords {
  readonly words: string;
  readonly exit: Promise<number | null>;
  /** Ends its standard input, as whoever started it does. */
  readonly stop: () => void;
}

export class StartedPart {
  readonly folder: string = mkdtempSync(join(tmpdir(), "interlock-part-"));
  readonly key: string = join(this.folder, "key");
  readonly ring: string = join(this.folder, "ring");
  readonly #entry: string;

  /** `entry`: the layer's `process.ts`. */
  constructor(entry: string, identity: Identity, ring: Ring) {
    this.#entry = entry;
    writeFileSync(this.key, identityToText(identity));
    writeFileSync(this.ring, ringToText(ring));
  }

  /** Runs it to its end, with nothing on its standard input. A text is written as it is. */
  run(config: unknown): { readonly status: number | null; readonly words: string } {
    const options = { encoding: "utf8", input: "", timeout: END_MS, killSignal: "SIGKILL" } as const;
    const { status, stderr } = spawnSync(process.execPath, this.#words(config), options);
    return { status, words: stderr };
  }

  /** Starts it, and waits for its first words. */
  async start(config: unknown): Promise<FirstWords> {
    const child = spawn(process.execPath, this.#words(config), { stdio: ["pipe", "ignore", "pipe"] });
    const exit = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
    const words = await new Promise<string>((resolve) => child.stderr.setEncoding("utf8").once("data", resolve));
    return { words, exit, stop: () => child.stdin.end() };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  #words(config: unknown): string[] {
    const file = join(this.folder, "config.json");
    writeFileSync(file, typeof config === "string" ? config : JSON.stringify(config));
    return ["--disable-warning=ExperimentalWarning", this.#entry, file];
  }
}
