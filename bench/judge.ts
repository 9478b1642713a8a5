/**
 * The shipped charters on recorded sessions of real models: what they stop and what they disturb, with and without attacks, and
 * by the written rules of an airline's desk.
 * `npm run judge [quick] [--all] [--json]`. Needs the recordings beside the repository; says so where they are missing.
 */
import { join } from "node:path";
import { type Compiled, compileFiles } from "../src/cli/index.ts";
import { areDeskRecordingsHere, readDeskSessions, readIdealSessions } from "./judge/desk-recordings.ts";
import { type DeskSheet, judgeDesk } from "./judge/desk-sheet.ts";
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

function showDesk(title: string, { sessions, writes, legal, wrong, by }: DeskSheet): void {
  console.log(`\n${title}, under charters/airline-desk\n  ${sessions} sessions, calls that changed something:`);
  const titles = { illegal: "that break a written rule", open: "that the recording cannot decide", legal: "within the rules" } as const;
  for (const is of ["illegal", "open", "legal"] as const) {
    const { admitted, asked, denied } = writes[is];
    const calls = String(admitted + asked + denied).padStart(4);
    console.log(`  ${calls} ${titles[is]}: ${admitted} admitted, ${asked} held for a person, ${denied} denied`);
  }
  console.log(
    `  ${legal.sessions} legal sessions: ${legal.untouched} untouched, ${legal.asked} asked about, ${legal.refused} refused ` +
      `(${percent(legal.refused, legal.sessions)}), ${(legal.questions / Math.max(1, legal.sessions)).toFixed(3)} escalations a session`,
  );
  console.log(`  asked about or denied, by${reasons(by)}`);
  for (const { was, task, call, why } of wrong.slice(0, SHOWN * 5)) console.log(`  ${was}: ${task}, ${why}\n    ${call.slice(0, 300)}`);
}

function compiledAs(charter: string): Compiled {
  const compiled = compileFiles([join(import.meta.dirname, `../charters/${charter}/charter.yaml`)]);
  if (!compiled.ok) throw new Error(`${charter}: ${compiled.fault.message}`);
  return compiled.value;
}

function admitsViolations(desks: ReturnType<typeof judgeDesks>): boolean {
  return Object.values(desks).some(({ writes }) => writes.illegal.admitted > 0);
}

/** The desk's recordings are few: all of them are judged, always. */
function judgeDesks(): { readonly [title: string]: DeskSheet } {
  const recorded = readDeskSessions();
  const compiled = compiledAs("airline-desk");
  return {
    "airline, recorded sessions judged by an oracle of the written rules": judgeDesk(compiled, recorded),
    "airline, ideal sessions, legal by the word of their authors": judgeDesk(compiled, readIdealSessions(recorded), true),
  };
}

if (areRecordingsHere() && areDeskRecordingsHere()) {
  const started = performance.now();
  const recordings = readRecordings();
  const wanted = wantedCalls(recordings);
  const sample = recordings.filter((_recording, place) => place % STRIDE === 0);
  const sheets = SUITES.map((suite) => {
    return judgeSuite(
      suite,
      compiledAs(suite.charter),
      sample.filter((recording) => recording.suite === suite.name),
      wanted,
    );
  });
  const desks = judgeDesks();
  const seconds = Math.round((performance.now() - started) / 1_000);
  if (asJson)
    console.log(
      JSON.stringify(
        { sample: STRIDE, seconds, suites: sheets, desks },
        (_name, value) => (value instanceof Map ? Object.fromEntries(value) : value),
        2,
      ),
    );
  else {
    for (const sheet of sheets) show(sheet);
    for (const [title, desk] of Object.entries(desks)) showDesk(title, desk);
    const which = STRIDE === 1 ? "every recording" : `one recording in ${STRIDE}`;
    console.log(`\n${which}, ${seconds} s. No attacker here knows the charter: recordings cannot answer.`);
    process.exitCode = sheets.some(({ attacked }) => attacked.executed > 0) || admitsViolations(desks) ? 1 : 0;
  }
} else {
  console.error("judge: SKIPPED: there are no recordings in ../shared/data/agentdojo and ../shared/data/tau (see docs/charters.md)");
}
