/**
 * Synthesis on charters: refusals become clauses, the patched charter is compiled again, and the same engines say whether every bound
 * holds of it. What could only be written too widely may need another round. In the end what the patched charter admits is compared
 * with the supervisor that it was to be.
 */
import { join } from "node:path";
import { addClauses } from "../../charter/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import {
  type Comparison,
  checkModel,
  compareModels,
  type Model,
  type Prevented,
  storiesOf,
  type Tightening,
  type TighteningAnswer,
  tighten,
  tightened,
  withinAssumption,
  worldsPlay,
} from "../../verifier/index.ts";
import { type Compiled, compileTexts } from "../charter/charter-file.ts";
import type { CliCode } from "../faults.ts";
import { PRUNED_MAX, SYNTHESIS_ROUNDS_MAX } from "../limits.ts";
import { type CharterModel, charterModel } from "./charter-model.ts";
import { ClauseWriter, type WrittenClause } from "./clause-writer.ts";
import { type RecordedStory, recordStory } from "./recorded-story.ts";

/** A clause with its reason: the shortest story from the start to the call that it refuses, and what the world may do then. */
export interface Reasoned extends WrittenClause {
  /** Absent where it is longer than is looked for. */
  readonly story?: RecordedStory;
}

export type Synthesis =
  /** Every bound holds as it is. */
  | { readonly answer: "admissible" }
  /** No supervisor keeps the bounds: what breaks them whatever is refused. */
  | { readonly answer: "inadmissible"; readonly loses: Prevented; readonly play: RecordedStory }
  /** A limit was met. */
  | { readonly answer: "undecided" }
  /** The refusals cannot be written as clauses of these charters. */
  | { readonly answer: "unwritable"; readonly clauses: readonly Reasoned[] }
  | {
      readonly answer: "tightened";
      readonly clauses: readonly Reasoned[];
      /** The charters' texts with the clauses, in the order given; every bound is proved to hold of them. */
      readonly texts: readonly string[];
      /** What they admit, against the most permissive supervisor: equal, or narrower where something could not be written. */
      readonly compared: Comparison;
    };

/** Finds the clauses that make every bound hold. Codes: `cli/charter-broken`, `cli/model-too-large`. */
export function synthesise(compiled: Compiled): Result<Synthesis, CliCode> {
  const original = compiled.sources.map(({ text }) => text);
  let clauses: readonly Reasoned[] = [];
  let supervised: Model | undefined;
  let of = charterModel(compiled.bounds);
  for (let round = 0; round < SYNTHESIS_ROUNDS_MAX; round++) {
    if (!of.ok) return of;
    const answer = tighten(of.value.model, { kindOf: waysOf(of.value) });
    if (answer.answer !== "tightened") return ok(lost(compiled, of.value, clauses, answer));
    if (answer.tightenings.length === 0)
      return clauses.length === 0 ? ok({ answer: "admissible" }) : finished(compiled, original, clauses, supervised);
    const written = new ClauseWriter(of.value, patched(original, clauses) ?? original, answer.tightenings).write();
    if (written.every(({ verdict }) => verdict === "deny")) supervised ??= tightened(of.value.model, answer.tightenings);
    clauses = [...clauses, ...reasoned(compiled, of.value, answer.tightenings, written)];
    const next = written.length === 0 ? undefined : recompile(compiled, original, clauses);
    if (next === undefined) break;
    if (!next.ok) return next;
    of = charterModel(next.value);
  }
  return ok({ answer: "unwritable", clauses });
}

/** Executed at once or answered for, a call is refused by the same clause: only what breaks a bound by itself is told apart. */
function waysOf({ bounds, translated }: CharterModel): (event: number) => string {
  return (event) => {
    const meaning = translated.meanings[event];
    if (meaning?.kind !== "call" || meaning.against !== undefined) return String(event);
    const [terminal = -1] = meaning.terminals;
    return `${meaning.tool} as ${bounds.machine.terminals[terminal]?.actions.join() ?? ""}`;
  };
}

