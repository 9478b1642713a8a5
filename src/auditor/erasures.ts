/**
 * Which contents of a ledger are erased, and whether they might be: of a context in which nothing was open, on a host's word, with a carry
 * that a decider and a countersigner have signed. Read from the leaves alone, in one pass before everything else.
 */
import type { Carry, Entry, EntryOf, Leaf } from "./entry.ts";

/** An erasure that two judges stand for, and the entries whose contents it takes. */
export interface Erased {
  readonly erasure: number;
  readonly carry: number;
  readonly confirmed: number;
  readonly contents: readonly number[];
}

interface Context {
  contents: number[];
  /** Names of its sessions; and of those that go on, with their gateways. */
  readonly sessions: Set<string>;
  readonly going: Map<string, string>;
  asked: { readonly erasure: number; carry: number | undefined } | undefined;
}

export class Erasures {
  readonly complete: Erased[] = [];
  /** What is wrong with an entry, by its number. */
  readonly flaws: Map<number, string> = new Map();
  readonly #contexts = new Map<string, Context>();
  readonly #grants = new Map<number, { readonly agent: string; readonly context: Context }>();
  readonly #sessionOf = new Map<string, Context>();
  /** Sessions of calls that are not over, by proposal; a call in doubt is over once somebody has discarded it. */
  readonly #open = new Map<number, string>();
  readonly #inDoubt = new Set<number>();
  /** Servers of running calls, with the epoch of each. */
  readonly #running = new Map<number, { readonly server: string; readonly epoch: string }>();

  /** By entry, the erasure that has taken its content. */
  get byEntry(): ReadonlyMap<number, number> {
    return new Map(this.complete.flatMap(({ erasure, contents }) => contents.map((entry) => [entry, erasure] as const)));
  }

  /** `leaves`: undefined where one can't be read. */
  constructor(leaves: readonly (Leaf | undefined)[]) {
    for (const [index, leaf] of leaves.entries()) if (leaf !== undefined) this.#take(index, leaf);
  }

  #take(index: number, { entry, session, seal, by }: Leaf): void {
    this.#follow(index, entry, session);
    switch (entry.kind) {
      case "attestation":
        return entry.part === "gateway" ? this.#restartGateway(by) : undefined;
      case "erasure":
        return this.#ask(index, entry);
      case "carry":
        return this.#hear(index, entry, seal !== undefined);
      case "grant":
        this.#grants.set(index, { agent: entry.agent, context: this.#contextOf(entry) });
        break;
      case "session":
        if (session !== undefined) this.#takeSession(entry, session, by);
    }
    if (seal !== undefined) this.#owner(index, entry, session)?.contents.push(index);
  }

  /** Where calls are. */
  #follow(index: number, entry: Entry, session = ""): void {
    if (entry.kind === "proposal") this.#open.set(index, session);
    else if (entry.kind === "decision") {
      if (entry.verdict === "deny" || entry.same !== undefined) this.#open.delete(entry.proposal);
      else if (entry.warrant !== undefined) this.#running.set(entry.proposal, entry.warrant);
    } else if (entry.kind === "outcome") {
      if (entry.result === "unknown") this.#inDoubt.add(entry.proposal);
      else this.#open.delete(entry.proposal);
    } else if (entry.kind === "refusal") this.#open.delete(entry.proposal);
    else if (entry.kind === "discard" && this.#inDoubt.has(entry.proposal)) this.#open.delete(entry.proposal);
    else if (entry.kind === "attestation" && entry.part === "executor") this.#doubtOlder(entry);
  }

  #doubtOlder({ server, epoch }: EntryOf<"attestation">): void {
    for (const [proposal, running] of this.#running) if (running.server === server && running.epoch !== epoch) this.#inDoubt.add(proposal);
  }

  #ask(index: number, { agent, user, until }: EntryOf<"erasure">): void {
    const context = this.#contextOf({ agent, user });
    const call = [...this.#open].find(([, session]) => context.sessions.has(session));
    const [going] = context.going.keys();
    if (going !== undefined) this.flaws.set(index, `its context is open: session \`${going}\` goes on`);
    else if (call !== undefined) this.flaws.set(index, `its context is open: the call of entry ${call[0]} is not over`);
    else if (context.contents.some((content) => content >= until)) this.flaws.set(index, "its context went on after the host had signed");
    context.asked = { erasure: index, carry: undefined };
  }

  #hear(index: number, { erasure, server, confirms, refused }: Carry, isSealed: boolean): void {
    const context = [...this.#contexts.values()].find(({ asked }) => asked?.erasure === erasure);
    const asked = context?.asked;
    if (context === undefined || asked === undefined) return void this.flaws.set(index, `entry ${erasure} is no erasure that waits for it`);
    if (refused !== undefined) context.asked = undefined;
    else if (server === undefined && asked.carry === undefined && isSealed) asked.carry = index;
    else if (server === undefined || asked.carry === undefined || confirms !== asked.carry)
      this.flaws.set(index, "it is not about the carry of the decider");
    else {
      const contents = context.contents.filter((content) => content < erasure);
      // What is wrong is not complete.
      if (!this.flaws.has(erasure)) this.complete.push({ erasure, carry: asked.carry, confirmed: index, contents });
      context.contents = context.contents.filter((content) => content > erasure);
      context.asked = undefined;
    }
  }

  #takeSession({ grant, agent, ended }: EntryOf<"session">, name: string, by: string): void {
    if (ended === true) return void this.#sessionOf.get(name)?.going.delete(name);
    const granted = this.#grants.get(grant ?? -1);
    if (granted?.agent !== agent) return;
    this.#sessionOf.set(name, granted.context);
    granted.context.sessions.add(name);
    granted.context.going.set(name, by);
  }

  /** A gateway that starts anew has lost its sessions. */
  #restartGateway(by: string): void {
    for (const { going } of this.#contexts.values()) for (const [name, gateway] of going) if (gateway === by) going.delete(name);
  }

  #owner(index: number, entry: Entry, session: string | undefined): Context | undefined {
    if (entry.kind === "grant") return this.#grants.get(index)?.context;
    if (entry.kind === "reveal") return [...this.#contexts.values()].find(({ contents }) => contents.includes(entry.entry));
    return session === undefined ? undefined : this.#sessionOf.get(session);
  }

  #contextOf({ agent, user }: { readonly agent: string; readonly user: string }): Context {
    const name = JSON.stringify([agent, user]);
    const known = this.#contexts.get(name) ?? { contents: [], sessions: new Set<string>(), going: new Map(), asked: undefined };
    this.#contexts.set(name, known);
    return known;
  }
}
