/**
 * `interlock replay`: what a charter decides on recorded sessions, call by call, with the clause that speaks and the state after it.
 * Nothing runs: the decider folds the recording on paper.
 */
import { ok, type Result } from "../../fault/index.ts";
import { type Compiled, compileFiles } from "../charter/charter-file.ts";
import type { CliCode } from "../faults.ts";
import { lineOf } from "../proof/story-text.ts";
import { replayReport } from "../sessions/replay-report.ts";
import { type Line, parseSessionLines } from "../sessions/session-lines.ts";
import { type PlayedCall, playSessions, type State } from "../sessions/session-player.ts";
import { type Summary, summaryOf } from "../sessions/session-summary.ts";
import { type Command, type Declared, declare } from "../terminal/declaration.ts";
import { EXIT } from "../terminal/exit-codes.ts";
import { type Output, paint, verdictWord, visible } from "../terminal/output.ts";
import { readTextFile, shown, writeTextFile } from "../terminal/text-file.ts";

interface ReplayOptions {
  /** Outermost first. */
  readonly charters: readonly string[];
  readonly sessions: string;
  readonly quiet?: boolean;
  /** Where a page for people is written. */
  readonly html?: string;
}

const replaySessions: Command<ReplayOptions> = async ({ out }, { charters, sessions, quiet, html }) => {
  const compiled = compileFiles(charters);
  if (!compiled.ok) return compiled;
  const lines = readSessions(sessions);
  if (!lines.ok) return lines;
  const played = playSessions(compiled.value, lines.value);
  if (!played.ok) return played;
  const summary = summaryOf(played.value);
  if (quiet !== true) showCalls(out, compiled.value, played.value);
  showSummary(out, summary);
  if (html !== undefined) {
    const page = replayReport({ charters: charters.map(shown), sessions: shown(sessions), calls: played.value, summary });
    const written = writeTextFile(html, page);
    if (!written.ok) return written;
    out.note(`wrote ${shown(html)}`);
  }
  const unexpected = played.value.reduce((sum, call) => sum + call.unexpected.length, 0);
  out.value({ ok: unexpected === 0, calls: played.value, summary });
  return ok(unexpected === 0 ? EXIT.ok : EXIT.negative);
};

export const replay: Declared = declare({
  name: "replay",
  description: "show what a charter decides on recorded sessions (docs/sessions.md)",
  shape: (to) =>
    to
      .argument("<files...>", "charters, outermost first, and at the end the sessions (.jsonl)")
      .option("--quiet", "only the counts")
      .option("--html <file>", "write a page with charts"),
  read: (from) => ({
    charters: from.args.slice(0, -1),
    sessions: from.args.at(-1) ?? "",
    ...from.opts<{ quiet?: boolean; html?: string }>(),
  }),
  work: replaySessions,
});

function readSessions(file: string): Result<readonly Line[], CliCode> {
  const text = readTextFile(file);
  return text.ok ? parseSessionLines(text.value, shown(file)) : text;
}

/** Every call under its session: the verdict, the charter's line that speaks, and what the state became. */
export function showCalls(out: Output, { sources }: Pick<Compiled, "sources">, calls: readonly PlayedCall[]): void {
  let session: string | undefined;
  let state = "";
  for (const call of calls) {
    if (call.session !== session) {
      out.line(paint("bold", `session ${visible(call.session)}`));
      state = "";
    }
    session = call.session;
    const injected = call.injected === true ? paint("red", " injected") : "";
    out.line(
      `${String(call.number).padStart(4)} ${verdictWord(call.verdict)} ${visible(`${call.call} ${JSON.stringify(call.args)}`)}${injected}`,
    );
    showReasons(out, sources, call);
    if (call.answered !== undefined) {
      out.line(`     then ${verdictWord(call.answered.verdict).trimEnd()}`);
      if (call.answered.verdict === "deny") showReasons(out, sources, call.answered);
    }
    const after = stateText(call.state);
    if (after !== state) out.line(paint("dim", `     state: ${after === "" ? "as at the start" : after}`));
    state = after;
    for (const expected of call.unexpected) out.line(`     ${paint("red", "expected")} ${visible(expected)}`);
  }
}

function showReasons(
  out: Output,
  sources: Compiled["sources"],
  { verdict, codes, clauses }: Pick<PlayedCall, "verdict" | "codes" | "clauses">,
): void {
  if (verdict === "allow") return;
  if (clauses.length === 0) out.line(paint("dim", `     ${codes.join(", ")}`));
  for (const { name, at } of clauses) out.line(paint("dim", `     ${visible(name)}  ${lineOf(at, sources)}`));
}

function stateText(state: State): string {
  return visible(
    Object.entries(state)
      .map(([name, values]) => `${name} = ${values.map((value) => JSON.stringify(value)).join(" or ")}`)
      .join(", "),
  );
}

function showSummary(out: Output, { sessions, calls, verdicts, labelled }: Summary): void {
  out.line(
    `${sessions} ${sessions === 1 ? "session" : "sessions"}, ${calls} ${calls === 1 ? "call" : "calls"}: ${verdicts.allow} allowed, ` +
      `${verdicts.escalate} escalated, ${verdicts.quarantine} held, ${verdicts.deny} denied`,
  );
  if (labelled === undefined) return;
  const { injected, benign } = labelled;
  const by = injected.stoppedBy.map(([name, count]) => `${visible(name)} ${count}`).join(", ");
  out.line(`injected calls: ${injected.executed} executed, ${injected.stopped} stopped${by === "" ? "" : ` (${by})`}`);
  out.line(
    `benign sessions: ${benign.untouched} untouched, ${benign.asked} asked about, ${benign.blocked} blocked; ` +
      `${benign.escalations} escalations`,
  );
}
