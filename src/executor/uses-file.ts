/**
 * The file in which an executor keeps how often it has acted on answers that count more than once: written whole beside the one before,
 * on the disk before it takes its place. What is there and cannot be read stops a start. It holds nothing secret.
 */
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { isJsonObject, type Json, parseJson } from "../crypto/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import { makeFolder, replaceFile } from "../ledger/index.ts";
import type { ExecutorCode } from "./faults.ts";
import type { KeepUses, UsedAnswer } from "./scope-uses.ts";

/** What was kept; nothing where nothing ever was. Code: `executor/uses-unreadable`. */
export function readUses(file: string): Result<readonly UsedAnswer[], ExecutorCode> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === "ENOENT" ? ok([]) : unreadable(file);
  }
  const parsed = parseJson(text);
  const used = parsed.ok && Array.isArray(parsed.value) ? parsed.value.map(readUsed) : [undefined];
  const whole = used.filter((one) => one !== undefined);
  return whole.length === used.length ? ok(whole) : unreadable(file);
}

function readUsed(value: Json): UsedAnswer | undefined {
  const { entry, until, proposals } = isJsonObject(value) ? value : {};
  if (!isIndex(entry) || !isIndex(until) || !Array.isArray(proposals) || !proposals.every(isIndex)) return undefined;
  return { entry, until, proposals };
}

function isIndex(value: Json | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function unreadable(file: string): Result<never, ExecutorCode> {
  return fail("executor/uses-unreadable", `\`${file}\` does not say which answers this executor has used`, {
    remedy: "delete the file once every approval for more than one time is over: a day after the last",
  });
}

/** Keeps uses in `file`: they are on the disk when it returns. Code: `executor/uses-not-kept`. */
export function usesKeptIn(file: string): KeepUses {
  return (used) => {
    try {
      makeFolder(dirname(file));
      replaceFile(file, JSON.stringify(used));
      return ok(undefined);
    } catch (thrown) {
      const because = thrown instanceof Error ? thrown.message : String(thrown);
      return fail("executor/uses-not-kept", `the use of an approval cannot be kept: ${because}`);
    }
  };
}
