/** `interlock status`: whether a call could really be decided and executed now, why not, and what the running system claims. */
import { fail, ok } from "../../fault/index.ts";
import { attach } from "../attach.ts";
import { type Command, type Declared, declare, type StateOptions, withState } from "../declaration.ts";
import { EXIT } from "../exit-codes.ts";
import { findStateFolder } from "../state-folder.ts";

const showStatus: Command<StateOptions> = async ({ out }, { state: given }) => {
  const state = findStateFolder(given);
  if (!state.ok) return state;
  const attached = await attach(state.value, "auditor", 0);
  if (!attached.ok) return attached;
  const status = await attached.value.client.status();
  attached.value.close();
  if (!status.ok) return fail("cli/not-running", "the ledger does not answer", { cause: status.fault });
  const { ready, reasons, grade, inForce, checkpoint } = status.value;
  const [, size = "0"] = checkpoint.split("\n");
  out.line(ready ? "READY" : "NOT READY");
  for (const { code, message } of reasons) out.line(`  ${message} [${code}]`);
  out.line(`charter: version ${inForce.version ?? "none"}, machine ${inForce.machine?.slice(0, 12) ?? "none"}`);
  out.line(`ledger:  ${size} entries`);
  out.line(`grade:   ${GRADES[grade ?? "embedded"]}`);
  out.value({ ok: ready, reasons, grade, inForce, size: Number(size) });
  return ok(ready ? EXIT.ok : EXIT.negative);
};

const GRADES = {
  embedded: "embedded: one OS user, no claim about a captured process",
  separated: "separated: measured when it started, attested by every part",
};

export const status: Declared = declare({
  name: "status",
  description: "whether a call could be decided and executed now, and why not",
  shape: (to) => withState(to),
  read: (from) => from.opts<StateOptions>(),
  work: showStatus,
});
