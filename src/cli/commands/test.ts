/** `interlock test`: plays a charter's own example calls and compares the verdicts with what its author expects. */
import { existsSync } from "node:fs";
import { type Judgement, lockedTools, Rehearsal, type RehearsedCall } from "../../execution/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import { type Compiled, compileFiles, readTextFile, shown } from "../charter-file.ts";
import { type Command, type Declared, declare } from "../declaration.ts";
import { type Example, type ExampleStep, parseExamples } from "../example-file.ts";
import { EXIT } from "../exit-codes.ts";
import type { CliCode } from "../faults.ts";
import { paint, visible } from "../output.ts";

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
  const results = examples.value.flatMap((example) => playExample(compiled.value, example));
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
      remedy: "write some: see docs/charter-language.md, or name the file with --examples",
    });
  }
  const text = readTextFile(file);
  return text.ok ? parseExamples(text.value, shown(file), compiled.document.roots) : text;
}

/** Plays one example from a fresh state. */
export function playExample(compiled: Compiled, example: Example): readonly StepResult[] {
  const rehearsal = new Rehearsal({ machine: compiled.machine, digest: compiled.digest }, lockedTools(compiled.lock));
  const start = Date.parse(example.at);
  return example.steps.map((step, place) => {
    const call: RehearsedCall = {
      tool: step.call,
      args: step.args,
      owner: { agent: "example", user: example.as.user },
      role: example.as.role,
      mandate: example.as.mandate,
      atMs: start + place * 1000,
    };
    const first = rehearsal.propose(call);
    const again = step.approved === undefined ? undefined : rehearsal.approve(call, first.judgement);
    const run = again === undefined ? first.run : again.run;
    if (run !== undefined) rehearsal.outcome(run, step.outcome);
    return compare(compiled, example.name, place, step, first.judgement, again?.judgement);
  });
}

function compare(
  compiled: Compiled,
  example: string,
  place: number,
  step: ExampleStep,
  first: Judgement,
  again: Judgement | undefined,
): StepResult {
  const fired = [...first.codes, ...first.clauses.map((clause) => compiled.document.clauses[clause]?.name ?? "")];
  const because = step.because === undefined || fired.includes(step.because);
  const passed = first.verdict === step.expect && because && (again === undefined || again.verdict === step.approved);
  return {
    example,
    step: place + 1,
    call: step.call,
    passed,
    expected: wordsOf(step.expect, step.because === undefined ? [] : [step.because], step.approved),
    found: wordsOf(first.verdict, fired, again?.verdict) + (first.detail === undefined ? "" : ` (${first.detail})`),
  };
}

function wordsOf(verdict: string, because: readonly string[], approved: string | undefined): string {
  return `${verdict}${because.length > 0 ? ` because ${because.join(", ")}` : ""}${approved === undefined ? "" : `, then ${approved}`}`;
}
