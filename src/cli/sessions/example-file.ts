/**
 * The file of example calls beside a charter (`NAME.test.yaml`): short sessions, each call with the verdict that its author
 * expects. Charters are programs; this is their test. The form is documented in docs/sessions.md.
 */
import { parseDocument } from "yaml";
import { z } from "zod";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { CliCode } from "../faults.ts";
import { plainWords } from "../terminal/foreign-words.ts";
import { type SessionLine, START_AT, STEP, type StepLine } from "./session-lines.ts";

export interface Example {
  readonly name: string;
  readonly as: Pick<SessionLine, "role" | "mandate" | "task" | "says"> & { readonly user: string };
  /** Ledger time of the session's first call, ISO 8601. */
  readonly at: string;
  readonly steps: readonly StepLine[];
}

const FILE: z.ZodType<{ readonly tests: readonly Example[] }> = z.strictObject({
  tests: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        as: z
          .strictObject({
            user: z.string().default(""),
            role: z.string().default("unknown"),
            mandate: z.string().default("none"),
            task: z.string().default(""),
            says: z.array(z.string()).default([]),
          })
          .prefault({}),
        at: z.iso.datetime({ offset: true }).default(START_AT),
        steps: z.array(STEP).min(1),
      }),
    )
    .min(1),
});

/** Reads example calls; `{name}` at the start of a text stands for the folder of that root. Codes: `cli/test-malformed`. */
export function parseExamples(text: string, file: string, roots: { readonly [name: string]: string }): Result<readonly Example[], CliCode> {
  const document = parseDocument(text, { schema: "core", uniqueKeys: true });
  const [problem] = document.errors;
  if (problem !== undefined)
    return fail("cli/test-malformed", plainWords(problem.message.split(/\n| at line /)[0]), {
      at: `${file}:${problem.linePos?.[0].line ?? 1}`,
    });
  const parsed = FILE.safeParse(document.toJS());
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return fail("cli/test-malformed", plainWords(issue?.message), {
      at: `${file} /${issue?.path.join("/") ?? ""}`,
      remedy: "see docs/sessions.md",
    });
  }
  const examples = parsed.data.tests.map((example) => ({
    ...example,
    steps: example.steps.map((step) => bindRoots(step, roots) as StepLine),
  }));
  return ok(examples);
}

function bindRoots(value: unknown, roots: { readonly [name: string]: string }): unknown {
  if (typeof value === "string") return value.replace(/^\{([a-z][a-z0-9_-]*)\}/i, (whole, name: string) => roots[name] ?? whole);
  if (Array.isArray(value)) return value.map((element) => bindRoots(element, roots));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, bindRoots(member, roots)]));
  }
  return value;
}
