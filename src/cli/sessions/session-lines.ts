/**
 * Recorded sessions, line by line: who a session acts for, its calls, what came of them, what people answered. One form for
 * recordings (`.jsonl`), for counterexamples, and for the steps of a charter's own examples. Documented in docs/sessions.md.
 */
import { z } from "zod";
import { type Json, parseJson } from "../../crypto/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import { VERDICTS, type Verdict } from "../../kernel/index.ts";
import type { CliCode } from "../faults.ts";
import { plainWords } from "../terminal/foreign-words.ts";

/** Opens a session: who it acts for, and what the user said. */
export interface SessionLine {
  readonly session: string;
  readonly at?: string | undefined;
  readonly agent: string;
  /** Sessions of one agent and user are one lineage. Default: the session's name, so each is its own. */
  readonly user?: string | undefined;
  readonly role: string;
  readonly mandate: string;
  readonly fresh: boolean;
  readonly task: string;
  readonly says: readonly string[];
}

/** A call, and in short form what came of it and what people said. */
export interface CallLine {
  readonly call: string;
  readonly args: Json;
  readonly id?: string | undefined;
  readonly in?: string | undefined;
  readonly at?: string | undefined;
  readonly from: "agent" | "server";
  /** `later`: a line of its own says it. */
  readonly outcome: OutcomeWord | "later";
  readonly result?: Json | undefined;
  readonly answer?: "yes" | "no" | undefined;
  /** The verdict that is expected after a yes, which this implies. */
  readonly approved?: Verdict | undefined;
  readonly expect?: Verdict | undefined;
  /** A reason code, or the name of a clause that must have fired. */
  readonly because?: string | undefined;
  /** Whether somebody else than the user made the agent want this call. */
  readonly injected?: boolean | undefined;
}

export interface OutcomeLine {
  readonly outcome: OutcomeWord;
  readonly of?: string | undefined;
  readonly in?: string | undefined;
  readonly at?: string | undefined;
  readonly result?: Json | undefined;
}

export interface AnswerLine {
  readonly answer: "yes" | "no";
  readonly of?: string | undefined;
  readonly in?: string | undefined;
  readonly at?: string | undefined;
  readonly by?: string | undefined;
  readonly role?: string | undefined;
  readonly containment?: "keep" | "end" | undefined;
  /** The verdict that is expected then. */
  readonly expect?: Verdict | undefined;
}

/** `failed`: nothing was executed. `unknown`: nobody can say. */
export type OutcomeWord = "ok" | "error" | "failed" | "unknown";
export type StepLine = CallLine | OutcomeLine | AnswerLine;
export type Line = SessionLine | StepLine;

/** The ledger time at which sessions start that say none. */
export const START_AT = "2026-01-05T12:00:00Z";

const OUTCOMES = ["ok", "error", "failed", "unknown"] as const;
const at = z.iso.datetime({ offset: true }).optional();
const name = z.string().min(1).optional();
const note = { note: z.string().optional() };

const SESSION: z.ZodType<SessionLine> = z.strictObject({
  session: z.string().min(1),
  at,
  agent: z.string().default("agent"),
  user: z.string().optional(),
  role: z.string().default("unknown"),
  mandate: z.string().default("none"),
  fresh: z.boolean().default(false),
  task: z.string().default(""),
  says: z.array(z.string()).default([]),
  ...note,
});

const CALL: z.ZodType<CallLine> = z.strictObject({
  call: z.string().min(1),
  args: z.record(z.string(), z.json()).default({}),
  id: name,
  in: name,
  at,
  from: z.enum(["agent", "server"]).default("agent"),
  outcome: z.enum([...OUTCOMES, "later"]).default("ok"),
  result: z.json().optional(),
  answer: z.enum(["yes", "no"]).optional(),
  approved: z.enum(VERDICTS).optional(),
  expect: z.enum(VERDICTS).optional(),
  because: z.string().optional(),
  injected: z.boolean().optional(),
  ...note,
});

const OUTCOME: z.ZodType<OutcomeLine> = z.strictObject({
  outcome: z.enum(OUTCOMES),
  of: name,
  in: name,
  at,
  result: z.json().optional(),
  ...note,
});

const ANSWER: z.ZodType<AnswerLine> = z.strictObject({
  answer: z.enum(["yes", "no"]),
  of: name,
  in: name,
  at,
  by: name,
  role: name,
  containment: z.enum(["keep", "end"]).optional(),
  expect: z.enum(VERDICTS).optional(),
  ...note,
});

/** A line that opens no session, inside a larger form. */
export const STEP: z.ZodType<StepLine> = z.json().transform((value, context): StepLine => {
  const parsed = stepShape(value).safeParse(value);
  if (parsed.success) return parsed.data;
  context.addIssue({ code: "custom", message: problemOf(parsed.error) });
  return z.NEVER;
});

/** Reads recorded sessions, one JSON object a line. Codes: `cli/session-malformed`. */
export function parseSessionLines(text: string, file: string): Result<readonly Line[], CliCode> {
  const lines: Line[] = [];
  for (const [index, line] of text.trimEnd().split("\n").entries()) {
    const malformed = (why: string): Result<never, CliCode> =>
      fail("cli/session-malformed", why, { at: `${file}:${index + 1}`, remedy: "see docs/sessions.md" });
    const json = parseJson(line);
    if (!json.ok) return malformed(json.fault.message);
    const parsed = (has(json.value, "session") ? SESSION : stepShape(json.value)).safeParse(json.value);
    if (!parsed.success) return malformed(problemOf(parsed.error));
    lines.push(parsed.data);
  }
  return ok(lines);
}

function stepShape(value: unknown): z.ZodType<StepLine> {
  return has(value, "call") ? CALL : has(value, "answer") ? ANSWER : OUTCOME;
}

function has(value: unknown, member: string): boolean {
  return typeof value === "object" && value !== null && member in value;
}

function problemOf(error: z.ZodError): string {
  const [issue] = error.issues;
  const where = issue === undefined || issue.path.length === 0 ? "" : ` at \`${issue.path.join("/")}\``;
  return `${plainWords(issue?.message)}${where}`;
}
