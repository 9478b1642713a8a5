/**
 * `interlock diff`: what a new charter admits that the old one does not, and the other way round, with the shortest story and a
 * concrete call for each; for people in a review, and for CI (`--fail-on-widening`).
 */
import { ok } from "../../fault/index.ts";
import type { Difference, JointStep } from "../../verifier/index.ts";
import { type CharterComparison, compareCharters } from "../proof/charter-comparison.ts";
import { type Command, type Declared, declare } from "../terminal/declaration.ts";
import { EXIT, type Exit } from "../terminal/exit-codes.ts";
import { type Output, paint, visible } from "../terminal/output.ts";

interface DiffOptions {
  readonly old: string;
  readonly new: string;
  readonly failOnWidening: boolean;
}

const showDifferences: Command<DiffOptions> = async ({ out }, { old, new: new_, failOnWidening }) => {
  const comparison = compareCharters(old, new_);
  if (!comparison.ok) return comparison;
  out.value(comparison.value);
  show(out, comparison.value);
  return ok(exitOf(comparison.value, failOnWidening));
};

export const diff: Declared = declare({
  name: "diff",
  description: "compare two charters by what they admit, with a concrete call for each difference",
  shape: (to) =>
    to
      .argument("<old>", "the charter before")
      .argument("<new>", "the charter after")
      .option("--fail-on-widening", "end with 1 if the new one admits anything more, with 2 if that cannot be said"),
  read: (from) => {
    const [old = "", new_ = ""] = from.args;
    return { old, new: new_, failOnWidening: from.opts()["failOnWidening"] === true };
  },
  work: showDifferences,
});

/** Under `--fail-on-widening` names that mean something else now are a doubt, and a doubt is no pass. */
function exitOf({ answer, relabelled }: CharterComparison, failOnWidening: boolean): Exit {
  if (answer === "undecided") return EXIT.undecided;
  if (!failOnWidening) return EXIT.ok;
  if (answer === "wider" || answer === "incomparable") return EXIT.negative;
  return relabelled.length > 0 ? EXIT.undecided : EXIT.ok;
}

const ANSWERS = {
  equal: ["green", "both admit the same"],
  narrower: ["green", "the new charter admits less"],
  wider: ["red", "the new charter admits more"],
  incomparable: ["red", "each admits something that the other does not"],
  undecided: ["yellow", "there is more to compare than the limits allow"],
} as const;

function show(out: Output, { answer, differences, undecided, relabelled, beyondCalls }: CharterComparison): void {
  const [style, meaning] = ANSWERS[answer];
  const word = relabelled.length === 0 ? answer : answer === "equal" ? "relabelled" : `relabelled and ${answer}`;
  const besides = relabelled.length === 0 ? "" : ", if these names still mean the same";
  out.line(`${paint(relabelled.length > 0 && style === "green" ? "yellow" : style, word)}: ${meaning}${besides}`);
  for (const { what, name, old, new: new_ } of relabelled) {
    out.line(`  ${what} ${visible(name)}: ${visible(old ?? "none")} before, ${visible(new_ ?? "none")} now`);
  }
  section(
    out,
    "gained",
    differences.filter(({ direction }) => direction === "wider"),
  );
  section(
    out,
    "lost",
    differences.filter(({ direction }) => direction === "narrower"),
  );
  section(
    out,
    "other people are asked",
    differences.filter(({ direction }) => direction === "other"),
  );
  if (beyondCalls.length > 0) out.line(`\n${paint("bold", "besides")}`);
  for (const { direction, what } of beyondCalls) out.line(`  ${direction}: ${visible(what)}`);
  for (const tool of undecided) out.line(`\n${paint("yellow", "undecided")} for ${visible(tool)}: too many states or classes`);
}

function section(out: Output, title: string, differences: readonly Difference[]): void {
  if (differences.length > 0) out.line(`\n${paint("bold", title)}`);
  for (const difference of differences) {
    const { tool, old, new: new_, direction, steps, confirmed } = difference;
    out.line(`  ${visible(tool)}: ${verdictOf(old)} before, ${verdictOf(new_)} now`);
    for (const { name, text, at } of direction === "narrower" ? new_.clauses : old.clauses) {
      out.line(
        paint("dim", `    ${direction === "narrower" ? "now" : "before"} ${visible(name)}: ${visible(text || "always")}  ${visible(at)}`),
      );
    }
    if (!confirmed) out.line(paint("yellow", "    possible, but no call was found for which both kernels confirm it"));
    else for (const [place, step] of steps.entries()) out.line(`    ${String(place + 1).padStart(2)}. ${stepInWords(step)}`);
  }
}

function verdictOf({ verdict, obligations }: Difference["old"]): string {
  const asked = obligations.map(({ role, approvals, withinMs }) => `${approvals} × ${visible(role)} within ${withinMs / 60_000} min`);
  return asked.length === 0 ? verdict : `${verdict} (${asked.join(", ")})`;
}

function stepInWords(step: JointStep): string {
  switch (step.kind) {
    case "executed":
    case "held":
    case "decided": {
      const facts = Object.entries(step.facts).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
      const call = `${step.tool} ${shortened(JSON.stringify(step.args))}${facts.length > 0 ? ` where ${facts.join(", ")}` : ""}`;
      const ended = { executed: "is executed", held: "is held", decided: changeInWords(step) }[step.kind];
      return `${visible(call)}  ${paint("dim", ended)}`;
    }
    case "outcome": {
      const result = step.result === undefined ? "" : ` ${shortened(JSON.stringify(step.result))}`;
      const seen = step.old === step.new ? step.old : `${step.old} before, ${step.new} now`;
      return visible(`${step.tool} comes back: ${seen}${result}`);
    }
    case "containment ends":
      return "a person ends the containment";
    case "turn":
      return `the ${step.every} turns in ${visible(step.zone)}`;
    case "elsewhere":
      return visible(step.tool === "" ? "another session goes on" : `another session has ${step.tool} executed`);
  }
}

/** More of a call's arguments is not shown to people. */
const SHOWN_MAX = 160;

function shortened(text: string): string {
  return text.length <= SHOWN_MAX ? text : `${text.slice(0, SHOWN_MAX)}… (${text.length} characters)`;
}

function changeInWords({ old, new: new_ }: { readonly old: string; readonly new: string }): string {
  return old === new_ ? `is ${new_}, put to others` : `was ${old}, is ${new_}`;
}
