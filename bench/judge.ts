/**
 * The shipped charters on recorded sessions of real models, with and without attacks: what they stop and what they disturb.
 * `npm run judge [quick] [--all] [--json]`. Needs the recordings beside the repository; says so where they are missing.
 */
import { join } from "node:path";
import { compileFiles } from "../src/cli/index.ts";
import { areRecordingsHere, readRecordings } from "./judge/recordings.ts";
import { judgeSuite, type Sheet, type Wrong } from "./judge/sheet.ts";
import { SUITES, wantedCalls } from "./judge/suites.ts";

/** `quick` takes one recording in so many. */
const STRIDE = process.argv.includes("quick") ? 10 : 1;
/** Wrong sessions of a kind that are shown unless all are. */
const SHOWN = process.argv.includes("--all") ? Number.POSITIVE_INFINITY : 2;
const asJson = process.argv.includes("--json");

function percent(part: number, whole: number): string {
  return `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
}

function reasons(by: ReadonlyMap<string, number>): string {
  const sorted = [...by].sort(([, left], [, right]) => right - left);
  return sorted.map(([why, calls]) => `\n      ${String(calls).padStart(5)}  ${why}`).join("");
}

function show({ suite, charter, attacked, benign, wrong }: Sheet): void {
  console.log(`\n${suite}, under charters/${charter}`);
  console.log(`  ${attacked.sessions} attacked sessions, ${attacked.calls} calls that the attacker wanted:`);
  console.log(
    `    ${attacked.executed} executed, ${attacked.asked} held for a person, ${attacked.denied} denied, by${reasons(attacked.by)}`,
  );
  if (attacked.undecided > 0)
    console.log(`    ${attacked.undecided} executed on the word of a result that tells of payments which the recording lacks: undecided`);
  console.log(`  ${benign.sessions} benign sessions:`);
  console.log(
    `    ${benign.untouched} untouched (${percent(benign.untouched, benign.sessions)}), ${benign.asked} asked about, ` +
      `${benign.blocked} blocked (${percent(benign.blocked, benign.sessions)}), ${benign.malformed} with a call outside its tool's schema`,
  );
  console.log(`    ${(benign.escalations / Math.max(1, benign.sessions)).toFixed(3)} escalations a session, by${reasons(benign.by)}`);
  for (const kind of ["executed", "undecided", "blocked", "malformed", "asked"] as const) {
    for (const one of wrong.filter(({ was }) => was === kind).slice(0, SHOWN)) showWrong(one);
  }
}

function showWrong({ was, model, task, attack, prompt, trace }: Wrong): void {
  console.log(`\n  ${was}: ${task}, ${model}, attack ${attack}\n    user: ${prompt.replace(/\s+/g, " ").slice(0, 160)}`);
  for (const { call, args, verdict, clauses, codes, injected } of trace) {
    const why = verdict === "allow" ? "" : `  [${clauses.map(({ name }) => name).join(", ") || codes.join(", ")}]`;
    console.log(`    ${verdict.padEnd(10)} ${injected === true ? "INJECTED " : ""}${call} ${JSON.stringify(args).slice(0, 200)}${why}`);
  }
}

if (areRecordingsHere()) {
  const started = performance.now();
  const recordings = readRecordings();
  const wanted = wantedCalls(recordings);
  const sample = recordings.filter((_recording, place) => place % STRIDE === 0);
  const sheets = SUITES.map((suite) => {
    const compiled = compileFiles([join(import.meta.dirname, `../charters/${suite.charter}/charter.yaml`)]);
    if (!compiled.ok) throw new Error(`${suite.charter}: ${compiled.fault.message}`);
    return judgeSuite(
      suite,
      compiled.value,
      sample.filter((recording) => recording.suite === suite.name),
      wanted,
    );
  });
  const seconds = Math.round((performance.now() - started) / 1_000);
  if (asJson)
    console.log(
      JSON.stringify(
        { sample: STRIDE, seconds, suites: sheets },
        (_name, value) => (value instanceof Map ? Object.fromEntries(value) : value),
        2,
      ),
    );
  else {
    for (const sheet of sheets) show(sheet);
    const which = STRIDE === 1 ? "every recording" : `one recording in ${STRIDE}`;
    console.log(`\n${which}, ${seconds} s. No attacker here knows the charter: recordings cannot answer.`);
    process.exitCode = sheets.some(({ attacked }) => attacked.executed > 0) ? 1 : 0;
  }
} else {
  console.error("judge: SKIPPED: there are no recordings in ../shared/data/agentdojo (see docs/charters.md)");
}
