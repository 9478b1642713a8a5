/** Runs SPIN (Debian packages `spin` and `gcc`) on Promela text: the foreign model checker our counts are compared with. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SpinCount {
  readonly states: number;
  readonly transitions: number;
  readonly errors: number;
  /** SPIN's own measure of its search, in seconds, and of its memory, in MiB. */
  readonly seconds: number;
  readonly mebibytes: number;
}

/** Whether both programs are there. */
export function hasSpin(): boolean {
  try {
    execFileSync("spin", ["-V"], { stdio: "ignore" });
    execFileSync("gcc", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Explores the text breadth-first, without any reduction. */
export function runSpin(promela: string, optimise = "-O1"): SpinCount {
  const spin = buildSpin(promela, optimise);
  try {
    return spin.run();
  } finally {
    spin.remove();
  }
}

/** SPIN's explorer of the text, compiled, to be run as often as needed and removed. */
export function buildSpin(promela: string, optimise: string): { readonly run: () => SpinCount; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "interlock-spin-"));
  writeFileSync(join(folder, "model.pml"), promela);
  execFileSync("spin", ["-a", "model.pml"], { cwd: folder, stdio: "ignore" });
  execFileSync("gcc", [optimise, "-w", "-DBFS", "-DNOREDUCE", "-DSAFETY", "-DNOFAIR", "-DMEMLIM=8000", "-o", "pan", "pan.c"], {
    cwd: folder,
  });
  const run = (): SpinCount => {
    const report = execFileSync(join(folder, "pan"), ["-m1000000", "-w22", "-E"], { cwd: folder, encoding: "utf8" });
    const number = (pattern: RegExp): number => Number(pattern.exec(report)?.[1] ?? Number.NaN);
    return {
      // SPIN counts storing the initial state as a transition too.
      states: number(/(\d+) states, stored/),
      transitions: number(/(\d+) transitions/) - 1,
      errors: number(/errors: (\d+)/),
      seconds: number(/elapsed time ([\d.]+) seconds/),
      mebibytes: number(/([\d.]+)\s+total actual memory usage/),
    };
  };
  return { run, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
