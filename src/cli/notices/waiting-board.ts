/**
 * Which calls wait for people, and each turn of one: a fold over the same chronicle as the console's inbox. Equal calls of one session
 * have one ticket, so they are one turn. It says how a wait ended in the ledger's own words: expired is not rejected.
 */
import type { CallRecord, Chronicle } from "../../console-server/index.ts";
import type { FollowedEntry } from "../../ledger/index.ts";
import type { Notice, Turn, WaitingTurn } from "./notice.ts";

const ENDS: { readonly [code: string]: Turn } = {
  "approval/expired": "expired",
  "hold/expired": "expired",
  "approval/rejected": "rejected",
  "hold/discarded": "discarded",
};

/** Whose word each end is. */
const ANSWERS: { readonly [turn in Turn]?: readonly string[] } = {
  approved: ["approval"],
  released: ["release", "approval"],
  rejected: ["rejection"],
  discarded: ["discard"],
};

export class WaitingBoard {
  readonly #chronicle: Chronicle;
  /** By proposal, each with the ledger time since when. */
  readonly #waiting = new Map<number, { readonly turn: WaitingTurn; readonly at: number }>();

  constructor(chronicle: Chronicle) {
    this.#chronicle = chronicle;
  }

  /** Takes the next durable entry; gives the turns that it brings. */
  take(followed: FollowedEntry): readonly Notice[] {
    const call = this.#chronicle.take(followed);
    // An executor that starts anew leaves every call in doubt that it was told to run.
    const touched = followed.leaf.entry.kind === "attestation" ? this.#chronicle.doubts() : call === undefined ? [] : [call];
    return touched.flatMap((each) => this.#turn(each));
  }

  /** What waits now, oldest first. */
  waiting(): readonly Notice[] {
    const entries = [...this.#waiting].sort(([a], [b]) => a - b);
    return entries.flatMap(([proposal, { turn, at }]) => {
      const call = this.#chronicle.calls.get(proposal);
      return call === undefined ? [] : [noticeOf(call, turn, at)];
    });
  }

  #turn(call: CallRecord): readonly Notice[] {
    const { at } = this.#chronicle;
    const before = this.#waiting.get(call.proposal)?.turn;
    const now = this.#stateOf(call);
    if (now === before) return [];
    if (now === undefined) this.#waiting.delete(call.proposal);
    else this.#waiting.set(call.proposal, { turn: now, at });
    return [noticeOf(call, now ?? turnOf(call, before), at)];
  }

  #stateOf(call: CallRecord): WaitingTurn | undefined {
    const { proposal, parking } = call;
    if (this.#chronicle.waiting.has(proposal)) return parking?.entry.verdict === "quarantine" ? "held" : "escalated";
    return this.#chronicle.running.has(proposal) && this.#chronicle.doubts().includes(call) ? "doubted" : undefined;
  }
}

/** How a wait ended. */
export function turnOf({ decisions, given }: Pick<CallRecord, "decisions" | "given">, before: WaitingTurn | undefined): Turn {
  if (before === "doubted") return given.at(-1)?.kind === "discard" ? "discarded" : "settled";
  const { verdict, codes = [] } = decisions.at(-1)?.said ?? {};
  if (verdict === "allow") return given.some(({ kind }) => kind === "release") ? "released" : "approved";
  return codes.map((code) => ENDS[code]).find((end) => end !== undefined) ?? "denied";
}

function noticeOf({ ticket, tool, agent, user, digest, parking, given, decisions }: CallRecord, turn: Turn, at: number): Notice {
  const until = parking?.entry.parked?.until;
  const by = given.filter(({ kind }) => ANSWERS[turn]?.includes(kind)).map(({ person }) => person);
  const code = turn === "denied" ? decisions.at(-1)?.said.codes[0] : undefined;
  return {
    turn,
    ticket,
    tool,
    agent,
    user,
    digest,
    at,
    ...(until === undefined ? {} : { until }),
    by: [...new Set(by)],
    ...(code === undefined ? {} : { code }),
  };
}
