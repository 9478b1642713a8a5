/**
 * `interlock erase`: has the ledger delete what is sealed of one agent and one user. The host signs it; both judges derive what their calls
 * came to and sign that; then the contents are gone for good, and every proof still holds. It works on a running system: judges must judge.
 */
import { ok } from "../../fault/index.ts";
import { attach } from "../ledger/attach.ts";
import { erasureAnswer, withJudges } from "../ledger/erasure-judges.ts";
import { ERASURE_PATIENCE_MS, JUDGES_PATIENCE_MS } from "../limits.ts";
import { findStateFolder } from "../state-folder/state-folder.ts";
import { type Command, type Declared, declare, type StateOptions, withState } from "../terminal/declaration.ts";
import { EXIT } from "../terminal/exit-codes.ts";

interface EraseOptions extends StateOptions {
  readonly agent: string;
  readonly user: string;
}

const eraseContext: Command<EraseOptions> = async ({ out }, { state: given, agent, user }) => {
  const state = findStateFolder(given);
  if (!state.ok) return state;
  const host = await attach(state.value, "host", 0);
  if (!host.ok) return host;
  const { client } = host.value;
  try {
    const status = await withJudges(client, host.value.ring, JUDGES_PATIENCE_MS);
    if (!status.ok) return status;
    const asked = await client.append({ entry: { kind: "erasure", agent, user, until: status.value.size } });
    if (!asked.ok) return asked;
    out.note(`entry ${asked.value.index} asks for it; both judges go through the ledger once more`);
    const ended = await erasureAnswer(client, asked.value.index, ERASURE_PATIENCE_MS);
    if (!ended.ok) return ended;
    out.line(`erased: what is sealed of \`${agent}\` and \`${user}\` before entry ${asked.value.index}, as two judges stand for`);
    out.note(`what \`${user}\` had said is gone, the task too: what is started for them serves them on, as if nothing had been said yet`);
    out.note("backups, exports, and what tools and models were told are not reached: docs/operating.md says what is left to do");
    out.value({ ok: true, erasure: asked.value.index, confirmed: ended.value });
    return ok(EXIT.ok);
  } finally {
    host.value.close();
  }
};

export const erase: Declared = declare({
  name: "erase",
  description: "delete what is sealed of an agent and a user, so that every proof still holds",
  shape: (to) =>
    withState(to)
      .requiredOption("--agent <name>", "the agent, as the gateway names it")
      .requiredOption("--user <name>", "the user whose words and results are erased"),
  read: (from) => from.opts<EraseOptions>(),
  work: eraseContext,
});
