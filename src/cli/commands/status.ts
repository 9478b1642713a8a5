/** `interlock status`: whether a call could really be decided and executed now, why not, and what the running system claims. */
import { fail, ok, type Result } from "../../fault/index.ts";
import type { Readiness } from "../../ledger/index.ts";
import type { CliCode } from "../faults.ts";
import { type Attached, attach } from "../ledger/attach.ts";
import { findStateFolder } from "../state-folder/state-folder.ts";
import { type Command, type Declared, declare, type StateOptions, withState } from "../terminal/declaration.ts";
import { EXIT, type Exit } from "../terminal/exit-codes.ts";
import { type Output, paint, visible } from "../terminal/output.ts";
import { hintDoubts } from "../waiting-calls/doubt-hint.ts";

const showStatus: Command<StateOptions> = async ({ out }, { state: given }) => {
  const state = findStateFolder(given);
  if (!state.ok) return state;
  const attached = await attach(state.value, "auditor", 0);
  if (!attached.ok) return attached;
  try {
    return await statusOf(attached.value, out);
  } finally {
    attached.value.close();
  }
};

async function statusOf(attached: Attached, out: Output): Promise<Result<Exit, CliCode>> {
  const status = await attached.client.status();
  if (!status.ok) return fail("cli/not-running", "the ledger does not answer", { cause: status.fault });
  const { ready, reasons, unreached, grade, inForce, checkpoint } = status.value;
  const [, size = "0"] = checkpoint.split("\n");
  out.line(headline(status.value));
  for (const { code, message, remedy } of [...reasons, ...unreached.map(({ why }) => why)]) {
    out.line(`  ${visible(message)} [${code}]`);
    if (remedy !== undefined) out.line(`    try: ${visible(remedy)}`);
  }
  out.line(`charter: version ${inForce.version ?? "none"}, machine ${inForce.machine?.slice(0, 12) ?? "none"}`);
  out.line(`ledger:  ${size} entries`);
  out.line(`grade:   ${GRADES[grade ?? "embedded"]}`);
  const inDoubt = await hintDoubts(out, attached);
  const serves = ready && unreached.length === 0;
  out.value({
    ok: serves,
    ready,
    reasons,
    unreached,
    grade,
    inForce,
    size: Number(size),
    ...(inDoubt.ok ? { inDoubt: inDoubt.value } : {}),
  });
  return ok(serves ? EXIT.ok : EXIT.negative);
}

/** READY: every call can be decided, and executed where its server can be reached. */
function headline({ ready, unreached }: Readiness): string {
  if (!ready) return paint("red", "NOT READY");
  const missing = unreached.map(({ server }) => `\`${visible(server)}\``).join(", ");
  return missing === "" ? paint("green", "READY") : paint("yellow", `READY, without ${missing}`);
}

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
