/**
 * `interlock synthesise`: the clauses that make every bound of a charter hold and refuse nothing that is safe, as a patch to review, each
 * with the bound it keeps and the shortest story it prevents. What it prints is proved of the patched charter first.
 */
import { existsSync } from "node:fs";
import { unifiedDiff } from "../../charter/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { Prevented } from "../../verifier/index.ts";
import { compileFiles } from "../charter/charter-file.ts";
import type { CliCode } from "../faults.ts";
import type { RecordedStory } from "../proof/recorded-story.ts";
import { type Reasoned, type Synthesis, synthesise as tightenCharters } from "../proof/synthesis.ts";
import { type Command, type Declared, declare } from "../terminal/declaration.ts";
import { EXIT, type Exit } from "../terminal/exit-codes.ts";
import { type Output, paint, visible } from "../terminal/output.ts";
import { shown, writeTextFile } from "../terminal/text-file.ts";

interface SynthesiseOptions {
  /** Outermost first. */
  readonly charters: readonly string[];
  readonly write?: string;
}

const synthesiseCharters: Command<SynthesiseOptions> = async ({ out }, { charters, write }) => {
  const compiled = compileFiles(charters);
  if (!compiled.ok) return compiled;
  const found = tightenCharters(compiled.value);
  if (!found.ok) return found;
  const { value } = found;
  const originals = compiled.value.sources;
  out.value(asJson(value));
  if (value.answer !== "tightened") return ok(showAnswer(out, value));
  const patch = originals.map(({ path, text }, index) => unifiedDiff(text, value.texts[index] ?? text, [path, path])).join("");
  out.line(patch);
  for (const clause of value.clauses) showReason(out, clause);
  showComparison(out, value);
  const changed = value.texts.filter((text, index) => text !== originals[index]?.text);
  return write === undefined ? ok(EXIT.ok) : writeCharter(out, write, changed);
};

export const synthesise: Declared = declare({
  name: "synthesise",
  description: "show the clauses that make every bound hold, and nothing more",
  shape: (to) =>
    to.argument("<charter...>", "charters, outermost first").option("--write <file>", "write the changed charter into a new file"),
  read: (from) => ({ charters: from.args, ...from.opts<{ write?: string }>() }),
  work: synthesiseCharters,
});

function showAnswer(out: Output, value: Exclude<Synthesis, { answer: "tightened" }>): Exit {
  switch (value.answer) {
    case "admissible":
      out.line(`${paint("green", "admissible")}: every bound holds, there is nothing to add`);
      return EXIT.ok;
    case "undecided":
      out.line(`${paint("yellow", "undecided")}: the charter is too large to be explored`);
      return EXIT.undecided;
    case "inadmissible":
      out.line(`${paint("red", "inadmissible")}: whatever is refused, ${lostInWords(value.loses)}`);
      showStory(out, value.play);
      return EXIT.negative;
    case "unwritable":
      out.line(`${paint("red", "not expressible")}: no clauses of this charter keep every bound; these were tried`);
      for (const clause of value.clauses) showReason(out, clause);
      return EXIT.negative;
  }
}

function lostInWords(loses: Prevented): string {
  if (loses.kind === "never") return `\`${loses.bound}\` is broken${loses.play.length === 0 ? " from the start" : " by the world alone"}`;
  const bounds = loses.kind === "goal" ? loses.bounds : [];
  return bounds.length === 0
    ? "the bounds cannot be kept together"
    : `${bounds.map((name) => `\`${name}\``).join(" and ")} cannot be kept possible`;
}

/** The clause, the bounds it keeps, and what happens without it. */
function showReason(out: Output, { name, action, keeps, story, refusal, leftOut }: Reasoned): void {
  const bounds = keeps.map((bound) => `\`${visible(bound)}\``).join(", ");
  out.line(`${paint("bold", visible(name))} in \`${visible(action)}\` keeps ${bounds === "" ? "the bounds together" : bounds}`);
  if (leftOut.length > 0) out.line(paint("yellow", `  refuses more than it has to, because a clause cannot say: ${leftOut.join("; ")}`));
  if (story === undefined) return;
  out.line(paint("dim", `  without it${story.replays ? "" : ", perhaps"}:`));
  showStory(out, story);
  if (refusal.prevents.kind === "goal") out.line(paint("dim", "    and from there on it cannot be reached any more"));
}

function showStory(out: Output, { lines }: RecordedStory): void {
  for (const line of lines.slice(1)) out.line(paint("dim", `    ${visible(JSON.stringify(line))}`));
}

function showComparison(out: Output, { compared, clauses }: Extract<Synthesis, { answer: "tightened" }>): void {
  const added = clauses.length === 1 ? "this clause" : `these ${clauses.length} clauses`;
  const proved = `${paint("green", "proved")}: with ${added} every bound holds`;
  if (compared.answer === "equal") out.line(`${proved}, and nothing that is safe is refused`);
  else if (compared.answer === "undecided") out.line(`${proved}; there are too many states to say whether more is refused than must be`);
  else out.line(`${proved}; something safe is refused too: ${(compared.lost ?? []).map((letter) => `\`${visible(letter)}\``).join(", ")}`);
}

function writeCharter(out: Output, file: string, changed: readonly string[]): Result<Exit, CliCode> {
  const [text = "", ...others] = changed;
  if (others.length > 0)
    return fail("cli/file-unwritable", `${changed.length} charters change, and \`${shown(file)}\` is one file`, {
      remedy: "apply the patch",
    });
  if (existsSync(file)) return fail("cli/file-exists", `\`${shown(file)}\` is there already`, { remedy: "name a file that is not" });
  const written = writeTextFile(file, text, "wx");
  if (!written.ok) return written;
  out.line(`wrote ${shown(file)}`);
  return ok(EXIT.ok);
}

function asJson(value: Synthesis): unknown {
  switch (value.answer) {
    case "admissible":
    case "undecided":
      return { ok: value.answer === "admissible", answer: value.answer };
    case "inadmissible":
      return { ok: false, answer: value.answer, bounds: boundsIn(value.loses), play: value.play };
    case "unwritable":
    case "tightened": {
      const clauses = value.clauses.map(({ charter, action, verdict, name, when, excludes, keeps, leftOut, story }) => ({
        ...{ charter, action, verdict, name, keeps, leftOut },
        ...(excludes === undefined ? { when } : { excludes }),
        ...(story === undefined ? {} : { story }),
      }));
      const { answer } = value;
      return answer === "tightened"
        ? { ok: true, answer, clauses, texts: value.texts, compared: value.compared }
        : { ok: false, answer, clauses };
    }
  }
}

function boundsIn(loses: Prevented): readonly string[] {
  return loses.kind === "never" ? [loses.bound] : loses.kind === "goal" ? loses.bounds : [];
}
