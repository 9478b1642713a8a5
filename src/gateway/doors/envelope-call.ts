/**
 * One call of a client of 2026-07-28, over its rounds. It goes on while nobody is connected for it; each round waits
 * for its end, for a question of its server, or for people, whichever comes first.
 */
import type { JsonObject } from "../../crypto/index.ts";
import type { Explanation } from "../../execution/index.ts";
import type { RpcMessage } from "../../mcp/index.ts";
import type { OwedAnswer } from "../client/owed-answers.ts";
import type { Relay, RoutedCall } from "../client/relay.ts";
import { ROUNDS_MAX } from "../limits.ts";
import type { CallEnd } from "../session/govern.ts";
import type { Exchange } from "./exchange.ts";

/** Where a round stops. */
export type Pause =
  | { readonly is: "end"; readonly end: CallEnd }
  /** The client brings answers to these, if there are any, and asks again. */
  | { readonly is: "input"; readonly inputRequests: { readonly [id: string]: JsonObject } };

export interface EnvelopeCallEvents {
  /** The params that tell the client's user what waits. */
  readonly onParked: (explanation: Explanation, proposal: number) => JsonObject | undefined;
  readonly onCancel: (server: string, proposal: number) => void;
  readonly onOver: () => void;
}

/** Severities of log messages (RFC 5424), mildest first. */
const LEVELS = ["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"];

export class EnvelopeCall {
  readonly name: string;
  readonly #owed: OwedAnswer | undefined;
  readonly #events: EnvelopeCallEvents;
  /** Questions that the client has not been given yet, and those it has. */
  readonly #questions = new Map<string, JsonObject>();
  readonly #asked = new Set<string>();
  /** What the client's user is told while the call waits for people; undefined where it does not, or can't be told. */
  #notice: JsonObject | undefined;
  #end: CallEnd | undefined;
  #exchange: Exchange | undefined;
  #stir: (() => void) | undefined;

  constructor(name: string, routed: RoutedCall, relay: Relay, owed: OwedAnswer | undefined, events: EnvelopeCallEvents) {
    this.name = name;
    this.#owed = owed;
    this.#events = events;
    const governed = relay.govern(routed, {
      onProposed: ({ proposal }) => {
        if (owed !== undefined) owed.proposal = proposal;
      },
      onParked: (explanation, proposal) => {
        this.#notice = events.onParked(explanation, proposal);
        this.#stir?.();
      },
    });
    void governed.then((end) => {
      this.#end = end;
      events.onOver();
      this.#stir?.();
    });
  }

  /** Whether the client was asked under that id: an answer to anything else is no answer. */
  asked(id: string): boolean {
    return this.#asked.delete(id);
  }

  /** A question of the server, for the next round. */
  ask(id: string, question: JsonObject): void {
    this.#questions.set(id, question);
    this.#stir?.();
  }

  /** Something that the server tells during the call; log messages only as far as the round's envelope wants them. */
  tell(message: RpcMessage & { is: "notification" }): void {
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    const { logLevel } = exchange.envelope;
    const level = message.params["level"];
    const isWanted =
      message.method !== "notifications/message" || (logLevel !== undefined && LEVELS.indexOf(String(level)) >= LEVELS.indexOf(logLevel));
    if (isWanted) exchange.send(message);
  }

  /** Waits for where this round stops. A client that leaves in the middle has cancelled the call. */
  async next(exchange: Exchange, rounds: number): Promise<Pause> {
    this.#exchange = exchange;
    if (this.#owed !== undefined) this.#owed.progressToken = exchange.progressToken;
    const onAbort = (): void => this.#cancel();
    exchange.signal.addEventListener("abort", onAbort, { once: true });
    let pause = this.#pause(rounds);
    while (pause === undefined) {
      await new Promise<void>((resolve) => {
        this.#stir = resolve;
      });
      pause = this.#pause(rounds);
    }
    exchange.signal.removeEventListener("abort", onAbort);
    this.#stir = undefined;
    this.#exchange = undefined;
    return pause;
  }

  #pause(rounds: number): Pause | undefined {
    if (this.#end !== undefined) {
      // What is still pending is asked for again, up to a bound; then the agent is told to go on with other work.
      const asksAgain = this.#end.is === "pending" && rounds < ROUNDS_MAX;
      return asksAgain ? { is: "input", inputRequests: {} } : { is: "end", end: this.#end };
    }
    if (this.#questions.size > 0) {
      const inputRequests = Object.fromEntries(this.#questions);
      for (const id of this.#questions.keys()) this.#asked.add(id);
      this.#questions.clear();
      return { is: "input", inputRequests };
    }
    if (this.#notice === undefined || rounds > 0) return undefined;
    return { is: "input", inputRequests: { told: { method: "elicitation/create", params: this.#notice } } };
  }

  #cancel(): void {
    const { server, proposal } = this.#owed ?? {};
    if (this.#owed !== undefined) this.#owed.isCancelled = true;
    if (server !== undefined && proposal !== undefined && this.#end === undefined) this.#events.onCancel(server, proposal);
  }
}
