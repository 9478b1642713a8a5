/** The processes of this machine, as its root sees them: who descends from whom, and who holds a word in its environment. */
import { readdirSync, readFileSync } from "node:fs";

/** Empty where the process has ended, or is not for this user to look into. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

function allProcesses(): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^[0-9]+$/.test(name))
    .map(Number);
}

/** What a process has started, and what these have. */
export function descendantsOf(pid: number): readonly number[] {
  const children = allProcesses().filter((child) => read(child, "status").includes(`\nPPid:\t${pid}\n`));
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

/** Whether a process shows the word in its environment or its arguments. */
export function shows(pid: number, word: string): boolean {
  return read(pid, "environ").includes(word) || read(pid, "cmdline").includes(word);
}

/** All that do. */
export function showing(word: string): readonly number[] {
  return allProcesses().filter((pid) => shows(pid, word));
}
