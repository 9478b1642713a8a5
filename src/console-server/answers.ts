/**
 * How a person's word comes to the ledger from a page: the server drafts the entry, the page has the person's passkey sign the draft's
 * statement, and the server carries both. It holds no approver's key, so what it carries is what was signed or nothing. A draft is
 * answered once, by the session that asked for it.
 */
import { canonicalBytes, createSealer, JUDGES, type Ring, readersOf, sha256, toBase64 } from "../crypto/index.ts";
import { parseTicket } from "../execution/index.ts";
import { type Fault, fail, ok, type Result } from "../fault/index.ts";
import { type AnswerEntry, type Approver, type LedgerClient, statement } from "../ledger/index.ts";
import type { ApiAnswerChallenge, ApiAnswerDraft, ApiAnswerProof, ApiAnswerRecorded } from "./api.ts";
import { approverOf } from "./approver-list.ts";
import type { CallRecord } from "./call-record.ts";
import type { Chronicle } from "./chronicle.ts";
import { Drafts } from "./drafts.ts";
import type { ConsoleServerCode } from "./faults.ts";
import { itemOf, needsOf } from "./inbox.ts";
import { ANSWER_LIFETIME_MS } from "./limits.ts";
import type { World } from "./web/web-sessions.ts";

export interface AnswersWorld extends World {
  readonly chronicle: Chronicle;
  readonly client: LedgerClient;
  readonly ring: Ring;
  readonly origin: string;
  readonly rpId: string;
}

interface Draft {
  readonly call: CallRecord;
  readonly entry: AnswerEntry;
  readonly sealed: { readonly seal?: string; readonly blob?: string };
  readonly approver: Approver;
}

export class Answers {
  readonly #world: AnswersWorld;
  readonly #drafts: Drafts<Draft>;
  readonly #sealer = createSealer();

  constructor(world: AnswersWorld) {
    this.#world = world;
    this.#drafts = new Drafts(world);
  }

  /** Drafts an answer. `owner`: the session that asks. Codes: `console-server/not-waiting`, `console-server/nobody-answers`. */
  draft(owner: string, asked: ApiAnswerDraft): Result<ApiAnswerChallenge, ConsoleServerCode> {
    const { chronicle, origin, rpId, now } = this.#world;
    const proposal = parseTicket(asked.ticket);
    const call = proposal === undefined ? undefined : chronicle.calls.get(proposal);
    const item = call === undefined ? undefined : itemOf(chronicle, call);
    if (call === undefined || item === undefined || !isWaiting(chronicle, call) || !item.answers.includes(asked.kind))
      return fail("console-server/not-waiting", `\`${asked.ticket}\` does not wait for this answer`, { remedy: "look at the inbox again" });
    const chosen = this.#choose(call, asked);
    if (!chosen.ok) return chosen;
    const { approver, role } = chosen.value;
    const ends = asked.kind === "release" || asked.kind === "discard";
    const entry: AnswerEntry = {
      kind: asked.kind,
      proposal: call.proposal,
      decision: item.decision,
      shown: call.parking?.shown ?? "",
      role,
      expires: now() + ANSWER_LIFETIME_MS,
      ...(asked.scope === undefined ? {} : { scope: asked.scope }),
      ...(ends ? { containment: asked.containment ?? (asked.kind === "release" ? "end" : "keep") } : {}),
    };
    const sealed: Draft["sealed"] = asked.reason === undefined || asked.reason === "" ? {} : this.#seal(asked.reason);
    const { name, expires } = this.#drafts.keep(owner, { call, entry, sealed, approver });
    const bytes = statement(entry, call.session, sealed.seal);
    return ok({
      draft: name,
      challenge: Buffer.from(sha256(bytes)).toString("base64url"),
      statement: Buffer.from(bytes).toString("utf8"),
      rpId,
      credentials: approver.key.is === "passkey" ? [base64url(approver.key.passkey.credential)] : [],
      approver: approverOf(approver, origin),
      expires,
    });
  }

  /** Carries a signed answer to the ledger. Codes: `console-server/draft-gone`, `console-server/refused`. */
  async give(owner: string, proof: ApiAnswerProof): Promise<Result<ApiAnswerRecorded, ConsoleServerCode>> {
    const draft = this.#drafts.take(owner, proof.draft);
    if (draft === undefined)
      return fail("console-server/draft-gone", "this was answered before, or took too long", { remedy: "begin again" });
    const { call, entry, sealed, approver } = draft;
    const { chronicle, client } = this.#world;
    const placed = await client.submit({
      by: approver.id,
      session: call.session,
      entry,
      ...sealed,
      signature: base64(proof.signature),
      assertion: { authenticator: base64(proof.authenticatorData), client: base64(proof.clientDataJSON) },
    });
    if (!placed.ok) return refused(placed.fault);
    await chronicle.reached(placed.value.index + 1);
    const { parking } = call;
    const none = { roles: [], renderers: 1, givenRenderers: 1 };
    return ok({ entry: placed.value.index, needs: parking === undefined ? none : needsOf(chronicle.approvers, call, parking) });
  }

  /** Whose passkey can give the answer here, and as what. */
  #choose(call: CallRecord, { approver: asked }: ApiAnswerDraft): Result<{ approver: Approver; role: string }, ConsoleServerCode> {
    const { chronicle, origin } = this.#world;
    const roles = call.parking?.entry.parked?.roles.map(({ role }) => role);
    const here = chronicle.approvers.all().filter(({ id, key }) => {
      return key.is === "passkey" && key.passkey.origin === origin && (asked === undefined || id === asked);
    });
    for (const approver of here) {
      const role = approver.roles.find((one) => roles?.includes(one) ?? true);
      if (role !== undefined) return ok({ approver, role });
    }
    const wanted = roles === undefined ? "any approver" : roles.map((role) => `\`${role}\``).join(" or ");
    return fail("console-server/nobody-answers", `no passkey of this page answers as ${wanted}`, {
      remedy: "enrol one here, or answer in a terminal: `interlock approve`",
    });
  }

  #seal(reason: string): { readonly seal: string; readonly blob: string } {
    const readers = readersOf(this.#world.ring, [...JUDGES, "gateway", "auditor", "approver:"]);
    const { commitment, blob } = this.#sealer.seal(canonicalBytes({ reason }), readers);
    return { seal: commitment, blob: toBase64(blob) };
  }
}

function isWaiting(chronicle: Chronicle, call: CallRecord): boolean {
  return chronicle.waiting.has(call.proposal) || chronicle.doubts().includes(call);
}

function refused(cause: Fault): Result<never, ConsoleServerCode> {
  return fail("console-server/refused", "the ledger did not take the answer", { cause });
}

function base64(text: string): string {
  return Buffer.from(text, "base64url").toString("base64");
}

function base64url(text: string): string {
  return Buffer.from(text, "base64").toString("base64url");
}
