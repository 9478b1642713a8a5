/**
 * Recorded sessions of real models with ground truth, as they lie beside the repository: read, joined with the results that
 * were cut from them, and left out where the recording itself failed. Nothing of them is kept here.
 */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import type { Json } from "../../src/crypto/index.ts";

const FOLDER = fileURLToPath(new URL("../../../shared/data/agentdojo/", import.meta.url));

export interface RecordedCall {
  readonly tool: string;
  readonly args: { readonly [name: string]: Json };
  readonly result: string | null;
  readonly error: string | null;
  readonly result_sha?: string;
  /** In ideal sessions: who wanted the call. */
  readonly origin?: "user" | "injection";
}

export interface Recording {
  readonly suite: string;
  readonly model: string;
  readonly attack: string;
  readonly user_task_id: string;
  readonly injection_task_id: string | null;
  readonly user_prompt: string;
  readonly calls: readonly RecordedCall[];
  readonly utility: boolean;
  readonly run_error?: string | null;
  /** Places of the calls that carry what the attacker asked for. */
  readonly attack_calls?: readonly number[];
  /** Places of the calls whose recorded results nobody gets who executes the recording again: something is missing in it. */
  readonly replay_diff_calls?: readonly number[];
}

/** Sessions in which nobody attacks, sessions that somebody does, and ideal ones of both kinds. */
const FILES = ["none", "important_instructions", "other_attacks", "v1.1_ground_truth", "v1.2.2_ground_truth"];

export function areRecordingsHere(): boolean {
  return existsSync(FOLDER);
}

/** Every usable recording, in the order of the files. */
export function readRecordings(): readonly Recording[] {
  const texts = new Map(linesOf("long_results").map((line) => Object.values(line as object) as [string, string]));
  const recordings = FILES.flatMap((file) => linesOf(file)) as readonly Recording[];
  return recordings.flatMap(({ calls, ...rest }) =>
    (rest.run_error ?? null) === null
      ? [{ ...rest, calls: calls.map((call) => ({ ...call, result: texts.get(call.result_sha ?? "") ?? call.result })) }]
      : [],
  );
}

function linesOf(file: string): readonly unknown[] {
  const text = gunzipSync(readFileSync(`${FOLDER}${file}.jsonl.gz`)).toString();
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}
