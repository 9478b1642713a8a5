/**
 * Mandates: the session's grant names one, and only the actions that it lists remain. `none` says that the grant chose
 * none, so nothing narrows. Anything else, `unknown` above all, is taken for the strictest: what every mandate lists.
 */

import { IS_DEFINED, isOneOf } from "../condition/predicate.ts";
import type { Reporter } from "../diagnostic.ts";
import { and, not, question } from "../formula/connectives.ts";
import type { Formula } from "../formula/formula.ts";
import type { Located } from "../source.ts";
import type { Named } from "../text/charter-text.ts";
import type { DraftAction } from "./action-draft.ts";
import { actionsNamed } from "./limit-clauses.ts";

const MANDATE = { from: "fact", fact: "session.mandate" } as const;

/** Names with a meaning of their own. */
const TAKEN = ["none", "unknown"];

/** Adds the clause `mandate/outside` to the actions of a charter that has mandates. */
export function addMandates(
  mandates: readonly Named<readonly Located<string>[]>[],
  actions: readonly DraftAction[],
  reporter: Reporter,
): readonly DraftAction[] {
  const names = actions.map(({ name }) => name);
  const listed = mandates.map(({ name, nameSpan, value }) => {
    if (TAKEN.includes(name)) reporter.error("charter/bad-name", nameSpan, `the mandate \`${name}\` is built in`, "choose another name");
    return { name, actions: new Set(value.flatMap((action) => actionsNamed(action, names, reporter))) };
  });
  return actions.map((action) => {
    const within = listed.filter((mandate) => mandate.actions.has(action.name)).map(({ name }) => name);
    if (within.length === listed.length) return action;
    const formula = outside([...within, "none"]);
    const text = `the session's mandate does not name ${action.name}`;
    return {
      ...action,
      clauses: [
        ...action.clauses,
        {
          verdict: "deny",
          code: "mandate/outside",
          guard: { formula, text, span: action.span },
          name: `${action.name}.mandate`,
          authored: false,
        },
      ],
    };
  });
}

/** Total: a mandate that is not there is outside, too. */
function outside(mandates: readonly string[]): Formula {
  return not(and(question(MANDATE, IS_DEFINED), question(MANDATE, isOneOf(mandates))));
}
