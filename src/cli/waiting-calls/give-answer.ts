/**
 * A person's word on a waiting call, signed and recorded: with a key of the state folder, or with one that an SSH agent holds. It is
 * drafted for exactly the call as it was shown, and counts for as long as somebody means what they see.
 */
import { enrolmentOf, JUDGES, type Ring } from "../../crypto/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import { type AnswerEntry, type Index, type Place, type Scope, statement } from "../../ledger/index.ts";
import type { CliCode } from "../faults.ts";
import type { Attached } from "../ledger/attach.ts";
import { type Sealed, sealFor } from "../ledger/sealed-content.ts";
import { charterInForce } from "../signing/charter-in-force.ts";
import { readAgentKeys } from "../signing/ssh-agent.ts";
import type { StateFolder } from "../state-folder/state-folder.ts";
import type { WaitingCall } from "./waiting-call.ts";

/** What a person says, besides the ticket. */
export interface Word {
  readonly kind: AnswerEntry["kind"];
  readonly reason?: string;
  readonly containment?: "keep" | "end";
  readonly scope?: Scope | undefined;
  /** Asked just before the key signs; without it nobody is. */
  readonly agrees?: ((entry: AnswerEntry, signer: string) => Promise<boolean>) | undefined;
}

/** Which answers a waiting call takes. An approval of a held call counts towards its release. */
const FITTING = {
  escalate: ["approval", "rejection"],
  quarantine: ["approval", "release", "discard"],
  allow: ["discard"],
} as const;
const REMEDY = { escalate: "approve or reject it", quarantine: "release or discard it", allow: "discard it" } as const;
const WAITS_AS = { escalate: "escalated", quarantine: "held", allow: "in doubt" } as const;

/** How long an answer counts: it is meant for the call as it is shown now. */
const ANSWER_LIFETIME_MS = 10 * 60_000;

/** Signs and records an answer; gives the entry's index, none without a yes. Codes: those of `draftAnswer`, `cli/not-recorded`. */
export async function giveAnswer(attached: Attached, call: WaitingCall, word: Word): Promise<Result<Index | undefined, CliCode>> {
  const { client, identity, ring } = attached;
  const roles = (enrolmentOf(ring, identity.id)?.duties ?? []).flatMap((duty) => (duty.startsWith("approver:") ? [duty.slice(9)] : []));
  const drafted = draftAnswer(call, word, { name: identity.name, roles });
  if (!drafted.ok) return drafted;
  if ((await word.agrees?.(drafted.value, identity.name)) === false) return ok(undefined);
  return recordedAs(await client.append({ session: call.session, entry: drafted.value, ...sealedReason(ring, word.reason) }));
}

/** The same with a key that an SSH agent holds. Codes: those of `giveAnswer` and `readAgentKeys`. */
export async function giveByAgent(
  state: StateFolder,
  { client, ring }: Attached,
  call: WaitingCall,
  word: Word,
): Promise<Result<Index | undefined, CliCode>> {
  const [keys, standing] = [await readAgentKeys(process.env["SSH_AUTH_SOCK"] ?? ""), await charterInForce(state, ring, "auditor")];
  if (!keys.ok) return keys;
  if (!standing.ok) return standing;
  const asked = call.roles.map(({ role }) => role);
  for (const { id, person, roles, key } of standing.value.approvers.all()) {
    const held = key.is === "ed25519" ? keys.value.find(({ signKey }) => signKey === key.signKey) : undefined;
    if (held === undefined || !(asked.length === 0 || asked.some((role) => roles.includes(role)))) continue;
    const drafted = draftAnswer(call, word, { name: person, roles });
    if (!drafted.ok) return drafted;
    if ((await word.agrees?.(drafted.value, person)) === false) return ok(undefined);
    const sealed = sealedReason(ring, word.reason);
    const signature = await held.sign(statement(drafted.value, call.session, sealed.seal));
    if (!signature.ok) return signature;
    const signed = { by: id, session: call.session, entry: drafted.value, ...sealed, signature: signature.value };
    return recordedAs(await client.submit(signed));
  }
  return fail("cli/no-role", "the SSH agent holds no key that answers this", {
    remedy: 'name one: `interlock trust --approver "$(ssh-add -L)" --person NAME`',
  });
}

/** What is to be signed. Codes: `cli/not-parked`, `cli/not-shown`, `cli/no-role`. */
function draftAnswer(
  call: WaitingCall,
  { kind, containment, scope }: Omit<Word, "reason" | "agrees">,
  { name, roles }: { readonly name: string; readonly roles: readonly string[] },
): Result<AnswerEntry, CliCode> {
  const fitting: readonly string[] = FITTING[call.verdict];
  if (!fitting.includes(kind)) {
    return fail("cli/not-parked", `the call \`${call.ticket}\` is ${WAITS_AS[call.verdict]}, so this is no answer to it`, {
      remedy: REMEDY[call.verdict],
    });
  }
  if (call.args === undefined && (kind === "approval" || kind === "release")) {
    return fail("cli/not-shown", `what \`${call.ticket}\` would run can't be shown with this key`, {
      remedy: "answer where it can be read",
    });
  }
  const role = call.verdict === "allow" ? roles[0] : call.roles.find((asked) => roles.includes(asked.role))?.role;
  if (role === undefined) {
    const asked = call.roles.map((one) => `\`${one.role}\``).join(", ");
    return fail("cli/no-role", `the key \`${name}\` holds ${asked === "" ? "no role" : `none of the roles ${asked}`}`, {
      remedy: "sign with another key: --key NAME",
    });
  }
  return ok({
    kind,
    proposal: call.proposal,
    decision: call.decision,
    shown: call.shown,
    role,
    expires: Date.now() + ANSWER_LIFETIME_MS,
    ...(kind === "release" || kind === "discard" ? { containment: containment ?? (kind === "release" ? "end" : "keep") } : {}),
    ...(scope === undefined ? {} : { scope }),
  });
}

function sealedReason(ring: Ring, reason: string | undefined): Partial<Sealed> {
  return reason === undefined ? {} : sealFor(ring, [...JUDGES, "gateway", "auditor"], { reason });
}

/** The entry that an answer has become. */
function recordedAs(place: Result<Place>): Result<Index, CliCode> {
  return place.ok ? ok(place.value.index) : fail("cli/not-recorded", "the ledger did not take the answer", { cause: place.fault });
}
