/** Sessions: opened once, numbered without gaps, resting on a grant that held, ended for good. */

import type { EntryOf, Leaf } from "./entry.ts";
import type { AuditorCode } from "./faults.ts";

interface Session {
  readonly gateway: string;
  user: string;
  count: number;
  isOver: boolean;
}

/** Says what is wrong with the entry under examination. */
export type Complain = (code: AuditorCode, message: string) => void;

const OUTSIDE = new Set(["attestation", "charter", "pin", "drift", "approver", "reveal", "erasure", "carry"]);

export class Sessions {
  readonly #sessions = new Map<string, Session>();
  /** Each grant, by its entry. */
  readonly #grants = new Map<number, EntryOf<"grant">>();
  #at = 0;

  get count(): number {
    return this.#sessions.size;
  }

  /** The user of the session's grant; nobody where it has none that held. */
  userOf(name: string): string {
    return this.#sessions.get(name)?.user ?? "";
  }

  gatewayOf(name: string): string | undefined {
    return this.#sessions.get(name)?.gateway;
  }

  check(leaf: Leaf, index: number, complain: Complain): void {
    const { entry, at, session: name, number } = leaf;
    if (at < this.#at) complain("auditor/time-goes-back", `it is stamped ${at}, the entry before it ${this.#at}`);
    this.#at = Math.max(this.#at, at);
    if (entry.kind === "grant") this.#grants.set(index, entry);
    if (entry.kind === "grant" && entry.expires <= at) complain("auditor/grant-wrong", "the grant was recorded after its expiry");
    if (name === undefined) {
      if (number !== undefined) complain("auditor/number-out-of-sequence", "it has a number and no session");
      if (!OUTSIDE.has(entry.kind) && entry.kind !== "grant") complain("auditor/session-wrong", `a ${entry.kind} belongs to a session`);
      return;
    }
    this.#checkWithin(name, leaf, complain);
  }

  #checkWithin(name: string, { entry, by, at, number }: Leaf, complain: Complain): void {
    const known = this.#sessions.get(name);
    const opens = entry.kind === "session" && entry.ended !== true;
    if (OUTSIDE.has(entry.kind)) complain("auditor/session-wrong", `a ${entry.kind} belongs to no session`);
    if (opens === (known !== undefined))
      complain("auditor/session-wrong", opens ? `\`${name}\` was opened before` : `\`${name}\` was not opened`);
    const session = known ?? { gateway: by, user: "", count: 0, isOver: false };
    this.#sessions.set(name, session);
    session.count += 1;
    if (number !== session.count)
      complain("auditor/number-out-of-sequence", `it has number ${number}, ${session.count} is next in \`${name}\``);
    const begins = entry.kind === "proposal" || entry.kind === "session";
    if (session.isOver && begins) complain("auditor/session-wrong", `\`${name}\` had ended`);
    if ((entry.kind === "session" || (entry.kind === "proposal" && entry.from === "agent")) && session.gateway !== by) {
      complain("auditor/session-wrong", `\`${name}\` is another gateway's`);
    }
    if (entry.kind !== "session") return;
    if (entry.ended === true) session.isOver = true;
    else if (entry.grant !== undefined) this.#openUnder(entry.grant, session, entry.agent, at, complain);
  }

  #openUnder(entry: number, session: Session, agent: string, at: number, complain: Complain): void {
    const grant = this.#grants.get(entry);
    if (!((grant?.expires ?? 0) > at)) complain("auditor/grant-wrong", `entry ${entry} is no grant that held`);
    else if (grant?.agent === agent) session.user = grant.user;
  }
}
