/**
 * A captured ledger: the honest one's code, key, folder and place, and between it and each part somebody who changes what is said. It can
 * keep back, say again, change and invent whatever needs no other part's signature.
 */
import type { Identity, Json, Ring } from "../../src/crypto/index.ts";
import { asJson, type FromLedger, openHub, type RunningLedger, realDisk, type ToLedger } from "../../src/ledger/index.ts";
import { type Link, type Listener, listen } from "../../src/link/index.ts";
import { must } from "../governed/system.ts";

/** The place of a ledger that has ended. */
export interface LedgerPlace {
  readonly folder: string;
  readonly identity: Identity;
  readonly ring: Ring;
  readonly servers: readonly string[];
  readonly grade: "embedded" | "separated";
  /** Where parts come to it: at one socket, or each at a door of its own, which the file system keeps. */
  readonly sockets: readonly { readonly path: string; readonly isOpen: boolean }[];
}

/** What becomes of a message to a part, by the name of its key; nothing: it is kept back. */
export type Lie = (part: string, message: FromLedger) => readonly FromLedger[];

export class LyingLedger {
  readonly #heads = new Map<string, number>();
  readonly #links = new Map<string, Link>();
  readonly #hub: RunningLedger;
  readonly #doors: readonly Listener[];
  /** The truth, until somebody sets a lie. */
  lie: Lie = (_, message) => [message];
  /** Whether a part's word is heard, and `later`, by which it is heard after all. */
  hears: (part: string, message: ToLedger, later: () => void) => boolean = () => true;

  private constructor(hub: RunningLedger, doors: readonly Listener[]) {
    this.#hub = hub;
    this.#doors = doors;
  }

  /** Takes a place. */
  static async at({ folder, identity, ring, servers, grade, sockets }: LedgerPlace): Promise<LyingLedger> {
    const clock = {
      now: () => Date.now(),
      after: (delayMs: number, call: () => void) => {
        const timer = setTimeout(call, delayMs);
        return () => clearTimeout(timer);
      },
    };
    const code = "0".repeat(64);
    const disk = realDisk(folder);
    const hub = must(await openHub({ disk, identity, ring, clock, servers, grade, epoch: "b".repeat(32), code }));
    const liar: { one?: LyingLedger } = {};
    const onLink = (link: Link): void => {
      if (liar.one !== undefined) hub.hub.attach(liar.one.#between(link));
    };
    const doors: Listener[] = [];
    for (const socket of sockets) doors.push(must(await listen({ ...socket, identity, ring, onLink })));
    liar.one = new LyingLedger(hub, doors);
    return liar.one;
  }

  /** Size of the largest head that a part was shown. */
  headOf(part: string): number {
    return this.#heads.get(part) ?? 0;
  }

  /** Says something to a part out of the blue. */
  say(part: string, message: FromLedger): void {
    this.#note(part, message);
    this.#links.get(part)?.send(asJson(message));
  }

  /** Ends a part's link: its process ends, and the next one reads the ledger anew. */
  drop(part: string): void {
    this.#links.get(part)?.close();
  }

  async close(): Promise<void> {
    for (const door of this.#doors) await door.close();
    await this.#hub.close();
  }

  #note(part: string, message: FromLedger): void {
    const head = message.say === "warrant" ? message.warrant : message.say === "witnessed" ? message.head : undefined;
    if (head !== undefined) this.#heads.set(part, Math.max(this.headOf(part), Number(head.checkpoint.split("\n")[1])));
  }

  #between(link: Link): Link {
    const { name } = link.peer.identity;
    this.#links.set(name, link);
    const send: Link["send"] = (message, urgency) => {
      for (const said of this.lie(name, message as unknown as FromLedger)) {
        this.#note(name, said);
        link.send(asJson(said), urgency);
      }
    };
    return {
      ...link,
      send,
      sendUnchecked: (text, urgency) => send(JSON.parse(text) as Json, urgency),
      onMessage: (handler) =>
        link.onMessage((message) => {
          if (this.hears(name, message as unknown as ToLedger, () => handler(message))) handler(message);
        }),
    };
  }
}
