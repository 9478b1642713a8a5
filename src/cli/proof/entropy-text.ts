/** A charter's entropy as people read it, action by action, and as programs do. */
import type { Behaviour } from "../../verifier/index.ts";
import { type Output, paint, visible } from "../terminal/output.ts";
import type { CharterEntropy } from "./charter-entropy.ts";

const ANSWERS = { holds: "green", violated: "red", undecided: "yellow" } as const;

/** In one line, or `whole`: who has how much of it, and what each action adds. */
export function showEntropy(out: Output, { before, after, budgets, bound }: CharterEntropy, whole: boolean): void {
  if (bound !== undefined) {
    const { max, bits, answer } = bound;
    const found =
      bits === undefined ? "too much can happen to count it" : `the agent's share of the entropy is ${bits.toFixed(3)} bits a step`;
    out.line(`${paint(ANSWERS[answer], answer.padEnd(9))} entropy_bits_max ${max}: ${found}`);
  }
  if (before === undefined && after === undefined) {
    out.line("entropy   there is too much to count");
    return;
  }
  const [without, admitted] = [before, after].map((behaviour) => (behaviour === undefined ? "too much to count" : rateOf(behaviour)));
  out.line(`entropy   in bits a step: ${without} without the charter, ${admitted} admitted`);
  if (after === undefined || !whole) return;
  const { shares, agentFreedom } = after.entropy;
  const { agent, environment, turn } = shares;
  out.line(`          of these the agent has ${bitsOf(agent)}, the world ${bitsOf(environment)}, and whose turn it is ${bitsOf(turn)}`);
  out.line(`          open to the agent, on average: ${bitsOf(agentFreedom)}, the logarithm of the number of calls`);
  if (budgets.length > 0)
    out.line(paint("dim", `          where ${visible(budgets.join(", "))} ${budgets.length === 1 ? "counts" : "count"} for nothing`));
  const early = ({ isExact, horizon }: Behaviour): string => `${isExact ? "" : "at most "}${bitsOf(horizon.bits)}`;
  const unbounded = before === undefined ? "" : `${early(before)} without the charter, `;
  out.line(`          in the first ${after.horizon.steps} steps: ${unbounded}${early(after)} admitted`);
  for (const line of tableOf(before, after)) out.line(`          ${line}`);
}

/** The entropy as JSON: rates are null where only finitely many runs exist, numbers of words are texts. */
export function entropyValue({ before, after, budgets, bound }: CharterEntropy): object {
  const value = (behaviour: Behaviour | undefined): object | null => {
    if (behaviour === undefined) return null;
    const { isExact, entropy, horizon } = behaviour;
    return { isExact, ...entropy, actions: actionsOf(behaviour), horizon: { ...horizon, words: String(horizon.words) } };
  };
  return { before: value(before), after: value(after), budgets, ...(bound === undefined ? {} : { bound }) };
}

/** What one action contributes to the rate: by being called, and by what comes of it. */
interface Contribution {
  readonly action: string;
  readonly calls: number;
  readonly outcomes: number;
}

function actionsOf({ entropy }: Behaviour): Contribution[] {
  const byAction = new Map<string, Contribution>();
  for (const { letter, bits } of entropy.letters) {
    const outcome = /^(.*): (?:ok|error|unknown)$/.exec(letter);
    const action = outcome?.[1] ?? letter;
    const { calls, outcomes } = byAction.get(action) ?? { calls: 0, outcomes: 0 };
    byAction.set(action, outcome === null ? { action, calls: calls + bits, outcomes } : { action, calls, outcomes: outcomes + bits });
  }
  return [...byAction.values()].sort((one, other) => other.calls + other.outcomes - one.calls - one.outcomes);
}

/** The largest contribution first; last, in one row, what only the world without the charter has. */
function tableOf(before: Behaviour | undefined, after: Behaviour): string[] {
  const [was, is] = [before === undefined ? [] : actionsOf(before), actionsOf(after)];
  const rows = is.map(({ action, calls, outcomes }) => {
    const old = was.find((one) => one.action === action);
    const without = before === undefined ? "?" : bitsOf((old?.calls ?? 0) + (old?.outcomes ?? 0));
    return [visible(action), without, bitsOf(calls + outcomes), bitsOf(calls), bitsOf(outcomes)];
  });
  const gone = was.filter(({ action }) => !is.some((one) => one.action === action));
  if (gone.length > 0) {
    const without = gone.reduce((sum, { calls, outcomes }) => sum + calls + outcomes, 0);
    rows.push([`${gone.length} that it never admits`, bitsOf(without), "0", "0", "0"]);
  }
  const cells = [["action", "without", "admitted", "calls", "outcomes"], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row, number) => {
    const text = row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart((widths[column] ?? 0) + 2)))
      .join("");
    return number === 0 ? paint("dim", text) : text;
  });
}

/** One number where the interval is as narrow as what is printed of it. */
function rateOf({ isExact, entropy: { rate } }: Behaviour): string {
  if (rate.high === Number.NEGATIVE_INFINITY) return "0 (every run ends)";
  if (!isExact) return `at most ${bitsOf(rate.high)}`;
  return rate.high - rate.low < 5e-4 ? bitsOf(rate.high) : `${bitsOf(rate.low)} to ${bitsOf(rate.high)}`;
}

function bitsOf(bits: number): string {
  return Math.abs(bits) < 5e-4 ? "0" : bits.toFixed(3);
}
