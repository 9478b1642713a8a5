/**
 * What authors and hosts do on some days: new charters, with each word on sessions that run, and erasures. All of its chance comes from a
 * stream of its own, so that a day without them is what it always was.
 */
import { canonicalBytes, createSealer, type Json, toBase64 } from "../../src/crypto/index.ts";
import type { Entry, Index } from "../../src/ledger/index.ts";
import type { Dice } from "../generators/dice.ts";
import type { PartName } from "../worlds/ledger-world.ts";
import { durableLeaves } from "./journal-entries.ts";
import { charterOf, type Office, SETTINGS, type Setting, WIDTHS } from "./office.ts";
import type { SimulatedSystem } from "./simulated-system.ts";

const AGENT = "agent";
type User = "ann" | "bob";
/** How often a host asks for an erasure, and how long it waits between. */
const TRIES = 6;
const PAUSE_MS = 600;

export interface ChangesWorld {
  readonly office: Office;
  readonly system: SimulatedSystem;
  readonly dice: Dice;
  readonly note: (what: string) => void;
}

export class Changes {
  readonly #world: ChangesWorld;
  #user: User = "ann";
  #isErasing = false;

  constructor(world: ChangesWorld) {
    this.#world = world;
  }

  /** Draws what happens on this day, and when. */
  plan(dayMs: number): void {
    const { dice } = this.#world;
    for (let left = dice.below(4); left > 0; left -= 1) {
      const [width, setting] = [dice.pick(WIDTHS), dice.pick(SETTINGS)];
      setTimeout(() => void this.#putInForce(width, setting), dice.below(dayMs));
    }
    for (let left = dice.below(3); left > 0; left -= 1) setTimeout(() => void this.#eraseOther(), dice.below(dayMs));
  }

  /** Has the agent act for somebody from now on: its gateway starts anew under a grant. Whether there was anybody to record it. */
  async grant(user: User): Promise<boolean> {
    const { system, note } = this.#world;
    const entry = { kind: "grant", agent: AGENT, user, role: "clerk", expires: Date.now() + 3_600_000, fresh: false } as const;
    const index = await this.#say("host", entry, { task: `what only ${user} may say`, messages: [] });
    if (index === undefined) return false;
    note(`the agent acts for ${user}`);
    [system.grant, this.#user] = [index, user];
    system.crash("gateway");
    return true;
  }

  async #putInForce(width: number, setting: Setting): Promise<void> {
    const version = 1 + durableLeaves(this.#world.system.disk).filter(({ entry }) => entry.kind === "charter").length;
    const { by, entry, content } = charterOf(width, setting, version);
    const index = await this.#say(by, entry, content);
    this.#world.note(`${index === undefined ? "no" : "a"} charter of ${width} lines, ${setting}`);
  }

  /** The agent goes on for the other user; a while later the first one's context is erased, if nothing of it is open. */
  async #eraseOther(): Promise<void> {
    const { system, note } = this.#world;
    const user = this.#user;
    if (this.#isErasing) return;
    this.#isErasing = true;
    let isAsked = !(await this.grant(user === "ann" ? "bob" : "ann"));
    for (let tries = 0; !isAsked && tries < TRIES; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      const until = durableLeaves(system.disk).length;
      const erasure = await this.#say("host", { kind: "erasure", agent: AGENT, user, until });
      isAsked = erasure !== undefined;
      if (isAsked) note(`${user} is to be erased, in entry ${erasure}`);
    }
    this.#isErasing = false;
  }

  /** Says something under somebody's key; its index, where the ledger takes it. */
  async #say(by: PartName, entry: Entry, content?: Json): Promise<Index | undefined> {
    const { system, office } = this.#world;
    const client = system.client(by);
    if (client === undefined) return undefined;
    const readers = office.people.ring.identities.map(({ identity }) => identity);
    const sealed = content === undefined ? undefined : createSealer().seal(canonicalBytes(content), readers);
    const appended = await client.append({
      entry,
      ...(sealed === undefined ? {} : { seal: sealed.commitment, blob: toBase64(sealed.blob) }),
    });
    client.close();
    return appended.ok ? appended.value.index : undefined;
  }
}
