/**
 * `interlock approve | reject | release | discard`: a person's word on a parked call, signed with their own key over exactly what
 * they were shown. It does not execute anything: the call is decided again.
 */
import { Option } from "commander";
import { enrolmentOf } from "../../crypto/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { AnswerEntry } from "../../ledger/index.ts";
import { type Attached, attach } from "../attach.ts";
import { type Command, type Declared, declare, type KeyOptions, withKey } from "../declaration.ts";
import { EXIT } from "../exit-codes.ts";
import type { CliCode } from "../faults.ts";
import { type ParkedCall, parkedCall } from "../parked-call.ts";
import { sealFor } from "../seal-for.ts";
import { findStateFolder } from "../state-folder.ts";
import { showParkedCall } from "./pending.ts";

interface AnswerOptions extends KeyOptions {
  readonly kind: AnswerEntry["kind"];
  readonly ticket: string;
  readonly reason?: string;
  readonly containment?: "keep" | "end";
}

/** How long an answer counts: it is meant for the call as it is shown now. */
const ANSWER_LIFETIME_MS = 10 * 60_000;

const answer: Command<AnswerOptions> = async ({ out }, options) => {
  const state = findStateFolder(options.state);
  if (!state.ok) return state;
  const attached = await attach(state.value, options.key, 0);
  if (!attached.ok) return attached;
  try {
    const call = await parkedCall(attached.value, options.ticket);
    if (!call.ok) return call;
    showParkedCall(out, call.value);
    const given = await giveAnswer(attached.value, call.value, options);
    if (!given.ok) return given;
    out.line(`${options.kind} recorded as entry ${given.value}; the call is decided again when every answer it needs is there`);
    out.value({ ok: true, entry: given.value, ticket: options.ticket });
    return ok(EXIT.ok);
  } finally {
    attached.value.close();
  }
};

type Given = KeyOptions & Pick<AnswerOptions, "reason" | "containment">;

function declareAnswer(kind: AnswerEntry["kind"], name: string, description: string): Declared {
  const ends = kind === "release" || kind === "discard";
  const containment = new Option("--containment <what>", "what becomes of the session's containment").choices(["keep", "end"]);
  return declare({
    name,
    description,
    shape: (to) => {
      const shaped = withKey(to.argument("<ticket>", "as `interlock pending` and `interlock held` show it"));
      shaped.option("--reason <text>", "why, sealed into the ledger");
      return ends ? shaped.addOption(containment) : shaped;
    },
    read: (from) => ({ kind, ticket: from.args[0] ?? "", ...from.opts<Given>() }),
    work: answer,
  });
}

export const approve: Declared = declareAnswer("approval", "approve", "say yes to an escalated call");
export const reject: Declared = declareAnswer("rejection", "reject", "say no to an escalated call");
export const release: Declared = declareAnswer("release", "release", "let a held call be decided again");
export const discard: Declared = declareAnswer("discard", "discard", "drop a held call");

/** Signs and records an answer; gives the entry's index. Codes: `cli/not-parked`, `cli/no-role`, `cli/not-recorded`. */
export async function giveAnswer(
  attached: Attached,
  call: ParkedCall,
  { kind, reason, containment }: Pick<AnswerOptions, "kind" | "reason" | "containment">,
): Promise<Result<number, CliCode>> {
  const { client, identity, ring } = attached;
  const fitting = call.verdict === "escalate" ? ["approval", "rejection"] : ["approval", "release", "discard"];
  if (!fitting.includes(kind)) {
    const words = call.verdict === "escalate" ? "escalated: approve or reject it" : "held: release or discard it";
    return fail("cli/not-parked", `the call \`${call.ticket}\` is ${words}`);
  }
  const duties = enrolmentOf(ring, identity.id)?.duties ?? [];
  const role = call.roles.find((asked) => duties.includes(`approver:${asked.role}`))?.role;
  if (role === undefined) {
    return fail("cli/no-role", `the key \`${identity.name}\` holds none of the roles ${call.roles.map((asked) => asked.role).join(", ")}`, {
      remedy: "sign with another key: --key NAME",
    });
  }
  const entry: AnswerEntry = {
    kind,
    proposal: call.proposal,
    decision: call.decision,
    shown: call.shown,
    role,
    expires: Date.now() + ANSWER_LIFETIME_MS,
    ...(kind === "release" || kind === "discard" ? { containment: containment ?? (kind === "release" ? "end" : "keep") } : {}),
  };
  const sealed = reason === undefined ? {} : sealFor(ring, ["decider", "gateway", "auditor"], { reason });
  const recorded = await client.append({ session: call.session, entry, ...sealed });
  return recorded.ok ? ok(recorded.value.index) : fail("cli/not-recorded", "the ledger did not take the answer", { cause: recorded.fault });
}
