/** `interlock check --machine`: a model that somebody wrote as JSON, checked as it stands and under its most permissive supervisor. */
import { digestOf, parseJson } from "../../crypto/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import {
  type CheckOptions,
  checkModel,
  describeState,
  type Model,
  type ModelReport,
  parseModel,
  type Step,
  type Violation,
} from "../../verifier/index.ts";
import type { CliCode } from "../faults.ts";
import { MODEL_LIMITS } from "../limits.ts";
import { EXIT, type Exit } from "../terminal/exit-codes.ts";
import { count, type Output, paint, visible } from "../terminal/output.ts";
import { readTextFile, shown } from "../terminal/text-file.ts";
import { endlessly } from "./story-text.ts";

/** A model's file. Codes: `cli/file-unreadable`, `cli/model-malformed`. */
export function readModelFile(file: string): Result<{ readonly model: Model; readonly digest: string }, CliCode> {
  const text = readTextFile(file);
  if (!text.ok) return text;
  const refused = (cause: Parameters<typeof fail>[2]): Result<never, CliCode> =>
    fail("cli/model-malformed", `\`${shown(file)}\` is not a model of the form that docs/verifier-model.md describes`, cause);
  const document = parseJson(text.value, MODEL_LIMITS);
  if (!document.ok) return refused({ cause: document.fault });
  const model = parseModel(document.value);
  return model.ok ? ok({ model: model.value, digest: digestOf(document.value) }) : refused({ cause: model.fault });
}

/** Checks a model's file and reports. Exit: 0 its bounds hold as it stands or can be kept by a supervisor, 1 they cannot, 2 undecided. */
export function checkModelFile(out: Output, file: string, within: CheckOptions): Result<Exit> {
  const read = readModelFile(file);
  if (!read.ok) return read;
  const { model, digest } = read.value;
  const report = checkModel(model, within);
  show(out, model, report);
  const { engine, answer, states, transitions, supervisor, violations, dead, suppressed, crowded } = report;
  out.value({
    ok: answer !== "undecided" && supervisor.admissible,
    ...{ answer, engine, digest, states: String(states), transitions: String(transitions) },
    supervisor: { admissible: supervisor.admissible, states: String(supervisor.states), transitions: String(supervisor.transitions) },
    violations: violations.map(({ kind, name, story, keptAway }) => ({
      kind,
      name,
      ...(story === undefined ? {} : { story: toldOf(model, story) }),
      ...(keptAway === undefined ? {} : { keptAway: { play: toldOf(model, keptAway.play), before: keptAway.before } }),
    })),
    ...{ dead, suppressed, ...(crowded === undefined ? {} : { crowded }) },
  });
  if (answer === "undecided") return ok(EXIT.undecided);
  return ok(supervisor.admissible ? EXIT.ok : EXIT.negative);
}

function toldOf(model: Model, story: readonly Step[]): { event: string; state: string }[] {
  return story.map(({ event, state }) => ({ event: model.events[event]?.name ?? "?", state: describeState(model, state) }));
}

function showViolation(out: Output, model: Model, { kind, name, story, keptAway }: Violation): void {
  out.line(`${paint("red", "violated")} ${visible(name)} (${kind})${story === undefined ? ", by a story too long to be found" : ""}`);
  const steps = (told: readonly Step[], first: number): void => {
    for (const [index, { event, state }] of toldOf(model, told).entries())
      out.line(`  ${String(first + index).padStart(3)}  ${visible(event)}  ${paint("dim", visible(state))}`);
  };
  steps(story ?? [], 1);
  if (keptAway === undefined) return;
  out.line("       and from here on the world can keep it away:");
  steps(keptAway.play, 1 + (story ?? []).length);
  out.line(`       ${endlessly(keptAway, (story ?? []).length)}`);
}

function show(
  out: Output,
  model: Model,
  { answer, states, transitions, supervisor, violations, dead, suppressed, crowded }: ModelReport,
): void {
  if (answer === "undecided") {
    out.line(`${paint("yellow", "undecided")}: the limits of time or memory came first, so nothing is proved`);
    if (crowded !== undefined) out.line(`  most of it is about \`${visible(crowded[0])}\` and \`${visible(crowded[1])}\` together`);
    return;
  }
  out.line(`${visible(model.name)}: ${count(states, "state")}, ${count(transitions, "transition")}`);
  for (const violation of violations) showViolation(out, model, violation);
  if (answer === "holds") out.line(`${paint("green", "holds")} as it stands`);
  if (supervisor.admissible) {
    const sizes = `${count(supervisor.states, "state")}, ${count(supervisor.transitions, "transition")}`;
    out.line(`${paint("green", "supervisor")}: ${sizes}`);
  } else out.line(`${paint("red", "inadmissible")}: no supervisor keeps the bounds from the start`);
  for (const name of dead) out.line(`${paint("yellow", "dead")} ${visible(name)}`);
  for (const name of suppressed) out.line(`${paint("yellow", "suppressed")} ${visible(name)}`);
}
