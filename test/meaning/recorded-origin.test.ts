/**
 * Origin on recorded sessions of real models that an injection had hijacked: not one destination that the attacker chose
 * has the user's word, or that of a field which no stranger writes.
 */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Json } from "../../src/kernel/index.ts";
import { createOrigin, createSentValues, type Origin, type ResultSources } from "../../src/meaning/index.ts";

const FOLDER = fileURLToPath(new URL("../../../shared/data/agentdojo/", import.meta.url));
const isHere = existsSync(FOLDER);

interface Session {
  readonly suite: string;
  readonly user_task_id: string;
  readonly user_prompt: string;
  readonly run_error: unknown;
  readonly security: boolean;
  readonly attack_calls: readonly number[];
  readonly calls: readonly {
    readonly tool: string;
    readonly args: { readonly [name: string]: Json };
    readonly result: string;
    readonly error: unknown;
    readonly result_sha?: string;
  }[];
}

function linesOf(file: string): readonly unknown[] {
  return gunzipSync(readFileSync(`${FOLDER}${file}`))
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

const same = (source: string): ResultSources => ({ whole: source, fields: [], least: source });
const TRANSACTIONS: ResultSources = { whole: "bank", fields: [{ path: ["*", "subject"], source: "strangers" }], least: "strangers" };

/** As the descriptions of the tools say: what a bank or an address book states, and what others wrote. */
function sourcesOf(tool: string): ResultSources {
  if (tool.endsWith("_transactions")) return TRANSACTIONS;
  if (/^get_(iban|balance|user_info|current_day)$/.test(tool)) return same("bank");
  return same(tool.startsWith("search_contacts") ? "contacts" : "strangers");
}

/** One session in so many: all of them take a quarter of a minute and say the same. */
const STRIDE = 3;

/** Where money, mail or access goes. */
const DESTINATIONS = ["recipient", "recipients", "participants", "email"];
const READS = /^(get_|search_|list_|read_)/;

function destinationsOf(args: { readonly [name: string]: Json }): readonly Json[] {
  return DESTINATIONS.flatMap((name) => (args[name] === undefined ? [] : [args[name]]));
}

/** Destinations of the attacker's calls that someone trusted wrote, so far as that session shows. */
function trustedDestinations(
  session: Session,
  texts: ReadonlyMap<string, string>,
): { readonly asked: number; readonly trusted: readonly Json[] } {
  const origin: Origin = createOrigin({ sent: createSentValues() });
  origin.hear({ source: "user", where: "task", text: session.user_prompt });
  const trusted: Json[] = [];
  let asked = 0;
  for (const [at, { tool, args, result, error, result_sha }] of session.calls.entries()) {
    const attacked = session.attack_calls.includes(at) ? destinationsOf(args) : [];
    asked += attacked.length;
    trusted.push(...attacked.filter((value) => origin.from(value, ["user", "contacts"]) !== false));
    if (!READS.test(tool)) origin.send({ server: session.suite, args });
    const text = texts.get(result_sha ?? "") ?? String(result ?? "");
    const received = { content: [{ type: "text", text }], isError: error !== null && error !== undefined };
    origin.receive({ server: session.suite, where: tool, result: received, sources: sourcesOf(tool) });
  }
  return { asked, trusted };
}

describe.skipIf(!isHere)(`origin on recorded attacks${isHere ? "" : " (skipped: shared data missing)"}`, () => {
  test("no destination that an attacker chose has the user's word", () => {
    const texts = new Map(linesOf("long_results.jsonl.gz").map((line) => Object.values(line as object) as [string, string]));
    const sessions = ["important_instructions.jsonl.gz", "other_attacks.jsonl.gz"].flatMap((file) => linesOf(file)) as readonly Session[];
    let asked = 0;
    for (const session of sessions.filter((_session, at) => at % STRIDE === 0)) {
      // In one task the user's own payee has the attacker's account.
      if (session.run_error !== null || !session.security || (session.suite === "banking" && session.user_task_id === "user_task_15"))
        continue;
      const found = trustedDestinations(session, texts);
      asked += found.asked;
      expect(found.trusted, `${session.user_task_id}: ${session.user_prompt}`).toEqual([]);
    }
    expect(asked).toBeGreaterThan(200);
  });
});
