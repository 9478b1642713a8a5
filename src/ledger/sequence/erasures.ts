/**
 * Erasures as the ledger sees them: whose contents lie where, whether a context is closed, and what the judges have said of its carry. It
 * deletes nothing itself. A session is over when it has ended, or when its gateway has started anew since.
 */
import type { Fault } from "../../fault/index.ts";
import type { CarryEntry, Entry, ErasureEntry, Index, Leaf, SessionEntry } from "../entry.ts";
import type { LedgerCode } from "../faults.ts";

/** Whose contents lie in the ledger: an agent for a user. */
interface Context {
  /** Entries with a seal that no complete erasure has taken, in order. */
  contents: Index[];
  /** Sessions that may go on, with the gateway of each. */
  readonly open: Map<string, string>;
  /** All its sessions. */
  readonly sessions: Set<string>;
  /** The last erasure, until the judges have said what they say of it. */
  pending: Pending | undefined;
}

interface Pending {
  readonly erasure: Index;
  /** The decider's carry. */
  carry: Index | undefined;
}

/** An erasure that two judges stand for: their entries, and the entries whose blobs go. */
export interface CompleteErasure {
  readonly erasure: Index;
  readonly carry: Index;
  readonly confirmed: Index;
  readonly contents: readonly Index[];
}

/** What a check needs to know besides. */
interface Circumstances {
  readonly isSealed: boolean;
  /** Some call of these sessions that is not over. */
  readonly openCallOf: (sessions: ReadonlySet<string>) => Index | undefined;
}

export class Erasures {
  /** What two judges stand for, in the order of their words. */
  readonly complete: CompleteErasure[] = [];
  readonly #contexts = new Map<string, Context>();
  /** The context of each grant and each session. */
  readonly #grants = new Map<Index, { readonly agent: string; readonly context: Context }>();
  readonly #sessions = new Map<string, Context>();
  /** Sessions that an erasure has ended, where they had not. */
  readonly #over = new Set<string>();

  /** Codes: `ledger/context-open`, `ledger/nothing-to-erase`, `ledger/no-erasure`, `ledger/session-over`. */
  check(entry: Entry, session: string | undefined, circumstances: Circumstances): Fault<LedgerCode> | undefined {
    switch (entry.kind) {
      case "erasure":
        return this.#checkErasure(entry, circumstances);
      case "carry":
        return this.#checkCarry(entry, circumstances.isSealed);
      case "proposal":
        return session !== undefined && this.#over.has(session)
          ? { code: "ledger/session-over", message: `an erasure has ended \`${session}\`` }
          : undefined;
      default:
        return undefined;
    }
  }

  take(index: Index, { entry, session, seal, by }: Leaf): void {
    if (entry.kind === "attestation" && entry.part === "gateway") return this.#closeSessionsOf(by);
    if (entry.kind === "erasure") return this.#begin(index, entry);
    if (entry.kind === "carry") return this.#takeCarry(index, entry);
    if (entry.kind === "grant") this.#grants.set(index, { agent: entry.agent, context: this.#contextOf(entry) });
    if (entry.kind === "session" && session !== undefined) this.#takeSession(session, entry, by);
    if (seal !== undefined) this.#owning(index, entry, session)?.contents.push(index);
  }

