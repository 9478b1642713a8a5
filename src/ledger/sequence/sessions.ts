/**
 * The sessions that were opened, and their numbers: each entry of a session has the next one, from 1, without gaps, so a
 * withheld entry leaves a hole that anyone can see.
 */
import { type Fault, unreachable } from "../../fault/index.ts";
import type { Entry, Index, Leaf } from "../entry.ts";
import type { LedgerCode } from "../faults.ts";

interface Session {
  /** Key id of the gateway that opened it. */
  readonly gateway: string;
  readonly entries: Index[];
  isOver: boolean;
}

export class Sessions {
  readonly #sessions = new Map<string, Session>();
  /** Expiry of each grant, by its index. */
  readonly #grants = new Map<Index, number>();

  /** The number that the session's next entry gets. */
  nextNumber(name: string): number {
    return this.entriesOf(name).length + 1;
  }

  /** Indices of the session's entries, in order. */
  entriesOf(name: string): readonly Index[] {
    return this.#sessions.get(name)?.entries ?? [];
  }

  isOver(name: string): boolean {
    return this.#sessions.get(name)?.isOver === true;
  }

  gatewayOf(name: string | undefined): string | undefined {
    return name === undefined ? undefined : this.#sessions.get(name)?.gateway;
  }

  /**
   * Whether an entry may belong to the session it names, or to none. Codes: `ledger/unknown-session`,
   * `ledger/session-taken`, `ledger/session-over`, `ledger/no-grant`, `ledger/expired`.
   */
  check({ session, entry, by }: Pick<Leaf, "session" | "entry" | "by">, at: number): Fault<LedgerCode> | undefined {
    const known = session === undefined ? undefined : this.#sessions.get(session);
    switch (entry.kind) {
      case "attestation":
      case "charter":
      case "pin":
      case "drift":
      case "approver":
      case "reveal":
      case "erasure":
      case "carry":
        return session === undefined ? undefined : { code: "ledger/unknown-session", message: `a ${entry.kind} belongs to no session` };
      case "grant":
        if (session !== undefined && known === undefined) return unknown(session);
        return entry.expires > at ? undefined : { code: "ledger/expired", message: `the grant expired at ${entry.expires}, it is ${at}` };
      case "session":
        if (session === undefined) return unknown(session);
        return entry.ended === true ? checkEnd(session, known, by) : this.#checkOpening(session, entry.grant, at);
      case "proposal":
        return checkProposal(session, known, entry.from === "agent" ? by : undefined);
      case "decision":
      case "countersignature":
      case "refusal":
      case "outcome":
      case "rehearsal":
      case "approval":
      case "rejection":
      case "release":
      case "discard":
      case "timer":
        return known === undefined ? unknown(session) : undefined;
      default:
        return unreachable(entry);
    }
  }

  take(index: Index, { session: name, entry, by }: Leaf): void {
    if (entry.kind === "grant") this.#grants.set(index, entry.expires);
    if (name === undefined) return;
    const session = this.#sessions.get(name) ?? { gateway: by, entries: [], isOver: false };
    session.entries.push(index);
    if (isEnd(entry)) session.isOver = true;
    this.#sessions.set(name, session);
  }

  #checkOpening(name: string, grant: Index | undefined, at: number): Fault<LedgerCode> | undefined {
    if (this.#sessions.has(name)) return { code: "ledger/session-taken", message: `\`${name}\` was opened before` };
    if (grant === undefined) return undefined;
    const expires = this.#grants.get(grant);
    if (expires === undefined) return { code: "ledger/no-grant", message: `entry ${grant} is no grant` };
    return expires > at ? undefined : { code: "ledger/no-grant", message: `the grant in entry ${grant} expired at ${expires}` };
  }
}

/** `gateway`: whose session it must be, for an agent's proposal. */
function checkProposal(name: string | undefined, session: Session | undefined, gateway: string | undefined): Fault<LedgerCode> | undefined {
  if (session === undefined || (gateway !== undefined && session.gateway !== gateway)) return unknown(name);
  return session.isOver ? { code: "ledger/session-over", message: `\`${name}\` has ended` } : undefined;
}

function isEnd(entry: Entry): boolean {
  return entry.kind === "session" && entry.ended === true;
}

function checkEnd(name: string, session: Session | undefined, by: string): Fault<LedgerCode> | undefined {
  if (session === undefined || session.gateway !== by) return unknown(name);
  return session.isOver ? { code: "ledger/session-over", message: `\`${name}\` has ended before` } : undefined;
}

function unknown(session: string | undefined): Fault<LedgerCode> {
  return {
    code: "ledger/unknown-session",
    message: session === undefined ? "the entry names no session" : `\`${session}\` is not a session of this writer`,
  };
}
