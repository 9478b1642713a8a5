/**
 * A random day in a governed office, on a paper ledger: agents propose, people answer, servers return, fail and start anew,
 * tools drift, grants expire, charters change. Every step is one that the parts could take.
 */
import type { Json } from "../../src/crypto/index.ts";
import type { Lock } from "../../src/execution/index.ts";
import type { HeardEntry } from "../../src/ledger/index.ts";
import { PaperLedger, type PeopleAt } from "../execution/paper-ledger.ts";
import type { Dice } from "./dice.ts";

/** The tools of an office, and calls of them that are likely to make a difference. */
export interface OfficeTools {
  readonly lock: Lock;
  readonly names: readonly string[];
  readonly argumentsOf: (tool: string, dice: Dice) => Json;
  /** What a server asks of its agent, not the agent of a server. */
  readonly fromServers: readonly string[];
}

const USERS = ["ann", "bob", "cid", "dee", "eli", "fay"];
export const PEOPLE = ["alice", "bert", "carol"];
const MINUTE = 60_000;

export class GovernedOffice {
  readonly ledger: PaperLedger;
  readonly #dice: Dice;
  readonly #tools: OfficeTools;
  readonly #charters: readonly (readonly string[])[];
  readonly #sessions: string[] = [];
  /** Grants, which last for an hour. */
  readonly #grants: { readonly index: number; readonly until: number }[] = [];
  #epochs = 1;
  /** Proposals by what the office knows of them. */
  readonly #running: number[] = [];
  readonly #parked: number[] = [];
  /** What was passed on in each session and not named yet. */
  readonly #passedOn = new Map<string, HeardEntry[]>();
  readonly #said: { readonly tool: string; readonly args: Json }[] = [];

  /** `charters`: compositions that come into force one after the other. */
  constructor(dice: Dice, tools: OfficeTools, charters: readonly (readonly string[])[], people?: PeopleAt) {
    this.#dice = dice;
    this.#tools = tools;
    this.#charters = charters;
    this.ledger = new PaperLedger(tools.lock, people);
    this.ledger.charter(...(charters[0] ?? []));
    this.ledger.startExecutors();
    this.#open();
    this.#open();
  }

  /** Some minutes of the day. */
  live(steps: number): void {
    for (let step = 0; step < steps; step++) this.#step();
  }

  #step(): void {
    const { below, oneIn, pick } = this.#dice;
    if (oneIn(3)) this.ledger.now += below(4_000);
    const what = below(100);
    if (what < 50) this.#propose();
    else if (what < 72) this.#outcome();
    else if (what < 88) this.#answer();
    else if (what < 93) this.#pass(pick([1, 1, 1, 5, 5, 5, 20, 20, 61, 1_500]));
    else if (what < 97) this.#open();
    else if (what < 98) this.#restart();
    else if (what < 99) this.#drift();
    else if (oneIn(3)) this.ledger.charter(...pick(this.#charters));
  }

  #restart(): void {
    this.#epochs += 1;
    if (this.#dice.oneIn(2)) this.#crash();
    this.ledger.startExecutors(`e${this.#epochs}`);
  }

  /** The ledger starts anew, and may have lost what it had shown. */
  #crash(): void {
    const { oneIn, pick } = this.#dice;
    const session = pick(this.#sessions.slice(-3));
    const lost: HeardEntry = [this.ledger.entries.length, "1".repeat(64)];
    if (oneIn(2)) this.#passedOn.set(session, [...(this.#passedOn.get(session) ?? []), lost]);
    this.ledger.restart(`l${this.#epochs}`);
  }

  /** Minutes go by; the ledger's clock passes some deadlines. */
  #pass(minutes: number): void {
    this.ledger.now += minutes * MINUTE;
    for (const proposal of [...this.#parked]) {
      const { entry, session } = this.ledger.decisionOf(proposal);
      if ((entry.parked?.until ?? Number.POSITIVE_INFINITY) >= this.ledger.now) continue;
      this.ledger.write({ kind: "timer", proposal }, { session });
      this.#parked.splice(this.#parked.indexOf(proposal), 1);
    }
    // Grants last for an hour.
    if (minutes > 60) for (let count = 0; count < 3; count++) this.#open();
  }

  #open(): void {
    const { pick, oneIn } = this.#dice;
    const session = `s${this.#sessions.length + 1}`;
    this.#sessions.push(session);
    const granted = this.#grants.filter(({ until }) => until > this.ledger.now);
    if (oneIn(4) && granted.length > 0) return this.ledger.openUnder(session, pick(granted).index);
    const grant = {
      user: pick(USERS),
      role: pick(["user", "owner"]),
      fresh: oneIn(4),
      ...(oneIn(6) ? { mandate: pick(["reading", "other"]) } : {}),
    };
    const index = this.ledger.open(session, oneIn(6) ? {} : grant);
    if (index !== undefined) this.#grants.push({ index, until: this.ledger.now + 60 * MINUTE });
  }

