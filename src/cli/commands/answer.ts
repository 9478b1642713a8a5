/**
 * `interlock approve | reject | release | discard`: a person's word on a parked call, signed with their own key over exactly what
 * they were shown. It does not execute anything: the call is decided again.
 */
import { createSealer, type Duty, enrolmentOf, holdersOf, type Ring, toBase64 } from "../../crypto/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { AnswerEntry } from "../../ledger/index.ts";
import { type Attached, attach } from "../attach.ts";
import type { Command } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import type { CliCode } from "../faults.ts";
import { type ParkedCall, parkedCall } from "../parked-call.ts";
import { findStateFolder } from "../state-folder.ts";
import { showParkedCall } from "./pending.ts";

export interface AnswerOptions {
  readonly kind: AnswerEntry["kind"];
  readonly ticket: string;
  readonly state?: string;
  readonly key: string;
  readonly reason?: string;
  readonly containment?: "keep" | "end";
}

/** How long an answer counts: it is meant for the call as it is shown now. */
const ANSWER_LIFETIME_MS = 10 * 60_000;

export const answer: Command<AnswerOptions> = async ({ out }, options) => {
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

/** Signs and records an answer; gives the entry's index. Codes: `cli/no-role`, `cli/not-running`. */
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
  const sealed =
    reason === undefined ? undefined : createSealer().seal(new TextEncoder().encode(JSON.stringify({ reason })), readersOf(ring));
  const recorded = await client.append({
    session: call.session,
    entry,
    ...(sealed === undefined ? {} : { seal: sealed.commitment, blob: toBase64(sealed.blob) }),
  });
  return recorded.ok ? ok(recorded.value.index) : fail("cli/not-running", "the ledger did not take the answer", { cause: recorded.fault });
}

function readersOf(ring: Ring): ReturnType<typeof holdersOf> {
  const duties: readonly Duty[] = ["decider", "gateway", "auditor"];
  return duties.flatMap((duty) => [...holdersOf(ring, duty)]);
}
