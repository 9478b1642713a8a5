/** How long a call takes its own thread, whatever else the machine does: of a slow one the least of several. */

const TIMES = 6;

/** Milliseconds of the thread's time. What is below `enough` is not asked again. */
export function cpuTime(call: () => void, enough: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let time = 0; time < TIMES && least >= enough; time += 1) {
    const before = process.threadCpuUsage();
    call();
    const { user, system } = process.threadCpuUsage(before);
    least = Math.min(least, (user + system) / 1_000);
  }
  return least;
}
