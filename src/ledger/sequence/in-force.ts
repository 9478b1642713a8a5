/** What the last charter and pin entries put in force. */
import type { Ring } from "../../crypto/index.ts";
import type { CharterEntry, Entry } from "../entry.ts";
import type { InForce } from "../protocol.ts";
import { CharterSuccession } from "./charter-succession.ts";

export class Force {
  readonly succession: CharterSuccession = new CharterSuccession();
  #charter: CharterEntry | undefined;

  /** With who signs the next charter, by this ring. */
  now(ring: Ring): InForce {
    const { pins } = this.succession;
    return {
      authors: this.succession.authors(ring),
      ...(this.#charter === undefined ? {} : { machine: this.#charter.machine, version: this.#charter.version }),
      ...(this.#charter?.certificate === undefined ? {} : { certificate: this.#charter.certificate }),
      ...(pins === undefined ? {} : { pins }),
    };
  }

  get hasCharter(): boolean {
    return this.#charter !== undefined;
  }

  /** Ledger time at which the charter in force ends, if it has an end. */
  get expires(): number | undefined {
    return this.#charter?.expires;
  }

  take(entry: Entry): void {
    this.succession.take(entry);
    if (entry.kind === "charter") this.#charter = entry;
  }
}
