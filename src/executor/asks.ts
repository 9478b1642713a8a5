/**
 * What tool servers ask of the agent's side: each message is a proposal like an agent's own, decided and recorded
 * before anybody sees it. An ask waits for the outcome that the gateway records; a denied, late or surplus one is
 * answered with an error.
 */
import {
  canonicalBytes,
  enrolmentOf,
  fromBase64,
  type Identity,
  isJsonObject,
  type JsonObject,
  openSealed,
  parseJson,
  type Ring,
} from "../crypto/index.ts";
import { type Index, type Leaf, type SealedCall, type SealedResult, verifyLeaf } from "../ledger/index.ts";
import { RPC, type RpcId } from "../mcp/index.ts";
import { governedMethod } from "../meaning/index.ts";
import { ASK_DECISION_MS, ASK_MS, ASKS_IN_FLIGHT_MAX, BLOB_LIMITS } from "./limits.ts";
import type { Recorder } from "./recorder.ts";
import { type Asked, refusal } from "./reply.ts";

interface Ask {
  readonly session: string;
  /** The server's own id of the request and of its progress. */
  readonly id: RpcId;
  readonly progressToken: RpcId | undefined;
  readonly settle: (answer: SealedResult) => void;
}

export class Asks {
  readonly #server: string;
  readonly #recorder: Recorder;
  readonly #identity: Identity;
  readonly #ring: Ring;
  readonly #clock: () => number;
  readonly #open = new Map<Index, Ask>();
  /** Entries about proposals whose append has not returned yet. */
  readonly #early = new Map<Index, { readonly leaf: Leaf; readonly blob?: string }[]>();
  #underWay = 0;
  /** Asks whose proposal is being appended: only then can entries be early. */
  #appending = 0;

  constructor(server: string, recorder: Recorder, identity: Identity, ring: Ring, clock: () => number) {
    this.#server = server;
    this.#recorder = recorder;
    this.#identity = identity;
    this.#ring = ring;
    this.#clock = clock;
  }

  /** Proposes what a server asks, and resolves to what to answer it. */
  async ask(session: string, asked: Asked): Promise<SealedResult> {
    const method = governedMethod(asked.method);
    if (method === undefined || method.from === "agent" || method.form !== "request") {
      return { error: { code: RPC.methodNotFound, message: "this client has no such method" } };
    }
    if (this.#underWay >= ASKS_IN_FLIGHT_MAX) return refusal("too many requests are open at once");
    this.#underWay += 1;
    try {
      this.#appending += 1;
      const proposed = await this.#propose(session, asked.method, asked.params, asked.progressToken !== undefined);
      this.#appending -= 1;
      return proposed === undefined ? refusal("the request could not be recorded") : await this.#answerTo(proposed, session, asked);
    } finally {
      this.#underWay -= 1;
    }
  }

  /** Proposes a notification that a server sends; nobody waits for it. One too many at once is dropped. */
  async tell(session: string, method: string, params: JsonObject): Promise<void> {
    const governed = governedMethod(method);
    if (governed === undefined || governed.from === "agent" || governed.form !== "notification" || this.#underWay >= ASKS_IN_FLIGHT_MAX)
      return;
    this.#underWay += 1;
    await this.#propose(session, method, params, false);
    this.#underWay -= 1;
  }

  /** The proposal by which a server's own request is known, while it is open. */
  proposalOf(session: string, id: RpcId | undefined): Index | undefined {
    for (const [proposal, ask] of this.#open) if (ask.session === session && ask.id === id) return proposal;
    return undefined;
  }

  /** The server's own progress token of an open ask. */
  progressTokenOf(proposal: Index): RpcId | undefined {
    return this.#open.get(proposal)?.progressToken;
  }

  /** Takes a decision or an outcome on a proposal of this executor. */
  take(leaf: Leaf, blob: string | undefined): void {
    const { entry } = leaf;
    if (entry.kind !== "decision" && entry.kind !== "outcome") return;
    const ask = this.#open.get(entry.proposal);
    if (ask === undefined) return this.#keepEarly(entry.proposal, leaf, blob);
    if (entry.kind === "decision" && entry.verdict === "deny") ask.settle(refusal(`not admissible here (${entry.codes[0] ?? "denied"})`));
    if (entry.kind === "outcome") ask.settle(this.#readAnswer(leaf, blob));
  }

  /** Ends what a session has open: its client is gone. */
  endSession(session: string): void {
    for (const ask of [...this.#open.values()]) if (ask.session === session) ask.settle(refusal("the client has left"));
  }

  async #propose(session: string, method: string, params: JsonObject, progress: boolean): Promise<Index | undefined> {
    const call: SealedCall = { tool: `${this.#server}#${method}`, args: params, ...(progress ? { progress: true } : {}) };
    const now = this.#clock();
    const entry = { kind: "proposal", from: "server", deadline: now + ASK_DECISION_MS, patience: now + ASK_MS } as const;
    const appended = await this.#recorder.record(session, entry, canonicalBytes({ ...call }));
    return appended.ok ? appended.value.index : undefined;
  }

  async #answerTo(proposal: Index, session: string, { id, progressToken }: Asked): Promise<SealedResult> {
    const answer = await new Promise<SealedResult>((resolve) => {
      const timer = setTimeout(() => resolve(refusal("nobody answered in time")), ASK_MS);
      const settle = (settled: SealedResult): void => {
        clearTimeout(timer);
        resolve(settled);
      };
      this.#open.set(proposal, { session, id, progressToken, settle });
      for (const { leaf, blob } of this.#early.get(proposal) ?? []) this.take(leaf, blob);
      this.#early.delete(proposal);
    });
    this.#open.delete(proposal);
    return answer;
  }

  #keepEarly(proposal: Index, leaf: Leaf, blob: string | undefined): void {
    if (this.#appending === 0) return;
    const known = this.#early.get(proposal) ?? [];
    this.#early.set(proposal, [...known, { leaf, ...(blob === undefined ? {} : { blob }) }]);
    const [oldest] = this.#early.keys();
    if (this.#early.size > ASKS_IN_FLIGHT_MAX && oldest !== undefined) this.#early.delete(oldest);
  }

  /** The client's answer as the gateway recorded it; only a gateway's own word counts. */
  #readAnswer(leaf: Leaf, blob: string | undefined): SealedResult {
    const writer = enrolmentOf(this.#ring, leaf.by);
    const sealed = blob === undefined ? undefined : fromBase64(blob);
    if (
      writer?.duties.includes("gateway") !== true ||
      !verifyLeaf(leaf, writer.identity) ||
      leaf.seal === undefined ||
      sealed === undefined
    ) {
      return refusal("the client gave no answer");
    }
    const opened = openSealed(this.#identity, sealed, leaf.seal);
    const answer = opened.ok ? parseJson(opened.value, BLOB_LIMITS) : undefined;
    if (answer?.ok !== true || !isJsonObject(answer.value)) return refusal("the client's answer cannot be read");
    const { result, error } = answer.value;
    if (isJsonObject(result)) return { result };
    const known = isJsonObject(error) && typeof error["code"] === "number" && typeof error["message"] === "string";
    return known ? { error: error as JsonObject & { code: number; message: string } } : refusal("the client's answer cannot be read");
  }
}
