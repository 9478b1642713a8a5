/**
 * A part's end of its link to the ledger: appends that resolve when they are durable, followed entries in order, questions
 * with answers. It never reconnects: what was under way when the link ended is told as `ledger/link-lost`.
 */
import type { Identity, Json } from "../crypto/index.ts";
import { assert, type Fault, fail, ok, type Result } from "../fault/index.ts";
import type { Link } from "../link/index.ts";
import type { AttestationEntry, Entry, Index, Leaf } from "./entry.ts";
import type { LedgerCode } from "./faults.ts";
import { signStatements } from "./joint-signature.ts";
import { asJson, statement } from "./leaf.ts";
import { JOINT_STATEMENTS_MAX, READ_ENTRIES_MAX } from "./limits.ts";
import type {
  CosignedHead,
  ErasedPlaces,
  FromLedger,
  InForce,
  ParkedPlaces,
  Selection,
  SessionView,
  ToLedger,
  Unreached,
  Warrant,
} from "./protocol.ts";
import { parseFromLedger } from "./protocol-shape.ts";
import type { Place } from "./sequence/recent-places.ts";
import type { Statement } from "./sequence/writers.ts";

/** An entry as the ledger hands it out; the blob in base64. */
export interface FollowedEntry {
  readonly index: Index;
  readonly leaf: Leaf;
  readonly blob?: string;
}

/** What a part wants to say; the client signs it. `seal` and `blob` (base64) go together. */
export interface Draft {
  readonly session?: string;
  readonly entry: Entry;
  readonly seal?: string;
  readonly blob?: string;
}

/** Whether a call could be decided and executed now. */
export type Readiness = Pick<LedgerStatus, "ready" | "reasons" | "unreached">;

export interface LedgerStatus {
  /** The signed head of what is durable. */
  readonly checkpoint: string;
  /** Count of entries that have a place, durable or not. */
  readonly size: number;
  readonly ready: boolean;
  readonly reasons: readonly Fault[];
  /** Tool servers whose calls would be decided, and then fail. */
  readonly unreached: readonly Unreached[];
  readonly inForce: InForce;
  readonly grade?: AttestationEntry["grade"];
  /** Erasures that two judges stand for. */
  readonly erased?: readonly ErasedPlaces[];
}

type Answer = FromLedger & { readonly id: number };
type Question = ToLedger & { readonly id: number };

export class LedgerClient {
  readonly #link: Link;
  readonly #identity: Identity;
  readonly #questions = new Map<number, (answer: Result<Answer>) => void>();
  readonly #sessions = new Map<string, (entry: FollowedEntry) => void>();
  readonly #views = new Map<string, (view: SessionView) => void>();
  #onEntry: ((entry: FollowedEntry) => void) | undefined;
  #onWarrant: ((warrant: Warrant) => void) | undefined;
  #onRehearse: ((papers: Warrant) => void) | undefined;
  #onWitnessed: ((head: CosignedHead) => void) | undefined;
  #onReady: ((readiness: Readiness) => void) | undefined;
  #lastId = 0;
  /** Drafts of this turn of the event loop, in order. */
  #drafts: { readonly draft: Draft; readonly resolve: (placed: Promise<Result<Place>>) => void }[] = [];
  /** Why the link has ended, once it has. */
  #end: Fault | undefined;

