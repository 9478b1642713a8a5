/**
 * Shows heads to witnesses for as long as a run goes on: the first before anything is decided, then one each second. Witnesses that can't
 * be reached end no run: executors, who verify cosignatures themselves, stop acting until they are back. A ledger of which one of them has
 * seen more than it has ends it.
 */
import { type Fault, ok, type Result } from "../../fault/index.ts";
import type { CliCode } from "../faults.ts";
import type { StateFolder } from "../state-folder/state-folder.ts";
import { type Witnessing, witnessing } from "./witnessing.ts";

const SHOW_MS = 1_000;
const RETRY_MS = 20;

export interface Showing {
  /** How long the ledger, and then the witnesses, may take to be there. */
  readonly ledgerMs: number;
  readonly witnessMs: number;
  /** Further files that the last cosigned head is kept in. */
  readonly readers: readonly string[];
  readonly onWords: (line: string) => void;
  /** The ledger has forgotten what it once showed. */
  readonly onBehind: (fault: Fault<CliCode>) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** Shows the first head, and goes on. Codes: those of `witnessing`, `cli/ledger-behind`, `cli/not-witnessed`, `cli/not-running`. */
export async function showHeads(state: StateFolder, showing: Showing): Promise<Result<void, CliCode>> {
  const heads = await witnessing(state, showing.ledgerMs, showing.readers);
  if (!heads.ok) return heads;
  if (heads.value === undefined) return ok(undefined);
  const deadline = performance.now() + showing.witnessMs;
  let first = await heads.value.show();
  while (!first.ok && first.fault.code === "cli/not-witnessed" && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    first = await heads.value.show();
  }
  if (first.ok) void goOn(state, heads.value, showing);
  else heads.value.close();
  return first.ok ? ok(undefined) : first;
}

async function goOn(state: StateFolder, first: Witnessing, { readers, onWords, onBehind, signal }: Showing): Promise<void> {
  let heads: Witnessing | undefined = first;
  let trouble = "";
  while (await isTimeAgain(signal)) {
    heads ??= await linkAgain(state, readers);
    const shown = await heads?.show();
    const isGone = shown === undefined || (!shown.ok && shown.fault.code === "cli/not-running");
    if (isGone) {
      heads?.close();
      heads = undefined;
      continue;
    }
    const words = shown.ok ? "" : `${shown.fault.message} [${shown.fault.code}]`;
    if (words !== trouble) onWords(shown.ok ? "enough witnesses cosign again" : words);
    trouble = words;
    if (!shown.ok && shown.fault.code === "cli/ledger-behind") onBehind(shown.fault);
  }
  heads?.close();
}

/** Waits for the next turn; false where there is none. */
async function isTimeAgain(signal: AbortSignal): Promise<boolean> {
  await new Promise<void>((resolve) => setTimeout(resolve, SHOW_MS).unref());
  return !signal.aborted;
}

/** A ledger that has started anew is met again. */
async function linkAgain(state: StateFolder, readers: readonly string[]): Promise<Witnessing | undefined> {
  const linked = await witnessing(state, 0, readers);
  return linked.ok ? linked.value : undefined;
}
