/** `interlock grant`: signs who an agent acts for, so that whoever starts the agent needs no host key, only this one word. */
import { ok } from "../../fault/index.ts";
import { type Command, type Declared, declare, type StateOptions, withState } from "../declaration.ts";
import { EXIT } from "../exit-codes.ts";
import { grantToText, signGrant } from "../grant.ts";
import { type GrantOptions, grantTerms, withGrant } from "../grant-options.ts";
import { readKey, readRing } from "../key-ring.ts";
import { findStateFolder } from "../state-folder.ts";

const signOne: Command<StateOptions & GrantOptions> = async ({ out }, options) => {
  const state = findStateFolder(options.state);
  if (!state.ok) return state;
  const ring = readRing(state.value);
  if (!ring.ok) return ring;
  const host = readKey(state.value, "host");
  if (!host.ok) return host;
  const grant = signGrant(host.value, ring.value, grantTerms(options, Date.now()));
  const text = grantToText(grant);
  out.line(text);
  out.note(`for ${grant.entry.agent}, acting for ${grant.entry.user} until ${new Date(grant.entry.expires).toISOString()}`);
  out.note("give it to `interlock run` in the environment variable INTERLOCK_GRANT");
  out.value({ ok: true, grant: text, ...grant.entry });
  return ok(EXIT.ok);
};

export const grant: Declared = declare({
  name: "grant",
  description: "sign who an agent acts for: prints a grant for INTERLOCK_GRANT",
  shape: (to) => {
    const shaped = withGrant(withState(to));
    shaped.options.find(({ long }) => long === "--user")?.makeOptionMandatory();
    return shaped;
  },
  read: (from) => from.opts<StateOptions & GrantOptions>(),
  work: signOne,
});
