/** A story that breaks a bound, as people read it: each move on a line, under a call the charter's lines that let it pass. */
import type { MachineDocument } from "../../kernel/index.ts";
import type { KeptAway, StoryMove } from "../../verifier/index.ts";
import { type CharterText, placeFrom } from "../charter/charter-file.ts";
import { paint, visible } from "../terminal/output.ts";

/** The lines of a story, its moves numbered from `first`. `machine` is the one that the story is of. */
export function storyLines(moves: readonly StoryMove[], machine: MachineDocument, sources: readonly CharterText[], first = 1): string[] {
  return moves.flatMap((move, index) => {
    const number = String(first + index).padStart(3);
    if (move.kind === "outcome") return [`${number}  ${visible(move.of)} comes to ${OUTCOMES[move.outcome]}`];
    if (move.kind === "world") return [`${number}  ${visible(move.event)}`];
    const how = move.held ? "is held" : move.approved ? "is executed, after people said yes" : "is executed";
    const facts = Object.entries(move.facts).map(([term, value]) => `${term} = ${JSON.stringify(value)}`);
    const given = facts.length === 0 ? "" : `  where ${facts.join(", ")}`;
    return [
      `${number}  ${visible(`${move.tool} ${JSON.stringify(move.args)}${given}`)} ${how}`,
      ...charterLines(move.terminal, machine, sources),
      ...(move.replays ? [] : [paint("yellow", "       no call is known that fits: this step is a suspicion")]),
    ];
  });
}

const OUTCOMES = { ok: "a success", error: "an error", unknown: "an end that nobody knows" } as const;

/** The guards of the matching actions that this call passes, and the clauses that people discharged. */
function charterLines(terminal: number, { terminals, clauses }: MachineDocument, sources: readonly CharterText[]): string[] {
  const { actions, clauses: fired } = terminals[terminal] ?? { actions: [], clauses: [] };
  const passed = clauses.filter(({ action, code }) => actions.includes(action) && code === "clause/allow-failed");
  const discharged = fired.flatMap((clause) => clauses.slice(clause, clause + 1));
  const places = new Set([...passed, ...discharged].map(({ at }) => at));
  return [...places].map((at) => paint("dim", `       ${lineOf(at, sources)}`));
}

/** How a play that keeps a goal away goes on; `told` moves were told before it. */
export function endlessly({ play, before }: KeptAway, told: number): string {
  if (before === play.length) return play.length === 0 ? "by doing nothing" : "and then nothing more need happen";
  return `and so on, from ${told + before + 1} again`;
}

/** `file:line: what stands there` for `file:line:column`. */
export function lineOf(at: string, sources: readonly CharterText[]): string {
  const [, file = "", line = ""] = /^(.*):([0-9]+):[0-9]+$/.exec(at) ?? [];
  const text = sources.find((source) => source.file === file)?.text.split("\n")[Number(line) - 1] ?? "";
  return visible(`${placeFrom(`${file}:${line}`, sources)}: ${text.trim()}`);
}
