/**
 * What a charter says of a call, by the words of its specification: actions match, clauses hold, the severest verdict
 * wins. No diagrams, no classes; conditions are evaluated one by one for the one call.
 */
import { join, type Verdict } from "../../src/kernel/index.ts";
import { type Condition, type Truth, truthOf, type World, written } from "./condition.ts";

export interface ActionTree {
  readonly name: string;
  readonly when?: Condition;
  readonly allow?: Condition;
  readonly deny: readonly Condition[];
  readonly quarantine: readonly Condition[];
  readonly escalate: readonly Condition[];
  readonly whileContained: boolean;
}

export interface CharterTree {
  readonly name: string;
  readonly otherwise: "deny" | "allow";
  readonly actions: readonly ActionTree[];
}

/** The verdict, and the names of the actions that match. */
export function referenceVerdict(
  { actions, otherwise }: CharterTree,
  world: World,
): { readonly verdict: Verdict; readonly matched: readonly string[] } {
  let verdict: Verdict = "allow";
  const matched: string[] = [];
  for (const action of actions) {
    const when = action.when === undefined ? 1 : truthOf(action.when, world);
    if (when === 2) verdict = "deny";
    if (when !== 1) continue;
    matched.push(action.name);
    verdict = join(verdict, verdictOf(action, world));
  }
  return { verdict: matched.length === 0 && otherwise === "deny" ? "deny" : verdict, matched };
}

function verdictOf({ allow, deny, quarantine, escalate, whileContained }: ActionTree, world: World): Verdict {
  if (world.state.contained === true && !whileContained) return "deny";
  const answers = (conditions: readonly Condition[]): readonly Truth[] => conditions.map((condition) => truthOf(condition, world));
  const [denying, holding, asking] = [answers(deny), answers(quarantine), answers(escalate)];
  if ([...denying, ...holding, ...asking].includes(2) || denying.includes(1)) return "deny";
  const allowed = allow === undefined ? [...holding, ...asking].includes(1) : truthOf(allow, world) === 1;
  if (!allowed) return "deny";
  return holding.includes(1) ? "quarantine" : asking.includes(1) ? "escalate" : "allow";
}

/** The charter as a document; JSON is YAML. */
export function charterDocument({ name, otherwise, actions }: CharterTree, more: object): object {
  const listed = (verdict: string, conditions: readonly Condition[]): object =>
    conditions.length === 0 ? {} : { [verdict]: conditions.map((condition) => ({ when: written(condition) })) };
  return {
    charter: name,
    otherwise,
    ...more,
    actions: Object.fromEntries(
      actions.map((action) => [
        action.name,
        {
          tool: "s/t",
          ...(action.when === undefined ? {} : { when: written(action.when) }),
          ...(action.allow === undefined ? {} : { allow: written(action.allow) }),
          ...listed("deny", action.deny),
          ...listed("quarantine", action.quarantine),
          ...listed("escalate", action.escalate),
          while_contained: action.whileContained,
        },
      ]),
    ),
  };
}
