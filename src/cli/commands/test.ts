/** `interlock test`: plays a charter's own example calls and compares the verdicts with what its author expects. */
import { existsSync } from "node:fs";
import { fail, ok, type Result } from "../../fault/index.ts";
import { type Compiled, compileFiles } from "../charter/charter-file.ts";
import type { CliCode } from "../faults.ts";
import { type Example, parseExamples } from "../sessions/example-file.ts";
import type { CallLine, SessionLine } from "../sessions/session-lines.ts";
import { type PlayedCall, playSessions } from "../sessions/session-player.ts";
import { type Command, type Declared, declare } from "../terminal/declaration.ts";
import { EXIT } from "../terminal/exit-codes.ts";
import { paint, visible } from "../terminal/output.ts";
import { readTextFile, shown } from "../terminal/text-file.ts";

export interface StepResult {
  readonly example: string;
  /** From 1. */
  readonly step: number;
  readonly call: string;
  readonly passed: boolean;
  readonly expected: string;
  readonly found: string;
}

interface TestOptions {
  readonly charters: readonly string[];
  readonly examples?: string;
}

const playExamples: Command<TestOptions> = async ({ out }, { charters, examples: given }) => {
  const compiled = compileFiles(charters);
  if (!compiled.ok) return compiled;
  const examples = readExamples(given ?? examplesBeside(charters.at(-1) ?? ""), compiled.value);
  if (!examples.ok) return examples;
  const results: StepResult[] = [];
  for (const example of examples.value) {
    const played = playExample(compiled.value, example);
    if (!played.ok) return played;
    results.push(...played.value);
  }
  const failed = results.filter(({ passed }) => !passed);
  for (const example of examples.value) {
    const steps = results.filter((result) => result.example === example.name);
    out.line(`${steps.every(({ passed }) => passed) ? paint("green", "ok  ") : paint("red", "FAIL")} ${visible(example.name)}`);
    for (const { step, call, expected, found } of steps.filter(({ passed }) => !passed)) {
      out.line(`     step ${step}, ${visible(call)}: expected ${expected}, found ${found}`);
    }
  }
  out.line(`${results.length - failed.length} calls as expected, ${failed.length} not`);
  out.value({ ok: failed.length === 0, results });
  return ok(failed.length === 0 ? EXIT.ok : EXIT.negative);
};

export const test: Declared = declare({
  name: "test",
  description: "play a charter's example calls (NAME.test.yaml)",
  shape: (to) =>
    to.argument("<charter...>", "charters, outermost first").option("--examples <file>", "the examples, if not beside the charter"),
  read: (from) => ({ charters: from.args, ...from.opts<{ examples?: string }>() }),
  work: playExamples,
});

/** `bank.test.yaml` for `bank.yaml`. */
export function examplesBeside(charterFile: string): string {
  return charterFile.replace(/\.ya?ml$/, "").concat(".test.yaml");
}

function readExamples(file: string, compiled: Compiled): Result<readonly Example[], CliCode> {
  if (!existsSync(file)) {
    return fail("cli/file-unreadable", `there are no examples \`${shown(file)}\``, {
      remedy: "write some: see docs/sessions.md, or name the file with --examples",
    });
  }
  const text = readTextFile(file);
  return text.ok ? parseExamples(text.value, shown(file), compiled.document.roots) : text;
}

/** Plays one example from a fresh state. */
function playExample(compiled: Compiled, { name, at, as, steps }: Example): Result<readonly StepResult[], CliCode> {
  const opening: SessionLine = { session: name, at, agent: "example", fresh: false, ...as };
  const played = playSessions(compiled, [opening, ...steps]);
  if (!played.ok) return played;
  const calls = steps.flatMap((step, place) => ("call" in step ? [{ step, place }] : []));
  return ok(
    calls.flatMap(({ step, place }, number) => {
      const call = played.value[number];
      return call === undefined ? [] : [compare(name, place, step, call)];
    }),
  );
}

function compare(
  example: string,
  place: number,
  step: CallLine,
  { verdict, codes, clauses, answered, unexpected }: PlayedCall,
): StepResult {
  const because = step.because === undefined ? [] : [step.because];
  return {
    example,
    step: place + 1,
    call: step.call,
    passed: unexpected.length === 0,
    expected: wordsOf(step.expect ?? "anything", because, step.approved),
    found: wordsOf(verdict, [...codes, ...clauses.map(({ name }) => name)], answered?.verdict),
  };
}

function wordsOf(verdict: string, because: readonly string[], approved: string | undefined): string {
  return `${verdict}${because.length > 0 ? ` because ${because.join(", ")}` : ""}${approved === undefined ? "" : `, then ${approved}`}`;
}
