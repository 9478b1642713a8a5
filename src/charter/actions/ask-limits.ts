/** How often people are asked (`roles`): the limits of every charter, each for a role that some clause of the composition asks. */
import type { Clause } from "../../kernel/index.ts";
import type { AskLimit, AskLimits } from "../../vocabulary/index.ts";
import type { Reporter } from "../diagnostic.ts";
import { suggestion } from "../nearest.ts";
import type { AskLimitText, CharterText } from "../text/charter-text.ts";

/** Reports a role that nobody asks: its limit would silently be none. */
export function askLimits(
  charters: readonly { readonly text: CharterText }[],
  clauses: readonly Clause[],
  reporter: Reporter,
): readonly AskLimits[] {
  const asked = new Set(clauses.flatMap(({ obligation }) => obligation?.role ?? []));
  return charters.flatMap(({ text: { roles = [] } }) =>
    roles.map(({ name, nameSpan, value }) => {
      if (!asked.has(name)) {
        const remedy = suggestion(name, [...asked], "leave it out, or let a clause ask it: `to`");
        reporter.error("charter/bad-value", nameSpan, `no clause asks \`${name}\``, remedy);
      }
      const ofOnePerson = value.of_one_person === undefined ? {} : { ofOnePerson: limitOf(value.of_one_person) };
      return { role: name, atMost: limitOf(value.at_most), ofOneAgent: limitOf(value.of_one_agent), ...ofOnePerson };
    }),
  );
}

function limitOf(text: AskLimitText | undefined): AskLimit {
  const { waiting, an_hour: anHour } = text ?? {};
  return { ...(waiting === undefined ? {} : { waiting: waiting.value }), ...(anHour === undefined ? {} : { anHour: anHour.value }) };
}
