/**
 * Processes in groups of their own: other people's relays start the server as a child and may leave it behind, so a group is ended
 * as a whole, at the latest when the benchmark ends, however it ends.
 */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";

const END_MS = 5_000;
const running = new Set<ChildProcess>();

process.on("exit", () => {
  for (const child of running) signal(child, "SIGKILL");
});
for (const ending of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(ending, () => process.exit(1));

/** Starts a command as the first of a group. */
export function spawnGroup(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, [...args], { ...options, detached: true });
  running.add(child);
  return child;
}

/** Ends a group: its first process may end in good order, then whatever is left is killed. */
export async function endGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.stdin?.end();
    const killer = setTimeout(() => child.kill("SIGKILL"), END_MS);
    child.kill("SIGTERM");
    await gone;
    clearTimeout(killer);
  }
  signal(child, "SIGKILL");
  running.delete(child);
}

function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, name);
  } catch {
    // The group is gone already, which is what was wanted.
  }
}