  #propose(): void {
    const { oneIn, pick } = this.#dice;
    const { tool, args } = oneIn(6) && this.#said.length > 0 ? pick(this.#said.slice(-8)) : this.#call();
    this.#said.push({ tool, args });
    const session = oneIn(60) ? "nowhere" : pick(this.#sessions.slice(-3));
    const from = this.#tools.fromServers.includes(tool) ? "server" : "agent";
    if (oneIn(100)) {
      const sealed = pick<Json>([[], { tool: 5 }, { tool }]);
      this.ledger.write({ kind: "proposal", from, deadline: 0, patience: 0 }, { session, sealed });
      return;
    }
    const heard = from === "agent" ? this.#named(session) : {};
    const { proposal, decision } = this.ledger.propose(tool, args, { session, from, ...heard });
    if (from === "server") this.#passOn(session, proposal);
    if (decision.entry.parked !== undefined) this.#parked.push(proposal);
    if (decision.entry.warrant !== undefined) this.#running.push(proposal);
  }

  /** What a gateway says that it has passed on: rarely something else, or what a crash has lost. */
  #named(session: string): { readonly heard?: readonly HeardEntry[] } {
    const { oneIn, pick, below } = this.#dice;
    const heard = this.#passedOn.get(session) ?? [];
    if (!oneIn(5)) this.#passedOn.delete(session);
    const lost: HeardEntry = [this.ledger.entries.length - 1 + below(2), "0".repeat(64)];
    if (oneIn(400)) return { heard: [...heard, pick([lost, this.ledger.heard(below(this.ledger.entries.length))])] };
    return heard.length === 0 && oneIn(2) ? {} : { heard };
  }

  #passOn(session: string, entry: number): void {
    this.#passedOn.set(session, [...(this.#passedOn.get(session) ?? []), this.ledger.heard(entry)]);
  }

  #call(): { readonly tool: string; readonly args: Json } {
    const { oneIn, pick } = this.#dice;
    const tool = oneIn(50) ? pick(["s/none", "", "x/y"]) : pick(this.#tools.names);
    return { tool, args: oneIn(40) ? pick<Json>([[], "x", { d: 1 }, 5]) : this.#tools.argumentsOf(tool, this.#dice) };
  }

  #outcome(): void {
    const { oneIn, pick } = this.#dice;
    if (this.#running.length === 0) return;
    const proposal = pick(this.#running);
    const content = pick<Json>([
      ...[{ ok: true }, { ok: true }, { ok: false }, { list: [1, 2] }, { list: [] }, { word: "ab" }, {}, [], 5],
      { id: "a", word: "ab", ok: true, list: [1, 1], day: "2026-01-05T12:00:00" },
      { id: 1, word: "a", ok: false, list: [{ id: "a", a: 1 }, { id: 1, a: 2 }, { id: 2 }], day: "2026-01-05" },
      { id: "ab", word: "b", list: ["a", "b"], day: "2025-03-30T02:30:00" },
    ]);
    const told = oneIn(2) ? [{ type: "text", text: JSON.stringify(content) }] : [];
    const result: Json = oneIn(6)
      ? { isError: true, content: told }
      : { content: told, ...(oneIn(4) ? {} : { structuredContent: content }) };
    const how = oneIn(8) ? "unknown" : oneIn(5) ? "failed" : "returned";
    const { index } = this.ledger.outcome(proposal, how, { result });
    if (how === "returned") this.#passOn(oneIn(200) ? pick(this.#sessions) : this.ledger.decisionOf(proposal).session, index);
    // What is in doubt may still be answered late.
    if (how !== "unknown" || oneIn(2)) this.#running.splice(this.#running.indexOf(proposal), 1);
  }

  /** Somebody ends what a held call has left. */
  #endContainment(): void {
    const { oneIn, pick } = this.#dice;
    const { entries } = this.ledger;
    const held = entries.filter(({ leaf: { entry } }) => entry.kind === "decision" && entry.verdict === "quarantine");
    const hold = held.length === 0 ? undefined : pick(held.slice(-6));
    if (hold?.leaf.entry.kind !== "decision") return;
    this.ledger.answer(hold.leaf.entry.proposal, oneIn(8) ? pick(["release", "rejection", "approval"] as const) : "discard", {
      by: pick(PEOPLE),
      role: pick(["owner", "owner", "boss"]),
      ...(oneIn(10) ? {} : { containment: "end" }),
      of: hold.index,
    });
  }

  #answer(): void {
    const { oneIn, pick } = this.#dice;
    if (oneIn(6)) return this.#endContainment();
    if (this.#parked.length === 0) return;
    const proposal = pick(this.#parked.slice(-4));
    const held = this.ledger.decisionOf(proposal).entry.verdict === "quarantine";
    const kind = oneIn(6) ? pick(["rejection", "discard"] as const) : held && !oneIn(3) ? "release" : "approval";
    const { emitted } = this.ledger.answer(proposal, kind, {
      by: pick(PEOPLE),
      role: pick(["owner", "owner", "boss"]),
      ...(held && !oneIn(3) ? { containment: pick(["keep", "end", "end"]) } : {}),
      ...(oneIn(12) ? { shown: "00" } : {}),
    });
    const [decision] = emitted;
    if (decision === undefined) return;
    this.#parked.splice(this.#parked.indexOf(proposal), 1);
    if (decision.entry.warrant !== undefined) this.#running.push(proposal);
  }

  /** A server serves another definition, takes a tool back, or all is as it was. */
  #drift(): void {
    const { pick, oneIn } = this.#dice;
    const tool = pick(this.#tools.names.filter((name) => name.includes("/")));
    const server = tool.split(/[/#]/)[0] ?? "";
    const tools = oneIn(2) ? {} : { [tool]: oneIn(2) ? null : "0".repeat(64) };
    this.ledger.write({ kind: "drift", server, tools }, { by: `executor-${server}` });
  }
}