  /** Takes the link's messages for itself. */
  constructor(link: Link, identity: Identity) {
    this.#link = link;
    this.#identity = identity;
    link.onMessage((message) => this.#hear(message));
    link.onClose((fault) => this.#lose(fault));
  }

  /**
   * Signs an entry and appends it; resolves when it is durable. Sealed ones of one turn of the event loop are signed together: a seal makes
   * them unlike any other, while one without it may come again, and is recognised by its signature. Codes: those of `Ledger.append`,
   * `ledger/link-lost`.
   */
  append(draft: Draft): Promise<Result<Place>> {
    if (this.#drafts.length === 0) process.nextTick(() => this.#signDrafts());
    return new Promise((resolve) => this.#drafts.push({ draft, resolve }));
  }

  /** Appends what another key has signed: a host's grant, a person's answer. Codes: as `append`. */
  async submit(signed: Statement & { readonly blob?: string }): Promise<Result<Place>> {
    return await this.#place(signed);
  }

  /** Follows a selection from an entry on. One follower for each session, and one for everything else. */
  follow(from: Index, select: Selection, onEntry: (entry: FollowedEntry) => void): void {
    if (select.what === "session") this.#sessions.set(select.session, onEntry);
    else this.#onEntry = onEntry;
    this.#send({ do: "follow", from, select });
  }

  /** Hears of each warrant that a followed selection of warrants brings. Set it before following. */
  onWarrant(handler: (warrant: Warrant) => void): void {
    this.#onWarrant = handler;
  }

  /** What is told of the papers of each call that its executor may rehearse. */
  onRehearse(handler: (papers: Warrant) => void): void {
    this.#onRehearse = handler;
  }

  /** Hears of each head that witnesses have cosigned, in order with the warrants. Set it before following warrants. */
  onWitnessed(handler: (head: CosignedHead) => void): void {
    this.#onWitnessed = handler;
  }

  /** Hears what a followed session may do. Set it before following. */
  onView(session: string, handler: (view: SessionView) => void): void {
    this.#views.set(session, handler);
  }

  /** Hears when readiness changes. */
  onReady(handler: (readiness: Readiness) => void): void {
    this.#onReady = handler;
  }

  /** Forgets a session that has ended. */
  unfollow(session: string): void {
    this.#sessions.delete(session);
    this.#views.delete(session);
  }

  /** Says that everything below `size` is folded, and what changed for sessions: the decider's word. */
  observed(size: number, sessions: readonly SessionView[]): void {
    this.#send({ do: "observed", size, sessions });
  }

  /** Hands on the ledger's head with its cosignatures: an auditor's word. */
  witnessed(checkpoint: string): void {
    this.#send({ do: "witnessed", checkpoint });
  }

  /** Says whether it would go on now, and if not, why: an executor's word, of its server as well, or a gateway's. */
  able(reason: Fault | undefined, unreached?: Fault): void {
    this.#send({ do: "able", ...(reason === undefined ? {} : { reason }), ...(unreached === undefined ? {} : { unreached }) });
  }

  /** Entries `[from, to)`, as far as they are durable. Codes: `ledger/corrupt`, `ledger/disk-…`, `ledger/link-lost`. */
  async read(from: Index, to: Index): Promise<Result<readonly FollowedEntry[]>> {
    const entries: FollowedEntry[] = [];
    while (from + entries.length < to) {
      const start = from + entries.length;
      const answer = await this.#ask((id) => ({ do: "read", id, from: start, to: Math.min(to, start + READ_ENTRIES_MAX) }));
      if (!answer.ok) return answer;
      if (answer.value.say !== "read" || answer.value.entries.length === 0) break;
      for (const entry of answer.value.entries) entries.push(entry);
    }
    return ok(entries);
  }

  /** Code: `ledger/link-lost`. */
  async status(): Promise<Result<LedgerStatus>> {
    const answer = await this.#ask((id) => ({ do: "status", id }));
    if (!answer.ok) return answer;
    return answer.value.say === "status" ? ok(answer.value) : this.#confused(answer.value);
  }

  /** Calls that wait for people. Code: `ledger/link-lost`. */
  async parked(): Promise<Result<readonly ParkedPlaces[]>> {
    const answer = await this.#ask((id) => ({ do: "parked", id }));
    if (!answer.ok) return answer;
    return answer.value.say === "parked" ? ok(answer.value.calls) : this.#confused(answer.value);
  }

  close(): void {
    this.#link.close();
  }

  #signDrafts(): void {
    const drafts = this.#drafts.splice(0);
    const sealed = drafts.filter(({ draft }) => draft.seal !== undefined);
    const joint: string[] = [];
    while (joint.length < sealed.length) {
      const some = sealed.slice(joint.length, joint.length + JOINT_STATEMENTS_MAX);
      joint.push(
        ...signStatements(
          this.#identity,
          some.map(({ draft }) => statementOf(draft)),
        ),
      );
    }
    for (const { draft, resolve } of drafts) {
      const signature = draft.seal === undefined ? this.#identity.sign(statementOf(draft)) : joint.shift();
      assert(signature !== undefined, "every draft is signed");
      resolve(this.#place({ ...draft, signature }));
    }
  }

  async #place(signed: Omit<Statement, "by"> & { readonly by?: string; readonly blob?: string | undefined }): Promise<Result<Place>> {
    const { blob, ...rest } = signed;
    const answer = await this.#ask((id) => ({ do: "append", id, ...rest, ...(blob === undefined ? {} : { blob }) }));
    if (!answer.ok) return answer;
    return answer.value.say === "appended" ? ok(answer.value) : this.#confused(answer.value);
  }

  #ask(question: (id: number) => Question): Promise<Result<Answer>> {
    if (this.#end !== undefined) return Promise.resolve({ ok: false, fault: this.#end });
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      this.#questions.set(id, resolve);
      this.#send(question(id));
    });
  }

  #send(message: ToLedger): void {
    this.#link.send(asJson(message));
  }

  #hear(raw: Json): void {
    const parsed = parseFromLedger(raw);
    if (!parsed.ok) {
      this.#lose(parsed.fault);
      return this.#link.close();
    }
    const message = parsed.value;
    switch (message.say) {
      case "entry":
        return (this.#sessions.get(message.leaf.session ?? "") ?? this.#onEntry)?.(message);
      case "warrant":
        return this.#onWarrant?.(message.warrant);
      case "rehearse":
        return this.#onRehearse?.(message.papers);
      case "witnessed":
        return this.#onWitnessed?.(message.head);
      case "view":
        return this.#views.get(message.view.session)?.(message.view);
      case "ready":
        return this.#onReady?.(message);
      case "present":
        return this.#send({ do: "present" });
      case "refused":
        // Without a question it is the ledger's reason for ending the link.
        if (!this.#answer(message.id, { ok: false, fault: message.fault })) this.#lose(message.fault);
        return;
      default:
        this.#answer(message.id, ok(message));
    }
  }

  #answer(id: number, answer: Result<Answer>): boolean {
    const resolve = this.#questions.get(id);
    this.#questions.delete(id);
    resolve?.(answer);
    return resolve !== undefined;
  }

  #lose(cause: Fault | undefined): void {
    if (this.#end !== undefined) return;
    const code: LedgerCode = "ledger/link-lost";
    this.#end = { code, message: "the link to the ledger has ended", ...(cause === undefined ? {} : { cause }) };
    for (const id of [...this.#questions.keys()]) this.#answer(id, { ok: false, fault: this.#end });
  }

  #confused(answer: Answer): Result<never> {
    this.#link.close();
    return fail("ledger/malformed", `the ledger answers with \`${answer.say}\` what was not asked`);
  }
}

function statementOf({ entry, session, seal }: Draft): Uint8Array {
  return statement(entry, session, seal);
}
