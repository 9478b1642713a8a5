/** A real agent of OpenSSH in a folder of its own, with keys that nobody else has. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where it is not, tests of it are skipped. */
export const HAS_SSH_AGENT: boolean = ["ssh-agent", "ssh-keygen", "ssh-add"].every((name) => spawnSync(name, ["-?"]).error === undefined);

export class SshAgent {
  readonly #folder = mkdtempSync(join(tmpdir(), "interlock-agent-"));
  readonly #process: ChildProcess;
  /** What SSH_AUTH_SOCK names. */
  readonly socket: string = join(this.#folder, "agent");

  private constructor() {
    this.#process = spawn("ssh-agent", ["-D", "-a", this.socket], { stdio: ["ignore", "pipe", "ignore"] });
  }

  /** Resolves when it listens. */
  static async start(): Promise<SshAgent> {
    const agent = new SshAgent();
    // It says where it listens once it does.
    await new Promise((resolve, reject) => {
      agent.#process.stdout?.once("data", resolve);
      agent.#process.once("exit", () => reject(new Error("the SSH agent has ended")));
    });
    return agent;
  }

  /** Makes a key and gives it to the agent; gives its public line. */
  hold(type: "ed25519" | "ecdsa", comment: string): string {
    const file = join(this.#folder, type);
    execFileSync("ssh-keygen", ["-q", "-t", type, "-N", "", "-C", comment, "-f", file]);
    this.#add(file);
    return readFileSync(`${file}.pub`, "utf8").trim();
  }

  /** Takes every key from it. */
  forget(): void {
    this.#add("-D");
  }

  close(): void {
    this.#process.kill();
    rmSync(this.#folder, { recursive: true });
  }

  #add(what: string): void {
    execFileSync("ssh-add", ["-q", what], { env: { ...process.env, SSH_AUTH_SOCK: this.socket }, stdio: "ignore" });
  }
}
