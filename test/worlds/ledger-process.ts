/** The real ledger as a process of its own, on a real folder: started, killed, started again. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { identityToText, ringToText } from "../../src/crypto/index.ts";
import { LedgerClient } from "../../src/ledger/index.ts";
import { connect } from "../../src/link/index.ts";
import { type PartName, People } from "./ledger-world.ts";

const ENTRY = join(import.meta.dirname, "../../src/ledger/process.ts");

export class LedgerProcess {
  readonly people: People = new People();
  readonly root: string = mkdtempSync(join(tmpdir(), "interlock-ledger-"));
  readonly folder: string = join(this.root, "ledger");
  readonly ring: string = join(this.root, "ring.json");
  readonly socket: string = join(this.root, "socket");
  #child: ChildProcess | undefined;
  #words = "";

  constructor() {
    mkdirSync(join(this.root, "keys"));
    writeFileSync(this.ring, ringToText(this.people.ring));
    writeFileSync(this.keyFile("ledger"), identityToText(this.people.get("ledger")));
  }

  keyFile(name: PartName): string {
    return join(this.root, "keys", `${name.replace(":", "-")}.key`);
  }

  /** What the process has said on standard error. */
  get words(): string {
    return this.#words;
  }

  /** Starts a process; `changes` to its configuration are for the worse. */
  start(changes: { readonly [name: string]: unknown } = {}): void {
    const config = {
      part: "ledger",
      state: this.root,
      folder: this.folder,
      socket: this.socket,
      key: this.keyFile("ledger"),
      ring: this.ring,
      servers: ["files"],
      grade: "embedded",
      ...changes,
    };
    const file = join(this.root, "ledger.json");
    writeFileSync(file, JSON.stringify(config));
    this.#child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ENTRY, file], { stdio: ["pipe", "ignore", "pipe"] });
    this.#child.stderr?.setEncoding("utf8").on("data", (words: string) => {
      this.#words += words;
    });
  }

  /** Connects a part, waiting for the process to come up; gives up when it has ended. */
  async attach(name: PartName): Promise<LedgerClient> {
    const child = this.#child;
    for (let attempt = 0; ; attempt += 1) {
      const link = await connect({ path: this.socket, identity: this.people.get(name), ring: this.people.ring });
      if (link.ok) return new LedgerClient(link.value, this.people.get(name));
      const isGone = child === undefined || child.exitCode !== null || child.signalCode !== null;
      if (isGone || attempt === 400) throw new Error(`the ledger does not come up: ${link.fault.code} ${this.#words}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  /** Sends a signal, or ends the standard input, and gives the exit code (or the signal) of the end. */
  async end(how: NodeJS.Signals | "stdin"): Promise<number | string> {
    if (how === "stdin") this.#child?.stdin?.end();
    else this.#child?.kill(how);
    return await this.ended();
  }

  async ended(): Promise<number | string> {
    const child = this.#child;
    if (child === undefined) throw new Error("no process was started");
    if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.once("exit", resolve));
    return child.signalCode ?? child.exitCode ?? "";
  }

  async remove(): Promise<void> {
    if (this.#child !== undefined) await this.end("SIGKILL");
    rmSync(this.root, { recursive: true, force: true });
  }
}
