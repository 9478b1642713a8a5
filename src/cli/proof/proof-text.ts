/** A charter's proof as people read it, and as programs do: an answer for each bound, the story of each that is broken, idle guards. */
import { type StoryMove, tellStory, tellViolation, type Violation } from "../../verifier/index.ts";
import { type CharterText, placeFrom } from "../charter/charter-file.ts";
import { count, type Output, paint, size, visible } from "../terminal/output.ts";
import type { CharterModel } from "./charter-model.ts";
import type { Proof, ProvedBound } from "./charter-proof.ts";
import { entropyValue, showEntropy } from "./entropy-text.ts";
import { endlessly, lineOf, storyLines } from "./story-text.ts";

const ANSWERS = { holds: "green", violated: "red", undecided: "yellow" } as const;

const GUARDS = {
  dead: "it never fires",
  suppressed: "it fires only where a broken bound leads",
  redundant: "nothing would change without it",
} as const;

/** `entropy`: all of it, not only the rate. */
export function showProof(
  out: Output,
  proof: Proof,
  charter: CharterModel,
  { sources, entropy = false }: { readonly sources: readonly CharterText[]; readonly entropy?: boolean | undefined },
): void {
  showSizes(out, proof);
  for (const bound of proof.bounds) {
    out.line(`${paint(ANSWERS[bound.answer], bound.answer.padEnd(9))} ${visible(bound.name)}  ${paint("dim", lineOf(bound.at, sources))}`);
    if (bound.answer === "holds" && bound.bites === false)
      out.line(`          ${paint("yellow", "never bites")}: it would hold without any clause, so it says nothing about this charter`);
    if (bound.violation === undefined) continue;
    const moves = movesOf(bound, charter);
    if (moves === undefined) out.line("          its story is too long to be found");
    else for (const line of storyLines(moves, charter.bounds.machine, sources)) out.line(`     ${line}`);
    if (bound.violation.kind === "goal") showLoss(out, bound.violation, charter, sources);
  }
  for (const { is, verdict, action, text, at } of proof.guards) {
    const guard = `${verdict} of ${action}${text === "" ? "" : `, \`${text}\``}`;
    out.line(`${paint("yellow", is.padEnd(9))} ${visible(guard)}: ${GUARDS[is]}  ${paint("dim", visible(placeFrom(at, sources)))}`);
  }
  showEntropy(out, proof.entropy, entropy);
}

/** Why a goal is lost at the end of its story: nothing leads there, or the world can keep it away whatever the agent does. */
function showLoss(out: Output, violation: Violation, charter: CharterModel, sources: readonly CharterText[]): void {
  const { keptAway, story = [] } = violation;
  if (charter.model.grade !== "assured") return out.line("          and from here on it cannot come any more");
  out.line("          and from here on the world can keep it away:");
  if (keptAway === undefined) return;
  const moves = playOf(violation, charter) ?? [];
  for (const line of storyLines(moves, charter.bounds.machine, sources, story.length + 1)) out.line(`     ${line}`);
  out.line(`          ${endlessly(keptAway, story.length)}`);
}

function showSizes(out: Output, { answer, report }: Proof): void {
  if (report.answer !== "undecided") {
    const { states, transitions, supervisor } = report;
    const admitted = answer === "holds" ? "all admitted" : `${size(supervisor.states)} could be admitted`;
    out.line(`${count(states, "state")} and ${count(transitions, "step")} can be reached, ${admitted}`);
  }
  if (answer !== "undecided") return;
  out.line(`${paint("yellow", "undecided")}: the proof passed its limits of time or memory, so nothing is proved`);
  if (report.crowded === undefined) return;
  const [one, other] = report.crowded.map(visible);
  out.line(`          most of it is about \`${one}\` and \`${other}\` together: give one of them fewer values, or keep them apart`);
}

function movesOf({ violation }: ProvedBound, { machine, translated }: CharterModel): StoryMove[] | undefined {
  return violation === undefined ? undefined : tellViolation(machine, translated, violation);
}

/** The moves that keep an assured goal away, after the story to where it is lost. */
function playOf({ story = [], keptAway }: Violation, { machine, translated }: CharterModel): StoryMove[] | undefined {
  return keptAway === undefined ? undefined : tellStory(machine, translated, [...story, ...keptAway.play]).slice(story.length);
}

/** The proof as JSON. */
export function proofValue(proof: Proof, charter: CharterModel, sources: readonly CharterText[]): object {
  const { answer, report, bounds, guards, entropy } = proof;
  const { engine, states, transitions, supervisor, crowded } = report;
  return {
    answer,
    engine,
    states: String(states),
    transitions: String(transitions),
    admitted: String(supervisor.states),
    grade: charter.bounds.grade,
    assume: charter.bounds.assume,
    bounds: bounds.map(({ violation, ...bound }) => ({
      ...bound,
      at: placeFrom(bound.at, sources),
      ...(violation === undefined ? {} : { story: movesOf({ violation, ...bound }, charter) }),
      ...(violation?.keptAway === undefined ? {} : { keptAway: { play: playOf(violation, charter), before: violation.keptAway.before } }),
    })),
    guards: guards.map((guard) => ({ ...guard, at: placeFrom(guard.at, sources) })),
    entropy: entropyValue(entropy),
    ...(crowded === undefined ? {} : { crowded }),
  };
}
