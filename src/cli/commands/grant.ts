/**
 * `interlock grant`: signs who an agent acts for, so that whoever starts the agent needs no host key, only this one word. With
 * `--stdin` it signs what the user has just typed, for the session that runs.
 */
import { readFileSync } from "node:fs";
import { ok } from "../../fault/index.ts";
import { grantToText, presentGrant, signGrant } from "../signing/grant.ts";
import { type GrantOptions, grantTerms, withGrant } from "../signing/grant-options.ts";
import { parseSaid } from "../signing/said.ts";
import { readKey, readRing } from "../state-folder/key-ring.ts";
import { findStateFolder } from "../state-folder/state-folder.ts";
import { type Command, type Declared, declare, type StateOptions, withState } from "../terminal/declaration.ts";
import { EXIT } from "../terminal/exit-codes.ts";

interface SignOptions extends StateOptions, GrantOptions {
  readonly stdin?: boolean;
}

const STANDARD_INPUT = 0;

const signOne: Command<SignOptions> = async ({ out }, { stdin, ...options }) => {
  const state = findStateFolder(options.state);
  if (!state.ok) return state;
  const ring = readRing(state.value);
  if (!ring.ok) return ring;
  const host = readKey(state.value, "host");
  if (!host.ok) return host;
  const terms = grantTerms(options, Date.now());
  if (stdin === true) {
    const said = parseSaid(readFileSync(STANDARD_INPUT));
    if (!said.ok) return said;
    const heard = await presentGrant(state.value, signGrant(host.value, ring.value, { ...terms, messages: [said.value] }));
    if (!heard.ok) return heard;
    out.note(`the sessions of ${terms.agent} for ${terms.user} have heard it`);
    out.value({ ok: true, entry: heard.value });
    return ok(EXIT.ok);
  }
  const grant = signGrant(host.value, ring.value, terms);
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
    const shaped = withGrant(withState(to)).option("--stdin", "what the user says now, from standard input, for the running session");
    shaped.options.find(({ long }) => long === "--user")?.makeOptionMandatory();
    return shaped;
  },
  read: (from) => from.opts<SignOptions>(),
  work: signOne,
});