  #checkErasure({ agent, user, until }: ErasureEntry, { openCallOf }: Circumstances): Fault<LedgerCode> | undefined {
    const context = this.#contexts.get(nameOf({ agent, user }));
    if (context === undefined || context.contents.length === 0) {
      return { code: "ledger/nothing-to-erase", message: `nothing is sealed of \`${agent}\` for \`${user}\` that is not erased already` };
    }
    const later = context.contents.find((content) => content >= until);
    if (later !== undefined) {
      const message = `\`${agent}\` for \`${user}\` went on after the host signed`;
      return { code: "ledger/context-open", message, at: `entry ${later}`, remedy: "sign it again" };
    }
    const [session] = context.open.keys();
    if (session !== undefined) {
      const remedy = "let the agent end, then erase";
      return {
        code: "ledger/context-open",
        message: `a session of \`${agent}\` for \`${user}\` goes on`,
        at: `session ${session}`,
        remedy,
      };
    }
    const call = openCallOf(context.sessions);
    if (call === undefined) return undefined;
    const remedy = `answer it, wait until it is over, or discard it: \`interlock pending\`, \`interlock doubts\``;
    return { code: "ledger/context-open", message: `a call of \`${agent}\` for \`${user}\` is not over`, at: `entry ${call}`, remedy };
  }

  #checkCarry({ erasure, server, confirms, refused }: CarryEntry, isSealed: boolean): Fault<LedgerCode> | undefined {
    const pending = this.#pendingOf(erasure)?.pending;
    const none = (message: string): Fault<LedgerCode> => ({ code: "ledger/no-erasure", message });
    if (pending === undefined) return none(`entry ${erasure} is no erasure that waits for the judges`);
    if (server === undefined) {
      if (pending.carry !== undefined) return none(`entry ${pending.carry} is its carry`);
      return confirms === undefined && isSealed === (refused === undefined) ? undefined : none("a carry is sealed, or refused");
    }
    const isAboutIt = pending.carry !== undefined && pending.carry === confirms && !isSealed;
    return isAboutIt ? undefined : none("a second judge speaks about the carry of the first");
  }

  #begin(index: Index, entry: ErasureEntry): void {
    const context = this.#contextOf(entry);
    context.pending = { erasure: index, carry: undefined };
    for (const session of context.sessions) this.#over.add(session);
    context.sessions.clear();
  }

  #takeCarry(index: Index, { erasure, server, refused }: CarryEntry): void {
    const context = this.#pendingOf(erasure);
    if (context?.pending === undefined) return;
    if (refused !== undefined) context.pending = undefined;
    else if (server === undefined) context.pending.carry = index;
    else if (context.pending.carry !== undefined) {
      const contents = context.contents.filter((content) => content < erasure);
      this.complete.push({ erasure, carry: context.pending.carry, confirmed: index, contents });
      context.contents = context.contents.slice(contents.length);
      context.pending = undefined;
    }
  }

  #takeSession(name: string, { agent, grant, ended }: SessionEntry, by: string): void {
    if (ended === true) {
      this.#sessions.get(name)?.open.delete(name);
      return;
    }
    const granted = grant === undefined ? undefined : this.#grants.get(grant);
    if (granted?.agent !== agent) return;
    this.#sessions.set(name, granted.context);
    granted.context.sessions.add(name);
    granted.context.open.set(name, by);
  }

  #closeSessionsOf(gateway: string): void {
    for (const { open } of this.#contexts.values()) for (const [name, by] of open) if (by === gateway) open.delete(name);
  }

  /** Whose content a sealed entry is, if it is one of a context's. */
  #owning(index: Index, entry: Entry, session: string | undefined): Context | undefined {
    if (entry.kind === "grant") return this.#grants.get(index)?.context;
    if (entry.kind !== "reveal") return session === undefined ? undefined : this.#sessions.get(session);
    return [...this.#contexts.values()].find(({ contents }) => contents.includes(entry.entry));
  }

  #pendingOf(erasure: Index): Context | undefined {
    return [...this.#contexts.values()].find(({ pending }) => pending?.erasure === erasure);
  }

  #contextOf(owner: { readonly agent: string; readonly user: string }): Context {
    const name = nameOf(owner);
    const known = this.#contexts.get(name) ?? { contents: [], open: new Map(), sessions: new Set(), pending: undefined };
    this.#contexts.set(name, known);
    return known;
  }
}

function nameOf({ agent, user }: { readonly agent: string; readonly user: string }): string {
  return JSON.stringify([agent, user]);
}
