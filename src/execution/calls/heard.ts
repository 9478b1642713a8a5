/**
 * What agents were given, as their gateways say with each proposal (`heard`), against what the ledger holds: so a ledger that shows an
 * agent a result and not the judges is found at the next call, and nothing of that context is admissible any more. What a crash of the
 * ledger has lost is no lie, once whatever ran at that time is in doubt: the state then has every outcome. Never a verdict.
 */
import { toHex } from "../../crypto/index.ts";
import type { Index, Leaf, OutcomeEntry, ProposalEntry } from "../../ledger/index.ts";
import type { Owner } from "../state/standing.ts";
import { type CallRegister, isOwner } from "./call-register.ts";

interface Shown {
  readonly index: Index;
  readonly leaf: Leaf;
  /** RFC 6962 leaf hash. */
  readonly hash: Uint8Array;
}

interface Place {
  readonly owner: Owner;
  readonly session: string;
}

interface Listener {
  /** What can be named as long as the session is open. */
  readonly names: string[];
  /** The entry by which its gateway said something last. */
  spoke: Index;
}

export class Heard {
  /** What can be named, by entry and hash, with whose it is. */
  readonly #shown = new Map<string, Owner>();
  readonly #listeners = new Map<string, Listener>();
  /** Who was given something else. */
  readonly #otherwise = new Set<string>();
  /** The ledger's last start. */
  #restart: Index = -1;

  /** Takes the next entry, before anything follows from it. `owner`: of the session that it belongs to, if that is known. */
  take({ index, leaf, hash }: Shown, owner: Owner | undefined, calls: CallRegister): void {
    const { entry, session = "" } = leaf;
    if (entry.kind === "attestation" && entry.part === "ledger") this.#restart = index;
    if (entry.kind === "session") return entry.ended === true ? this.#close(session) : this.#open(session, index);
    if (owner === undefined) return;
    if (entry.kind === "outcome") return this.#showOutcome(entry, nameOf(index, toHex(hash)), { owner, session, calls });
    if (entry.kind !== "proposal") return;
    if (entry.from === "server") return this.#show(nameOf(index, toHex(hash)), { owner, session });
    this.#check(entry, { owner, session, calls });
    const listener = this.#listeners.get(session);
    if (listener !== undefined) listener.spoke = index;
  }

  /** Whether this agent of this user was given what the ledger does not hold, since its last fresh context. */
  isOtherwise(owner: Owner): boolean {
    return this.#otherwise.has(keyOf(owner));
  }

  refresh(owner: Owner): void {
    this.#otherwise.delete(keyOf(owner));
  }

  #open(session: string, index: Index): void {
    if (!this.#listeners.has(session)) this.#listeners.set(session, { names: [], spoke: index });
  }

  #close(session: string): void {
    for (const name of this.#listeners.get(session)?.names ?? []) this.#shown.delete(name);
    this.#listeners.delete(session);
  }

  /** A result of a call that people were asked about, or that was in doubt, can be collected from any later session of its owner. */
  #showOutcome({ proposal, result }: OutcomeEntry, name: string, { calls, ...place }: Place & { readonly calls: CallRegister }): void {
    const phase = calls.get(proposal)?.phase;
    if (result !== "returned" || (phase?.is !== "running" && phase?.is !== "doubt")) return;
    if (phase.is === "running" && !phase.asked) this.#show(name, place);
    else this.#shown.set(name, place.owner);
  }

  /** Until the session ends; of one that has ended nobody is given anything. */
  #show(name: string, { owner, session }: Place): void {
    const listener = this.#listeners.get(session);
    if (listener === undefined) return;
    listener.names.push(name);
    this.#shown.set(name, owner);
  }

  #check({ heard = [] }: ProposalEntry, { calls, ...place }: Place & { readonly calls: CallRegister }): void {
    for (const [index, hash] of heard) {
      const name = nameOf(index, hash);
      const shownTo = this.#shown.get(name);
      if (shownTo !== undefined && isOwner(shownTo, place.owner)) continue;
      // It may be named once more where nobody could tell the gateway that this proposal is recorded.
      if (shownTo === undefined && this.#isLost(index, place, calls)) this.#show(name, place);
      else this.#otherwise.add(keyOf(place.owner));
    }
  }

  /** Whether a crash explains it: the ledger started anew where it was, since the session's last word, and no call of before still runs. */
  #isLost(index: Index, { owner, session }: Place, calls: CallRegister): boolean {
    const spoke = this.#listeners.get(session)?.spoke ?? Number.POSITIVE_INFINITY;
    if (index < this.#restart || this.#restart < spoke) return false;
    return ![...calls.all()].some((call) => call.phase.is === "running" && call.proposal < this.#restart && isOwner(call.owner, owner));
  }
}

function nameOf(index: Index, hash: string): string {
  return `${index} ${hash}`;
}

function keyOf({ agent, user }: Owner): string {
  return JSON.stringify([agent, user]);
}
