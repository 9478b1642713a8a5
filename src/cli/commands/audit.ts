/** `interlock audit`: has a ledger re-verified by a program that shares no code with the rest. Works while Interlock runs and after. */
import { ok } from "../../fault/index.ts";
import { auditFolder } from "../ledger/audit-folder.ts";
import { findStateFolder } from "../state-folder/state-folder.ts";
import { type Command, type Declared, declare, type StateOptions, withState } from "../terminal/declaration.ts";

interface AuditOptions extends StateOptions {
  readonly ledger?: string;
  readonly policy?: string;
}

const auditLedger: Command<AuditOptions> = async ({ out }, { ledger, policy, state: given }) => {
  const state = findStateFolder(given);
  if (!state.ok) return state;
  const audited = await auditFolder(state.value, {
    json: out.json,
    ...(ledger === undefined ? {} : { ledger }),
    ...(policy === undefined ? {} : { policy }),
  });
  if (!audited.ok) return audited;
  out.line(audited.value.text);
  if (out.json) out.value(JSON.parse(audited.value.text));
  return ok(audited.value.exit);
};

export const audit: Declared = declare({
  name: "audit",
  description: "re-verify a ledger: tree, signatures, order, warrants",
  shape: (to) =>
    withState(to.argument("[ledger]", "a ledger's folder; without it, the state folder's own")).option(
      "--policy <file>",
      "who must have seen it, as c2sp.org/tlog-policy has it (default: .interlock/witnesses, if it is there)",
    ),
  read: (from) => ({ ...(from.args[0] === undefined ? {} : { ledger: from.args[0] }), ...from.opts<Omit<AuditOptions, "ledger">>() }),
  work: auditLedger,
});
