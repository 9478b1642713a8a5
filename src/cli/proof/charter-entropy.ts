/**
 * How much the agent and the world can do at each step, without a charter and with it: what a charter's narrowing comes to in bits, and
 * whether that is as little as it says. A measure, never a claim of safety.
 */
import { type Behaviour, behaviourOf, budgetVariables, plantModel } from "../../verifier/index.ts";
import type { CharterModel } from "./charter-model.ts";

export interface CharterEntropy {
  /** Of the same actions with no clause to keep any call from being executed; undefined where that is too much to count. */
  readonly before: Behaviour | undefined;
  /** Of what is admitted: under the most permissive supervisor, which refuses nothing where every bound holds. */
  readonly after: Behaviour | undefined;
  /** The variables that count towards an end; the rate does not tell them apart. */
  readonly budgets: readonly string[];
  /** `entropy_bits_max`, and the agent's share of the rate that it is about. */
  readonly bound?: {
    readonly max: number;
    readonly bits: number | undefined;
    readonly answer: "holds" | "violated" | "undecided";
  };
}

/** States up to which behaviour is counted unasked (a second or two), and where a bound asks for it. */
const STATES_MAX = 10_000;
const BOUND_STATES_MAX = 200_000;

export function charterEntropy({ bounds, model, translated }: CharterModel, isOver?: () => boolean): CharterEntropy {
  const { entropyBitsMax: max } = bounds;
  const options = isOver === undefined ? {} : { isOver };
  const after = behaviourOf(translated, { ...options, statesMax: max === undefined ? STATES_MAX : BOUND_STATES_MAX });
  const before = behaviourOf(plantModel(bounds), { ...options, unsupervised: true, statesMax: STATES_MAX });
  const budgets = [...budgetVariables(model)].map((variable) => model.variables[variable]?.name ?? "?");
  if (max === undefined) return { before, after, budgets };
  const bits = after?.isExact ? after.entropy.shares.agent : undefined;
  const answer = bits === undefined ? "undecided" : bits <= max ? "holds" : "violated";
  return { before, after, budgets, bound: { max, bits, answer } };
}
