/** What the last charter and pin entries put in force. */
import { digestOf } from "../../crypto/index.ts";
import type { Entry } from "../entry.ts";
import type { InForce } from "../protocol.ts";

export class Force {
  #now: InForce = {};
  #expires: number | undefined;

  get now(): InForce {
    return this.#now;
  }

  /** Ledger time at which the charter in force ends, if it has an end. */
  get expires(): number | undefined {
    return this.#expires;
  }

  take(entry: Entry): void {
    if (entry.kind === "charter") {
      this.#now = { ...this.#now, machine: entry.machine, version: entry.version };
      this.#expires = entry.expires;
    } else if (entry.kind === "pin") {
      this.#now = { ...this.#now, pins: digestOf(entry.tools) };
    }
  }
}