/** No supervisor is left: of the charter itself, or of what our clauses made of it. */
function lost(
  compiled: Compiled,
  of: CharterModel,
  clauses: readonly Reasoned[],
  answer: Exclude<TighteningAnswer, { answer: "tightened" }>,
): Synthesis {
  if (answer.answer === "undecided") return { answer: "undecided" };
  if (clauses.length > 0) return { answer: "unwritable", clauses };
  const { loses } = answer;
  return { answer: "inadmissible", loses, play: recordStory(compiled, of, loses.kind === "never" ? loses.play : []) };
}

/** The charters with the clauses that belong into each; undefined where one cannot take its. */
function patched(texts: readonly string[], clauses: readonly WrittenClause[]): readonly string[] | undefined {
  const added = texts.map((text, index) =>
    addClauses(
      text,
      clauses.filter(({ charter }) => charter === index),
    ),
  );
  return added.every((text) => text !== undefined) ? added : undefined;
}

/** The bounds of the charters with the clauses; undefined where these cannot be put into the text. */
function recompile(
  { sources, lock, base }: Compiled,
  original: readonly string[],
  clauses: readonly WrittenClause[],
): Result<Compiled["bounds"], CliCode> | undefined {
  const texts = patched(original, clauses);
  if (texts === undefined) return undefined;
  const inputs = sources.map((source, index) => ({ ...source, text: texts[index] ?? source.text }));
  const { bounds, diagnostics } = compileTexts(inputs, lock, join(base, "charter.yaml"));
  if (bounds !== undefined) return ok(bounds);
  const error = diagnostics.find(({ severity }) => severity === "error");
  return fail("cli/charter-broken", "the charter with the new clauses does not compile", error === undefined ? {} : { cause: error });
}

/** Leaves out every clause without which all bounds still hold, proves them once more, and compares with the supervisor. */
function finished(
  compiled: Compiled,
  original: readonly string[],
  clauses: readonly Reasoned[],
  supervised: Model | undefined,
): Result<Synthesis, CliCode> {
  let kept = clauses;
  let proved = proof(compiled, original, clauses);
  if (clauses.length > 1 && clauses.length <= PRUNED_MAX) {
    for (const clause of clauses.toReversed()) {
      const fewer = kept.filter((other) => other !== clause);
      const without = proof(compiled, original, fewer);
      if (without === undefined) continue;
      kept = fewer;
      proved = without;
    }
  }
  const texts = patched(original, kept);
  if (proved === undefined || texts === undefined) return ok({ answer: "undecided" });
  return ok({
    answer: "tightened",
    clauses: kept,
    texts,
    compared: compareModels(withinAssumption(supervised ?? proved), withinAssumption(proved)),
  });
}

/** The model of the charters with the clauses, if every bound holds of it. */
function proof(compiled: Compiled, original: readonly string[], clauses: readonly WrittenClause[]): Model | undefined {
  const bounds = recompile(compiled, original, clauses);
  const of = bounds?.ok === true ? charterModel(bounds.value) : undefined;
  return of?.ok === true && checkModel(of.value.model).answer === "holds" ? of.value.model : undefined;
}

function reasoned(
  compiled: Compiled,
  of: CharterModel,
  tightenings: readonly Tightening[],
  written: readonly WrittenClause[],
): readonly Reasoned[] {
  const stories = storiesOf(of.model, tightenings);
  return written.map((clause) => {
    const story = stories.get(clause.refusal);
    const end = story?.at(-1)?.state;
    if (story === undefined || end === undefined) return clause;
    const play = clause.refusal.prevents.kind === "never" ? (worldsPlay(of.model, end)?.play ?? []) : [];
    return { ...clause, story: recordStory(compiled, of, [...story, ...play]) };
  });
}
