/**
 * A link without a socket: two ends in one process, with latency, and with what happens to links: cut, with whatever was under way lost,
 * or held up in one direction, as when a process is stopped. Each message is written and read as on a real one, so nothing is shared.
 */
import { canonicalize, type Json } from "../../src/crypto/index.ts";
import type { Fault } from "../../src/fault/index.ts";
import type { Link, LinkCode, Peer } from "../../src/link/index.ts";

/** What one end has sent and the other has not heard. */
class Way {
  readonly #latencyMs: () => number;
  readonly #texts: string[] = [];
  readonly #early: Json[] = [];
  #handler: ((message: Json) => void) | undefined;
  #isDue = false;
  isHeld = false;
  hasEnded = false;

  constructor(latencyMs: () => number) {
    this.#latencyMs = latencyMs;
  }

  send(text: string): void {
    if (this.hasEnded) return;
    this.#texts.push(text);
    if (this.#isDue) return;
    this.#isDue = true;
    setTimeout(() => {
      this.#isDue = false;
      this.deliver();
    }, this.#latencyMs());
  }

  /** Hands over what has arrived; a held way keeps it. */
  deliver(): void {
    while (!this.isHeld && !this.hasEnded && this.#texts.length > 0) {
      const message = JSON.parse(this.#texts.shift() ?? "null") as Json;
      if (this.#handler === undefined) this.#early.push(message);
      else this.#handler(message);
    }
  }

  listen(handler: (message: Json) => void): void {
    this.#handler = handler;
    for (const message of this.#early.splice(0)) handler(message);
  }
}

export interface WireOptions {
  /** Who the part at the near end is, and the ledger at the far end. */
  readonly part: Peer;
  readonly ledger: Peer;
  readonly latencyMs: () => number;
  /** Sees every message as it is sent. */
  readonly onMessage: (from: "part" | "ledger", text: string) => void;
}

/** How a cut ends the link for each end. */
const CUT: { readonly [end in "near" | "far"]: Fault<LinkCode> | undefined } = {
  near: { code: "link/peer-gone", message: "the simulated link was cut" },
  far: undefined,
};

export class SimulatedWire {
  /** The link as the part has it, and as the ledger has it. */
  readonly near: Link;
  readonly far: Link;
  readonly #toLedger: Way;
  readonly #toPart: Way;
  readonly #onClose = {
    near: [] as ((fault: Fault<LinkCode> | undefined) => void)[],
    far: [] as ((fault: Fault<LinkCode> | undefined) => void)[],
  };

  constructor({ part, ledger, latencyMs, onMessage }: WireOptions) {
    this.#toLedger = new Way(latencyMs);
    this.#toPart = new Way(latencyMs);
    this.near = this.#end("part", ledger, this.#toLedger, this.#toPart, onMessage);
    this.far = this.#end("ledger", part, this.#toPart, this.#toLedger, onMessage);
  }

  get isOpen(): boolean {
    return !this.#toPart.hasEnded;
  }

  /** Ends the link; what is under way is lost. */
  cut(): void {
    if (!this.isOpen) return;
    this.#toLedger.hasEnded = true;
    this.#toPart.hasEnded = true;
    for (const end of ["far", "near"] as const) for (const told of this.#onClose[end]) told(CUT[end]);
  }

  /** Keeps back what one side sends, or lets it through again. */
  hold(from: "part" | "ledger", isHeld: boolean): void {
    const way = from === "part" ? this.#toLedger : this.#toPart;
    way.isHeld = isHeld;
    if (!isHeld) way.deliver();
  }

  #end(side: "part" | "ledger", peer: Peer, out: Way, into: Way, onMessage: WireOptions["onMessage"]): Link {
    const sendUnchecked = (text: string): void => {
      if (out.hasEnded) return;
      onMessage(side, text);
      out.send(text);
    };
    const end = side === "part" ? "near" : "far";
    return {
      peer,
      send: (message) => sendUnchecked(canonicalize(message)),
      sendUnchecked,
      crowded: () => false,
      drained: () => Promise.resolve(),
      onMessage: (handler) => into.listen(handler),
      onClose: (handler) => {
        if (this.isOpen) this.#onClose[end].push(handler);
        else process.nextTick(() => handler(CUT[end]));
      },
      close: () => {
        out.deliver();
        this.cut();
      },
    };
  }
}
