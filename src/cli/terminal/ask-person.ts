/** A question on a terminal to which only a typed `y` or `yes` is a yes: an empty line, the end of the input and Ctrl-C are a no. */
import { createInterface } from "node:readline/promises";

/** Whether somebody can be asked, who has seen what it is about. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true;
}

export async function askPerson(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const over = new AbortController();
  lines.once("close", () => over.abort());
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `, { signal: over.signal })).trim());
  } catch {
    // Nobody has said yes.
    process.stdout.write("\n");
    return false;
  } finally {
    lines.close();
  }
}
