/**
 * Recorded sessions of an airline's desk, as they lie beside the repository, as lines that `interlock replay` reads: each message
 * of the customer is a signed grant of its own, and the clock stands where the desk's written rules put it.
 */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import type { Line } from "../../src/cli/index.ts";
import type { Json } from "../../src/crypto/index.ts";

const FOLDER = fileURLToPath(new URL("../../../shared/data/tau/", import.meta.url));

/** Three in the afternoon where the desk is. The rules say EST; in May its clocks show daylight time. */
const NOW = "2024-05-15T15:00:00-04:00";

export interface DeskCall {
  readonly tool: string;
  readonly args: { readonly [name: string]: Json };
  readonly result: string;
  readonly error: string | null;
}

export interface DeskSession {
  readonly user_task_id: string;
  readonly user_prompt: string;
  /** What the customer wrote, and before which call. */
  readonly user_turns: readonly { readonly before_call: number; readonly text: string }[];
  readonly calls: readonly DeskCall[];
}

export function areDeskRecordingsHere(): boolean {
  return existsSync(FOLDER);
}

/** Sessions of a model with a customer. */
export function readDeskSessions(): readonly DeskSession[] {
  return linesIn("airline_gpt-4o") as readonly DeskSession[];
}

/**
 * What should have been done, by the authors of the tasks. They leave out what has to be looked up before, and the customer's
 * yes: both are put in, the first from what the recorded model was shown before anything had changed.
 */
export function readIdealSessions(recorded: readonly DeskSession[]): readonly DeskSession[] {
  const shown = new Map<string, DeskCall>();
  for (const { calls } of recorded) {
    const firstWrite = calls.findIndex(({ tool }) => isWrite(tool));
    for (const call of firstWrite < 0 ? calls : calls.slice(0, firstWrite))
      if (call.error === null && call.tool.endsWith("_details")) shown.set(String(Object.values(call.args)[0]), call);
  }
  const ideal = linesIn("airline_ground_truth") as readonly Omit<DeskSession, "user_turns">[];
  return ideal.map((session) => {
    const [customer] = /\b[a-z]+_[a-z]+_\d{4}\b/.exec(session.user_prompt) ?? [];
    const booked = session.calls.map(({ args }) => String(args["reservation_id"]));
    const looked = [...new Set([String(customer), ...booked])].flatMap((id) => shown.get(id) ?? []);
    const words = [session.user_prompt, "Yes, please proceed."];
    return { ...session, calls: [...looked, ...session.calls], user_turns: words.map((text) => ({ before_call: 0, text })) };
  });
}

/** Tools that change a booking or give money away. */
export function isWrite(tool: string): boolean {
  return /^(book|cancel|update|send)_/.test(tool);
}

/** What the customer has said before a call, in order. */
export function saidBefore({ user_turns }: DeskSession, call: number): readonly string[] {
  return user_turns.flatMap(({ before_call, text }) => (before_call <= call ? [text] : []));
}

/** A person who is asked always says yes, so that what was recorded to follow can follow. */
export function linesOfDesk(session: DeskSession): readonly Line[] {
  const opening = (place: number, says: readonly string[], task: string): Line => {
    const whose = { agent: "desk", user: "customer", role: "agent", mandate: "none", fresh: false };
    return { session: `from ${place}`, ...whose, task, says, ...(place === 0 ? { at: NOW } : {}) };
  };
  return session.calls.flatMap(({ tool, args, result, error }, place): readonly Line[] => {
    const says = session.user_turns.flatMap(({ before_call, text }) => (before_call === place ? [text] : []));
    const opens = place === 0 || says.length > 0 ? [opening(place, says, place === 0 ? session.user_prompt : "")] : [];
    const outcome = error === null ? ("ok" as const) : ("error" as const);
    return [...opens, { call: `airline/${tool}`, args: args as Json, from: "agent", outcome, result, answer: "yes" }];
  });
}

function linesIn(file: string): readonly unknown[] {
  const text = gunzipSync(readFileSync(`${FOLDER}${file}.jsonl.gz`)).toString();
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}
