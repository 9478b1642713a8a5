/**
 * A captured ledger: the honest one's code, key, folder and place, and between it and each part somebody who changes what is said. It can
 * keep back, say again, change and invent whatever needs no other part's signature.
 */
import { join } from "node:path";
import type { Json } from "../../src/crypto/index.ts";
import { asJson, type FromLedger, openHub, type RunningLedger, realDisk, type ToLedger } from "../../src/ledger/index.ts";
import { type Link, type Listener, listen } from "../../src/link/index.ts";
import { must, type System } from "../governed/system.ts";

/** What becomes of a message to a part, by the name of its key; nothing: it is kept back. */
export type Lie = (part: string, message: FromLedger) => readonly FromLedger[];

export class LyingLedger {
  readonly #links = new Map<string, Link>();
  readonly #hub: RunningLedger;
  readonly #door: Listener;
  /** The truth, until somebody sets a lie. */
  lie: Lie = (_, message) => [message];
  /** Whether a part's word is heard. */
  hears: (part: string, message: ToLedger) => boolean = () => true;

  private constructor(hub: RunningLedger, door: Listener) {
    this.#hub = hub;
    this.#door = door;
  }

  /** Takes the place of a system's ledger, which has ended. */
  static async in(system: System, servers: readonly string[]): Promise<LyingLedger> {
    const { ring, folder, config } = system;
    const identity = system.key("ledger");
    const clock = {
      now: () => Date.now(),
      after: (delayMs: number, call: () => void) => {
        const timer = setTimeout(call, delayMs);
        return () => clearTimeout(timer);
      },
    };
    const code = "0".repeat(64);
    const disk = realDisk(join(folder, "ledger"));
    const hub = must(await openHub({ disk, identity, ring, clock, servers, grade: "embedded", epoch: "b".repeat(32), code }));
    const liar: { one?: LyingLedger } = {};
    const onLink = (link: Link): void => {
      if (liar.one !== undefined) hub.hub.attach(liar.one.#between(link));
    };
    const door = must(await listen({ path: config.socket, identity, ring, onLink }));
    liar.one = new LyingLedger(hub, door);
    return liar.one;
  }

  /** Says something to a part out of the blue. */
  say(part: string, message: FromLedger): void {
    this.#links.get(part)?.send(asJson(message));
  }

  async close(): Promise<void> {
    await this.#door.close();
    await this.#hub.close();
  }

  #between(link: Link): Link {
    const { name } = link.peer.identity;
    this.#links.set(name, link);
    const send: Link["send"] = (message, urgency) => {
      for (const said of this.lie(name, message as unknown as FromLedger)) link.send(asJson(said), urgency);
    };
    return {
      ...link,
      send,
      sendUnchecked: (text, urgency) => send(JSON.parse(text) as Json, urgency),
      onMessage: (handler) =>
        link.onMessage((message) => {
          if (this.hears(name, message as unknown as ToLedger)) handler(message);
        }),
    };
  }
}
