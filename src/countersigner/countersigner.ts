/**
 * What the countersigner of one tool server says as the ledger goes on: a signature under each decision to allow a call of its server
 * (and to park one, where its calls are rehearsed) that it has derived itself, as soon as it has, and a refusal of each recorded decision
 * that it derives otherwise or can't derive. Pure but for its judge; the judgement itself is the auditor's.
 */
import type { LiveJudge } from "../auditor/index.ts";
import type { Json } from "../crypto/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import type { CountersignatureEntry, FollowedEntry, Index, RefusalEntry } from "../ledger/index.ts";
import type { CountersignerCode } from "./faults.ts";

/** An entry to be signed and appended; `content` is sealed for people and auditors. */
export interface Saying {
  readonly session: string;
  readonly entry: CountersignatureEntry | RefusalEntry;
  readonly content?: Json;
}

export class Countersigner {
  readonly #server: string;
  readonly #judge: LiveJudge;
  readonly #signsParked: boolean;
  /** What is said and neither recorded nor overtaken, by proposal. */
  readonly #unrecorded = new Map<Index, Saying>();

  /** `signsParked`: whether it signs also under decisions that park a call, without which that call is not rehearsed. */
  constructor(server: string, judge: LiveJudge, { signsParked = false }: { readonly signsParked?: boolean } = {}) {
    this.#server = server;
    this.#signsParked = signsParked;
    this.#judge = judge;
  }

  /** How many entries it has taken. */
  get size(): number {
    return this.#judge.size;
  }

  /** What follows from the entries so far and is not among them: what a restart has to say. */
  get unrecorded(): readonly Saying[] {
    return [...this.#unrecorded.values()];
  }

  /** Takes the next entry; gives what is to be said now. Code: `countersigner/entry-forged`. */
  async take({ index, leaf, blob }: FollowedEntry): Promise<Result<readonly Saying[], CountersignerCode>> {
    if (index !== this.size) return fail("countersigner/entry-forged", `entry ${index} comes where ${this.size} is next`);
    const { forged, follows, dispute } = await this.#judge.take(leaf, blob === undefined ? undefined : Buffer.from(blob, "base64"));
    if (forged !== undefined) {
      return fail("countersigner/entry-forged", forged, { remedy: "stop, keep the folder as evidence, and run `interlock audit`" });
    }
    const { entry } = leaf;
    if (entry.kind === "outcome") this.#unrecorded.delete(entry.proposal);
    if ((entry.kind === "countersignature" || entry.kind === "refusal") && entry.server === this.#server)
      this.#unrecorded.delete(entry.proposal);
    const sayings: Saying[] = follows
      .filter(({ verdict, server }) => (verdict === "allow" || this.#signsParked) && server === this.#server)
      .map(({ proposal, session, digest }) => ({
        session,
        entry: { kind: "countersignature", server: this.#server, proposal, decision: digest },
      }));
    if (entry.kind === "decision" && dispute?.server === this.#server) {
      const isWrong = dispute.is === "WRONG";
      // What it can't derive and nobody would execute is not its to end.
      if (isWrong || entry.warrant !== undefined) {
        const code = isWrong ? "judges/differ" : "judges/undecided";
        sayings.push({
          session: leaf.session ?? "",
          entry: { kind: "refusal", server: this.#server, proposal: entry.proposal, decision: index, code },
          content: { message: dispute.message, derived: (dispute.derived ?? null) as Json },
        });
      }
    }
    for (const saying of sayings) this.#unrecorded.set(saying.entry.proposal, saying);
    return ok(sayings);
  }
}
