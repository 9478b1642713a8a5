/**
 * A stand-in for one part, started in its cell: it waits until all others stand, then tries every way that it is told of
 * into what is not its own, and says which led somewhere. It carries nothing out and leaves nothing behind.
 */
import { once } from "node:events";
import { accessSync, closeSync, constants, openSync, readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { createInterface } from "node:readline";

/** A way into something. `attach`: what the kernel asks of a debugger (PTRACE_MODE_ATTACH). */
export type Way = "read" | "write" | "list" | "enter" | "environment" | "attach" | "files" | "signal" | "see" | "connect";

export interface Attempt {
  readonly way: Way;
  /** Whose it is: a part, or what the launcher keeps. */
  readonly of: string;
  /** A path, a process id, or `connect`'s port of this machine; of `see`, nothing. */
  readonly at: string | number;
}

/** Throws where the way is closed; `see` gives nothing there. */
const WAYS: { readonly [way in Way]: (at: string | number) => unknown } = {
  read: (path) => readFileSync(path as string),
  write: (path) => closeSync(openSync(path as string, "r+")),
  list: (folder) => readdirSync(folder as string),
  enter: (folder) => accessSync(folder as string, constants.X_OK) ?? true,
  environment: (pid) => readFileSync(`/proc/${pid}/environ`),
  attach: (pid) => closeSync(openSync(`/proc/${pid}/mem`, "r+")) ?? true,
  files: (pid) => readdirSync(`/proc/${pid}/fd`),
  signal: (pid) => process.kill(pid as number, 0),
  see: () => strangers()[0],
  connect: (port) => connected(Number(port)),
};

/** Rejects where nobody can be reached over the network. */
async function connected(port: number): Promise<void> {
  const socket = connect({ host: "127.0.0.1", port });
  try {
    await once(socket, "connect");
  } finally {
    socket.destroy();
  }
}

/** Its own process with its threads, and what started it: numbers of other namespaces may be the same. */
function ownProcesses(): ReadonlySet<string> {
  return new Set([...readdirSync("/proc/self/task"), String(process.ppid), "1"]);
}

/** Processes that it can look into, besides its own. */
function strangers(): readonly string[] {
  const own = ownProcesses();
  return readdirSync("/proc").filter((name) => {
    if (!/^[0-9]+$/.test(name) || own.has(name)) return false;
    try {
      return readFileSync(`/proc/${name}/environ`).length >= 0;
    } catch {
      return false;
    }
  });
}

async function leads({ way, at }: Attempt): Promise<boolean> {
  if (typeof at === "number" && ownProcesses().has(String(at))) return false;
  try {
    const found = await WAYS[way](at);
    return way === "see" ? found !== undefined : true;
  } catch {
    return false;
  }
}

process.stdout.write("stands\n");
for await (const line of createInterface({ input: process.stdin })) {
  const attempts = JSON.parse(line) as readonly Attempt[];
  process.stdout.write(`${JSON.stringify(await Promise.all(attempts.map(leads)))}\n`);
}
