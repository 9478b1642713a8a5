/**
 * Shows the heads of a running ledger to the witnesses of the state folder's policy (`witnesses`), keeps the last head that they
 * cosigned (`witnessed`), and hands it to the ledger for its executors. A ledger that a witness has seen larger was rolled back, and must
 * not be decided on.
 */
import { existsSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseCheckpoint } from "../../crypto/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import { leafHash, leafText, Tree } from "../../ledger/index.ts";
import { parseQuorum, type Quorum, satisfies, submitHead, withCosignatures } from "../../witness/index.ts";
import type { CliCode } from "../faults.ts";
import type { StateFolder } from "../state-folder/state-folder.ts";
import { readTextFile } from "../terminal/text-file.ts";
import { type Attached, attach } from "./attach.ts";

/** The policy of a state folder, in the form of c2sp.org/tlog-policy, with the witnesses' addresses. */
export function witnessesFile(state: StateFolder): string {
  return join(state.root, "witnesses");
}

/** The last head that enough witnesses have cosigned. */
export function witnessedFile(state: StateFolder): string {
  return join(state.root, "witnessed");
}

export interface Witnessing {
  /** Shows the head of now. Codes: `cli/ledger-behind`, `cli/not-witnessed`, `cli/not-running`. */
  show(): Promise<Result<number, CliCode>>;
  close(): void;
}

/**
 * Links to a running ledger; undefined where the state folder has no policy. `readers`: files that get a copy of the cosigned head.
 * Codes: those of `attach`, `cli/not-witnessed`.
 */
export async function witnessing(
  state: StateFolder,
  patienceMs: number,
  readers: readonly string[] = [],
): Promise<Result<Witnessing | undefined, CliCode>> {
  if (!existsSync(witnessesFile(state))) return ok(undefined);
  const text = readTextFile(witnessesFile(state));
  if (!text.ok) return text;
  const quorum = parseQuorum(text.value);
  if (!quorum.ok) return fail("cli/not-witnessed", `\`${witnessesFile(state)}\` can't be read`, { cause: quorum.fault });
  const attached = await attach(state, "auditor", patienceMs);
  if (!attached.ok) return attached;
  const heads = new Heads([...new Set([witnessedFile(state), ...readers])], quorum.value, attached.value);
  return ok({ show: () => heads.show(), close: () => attached.value.close() });
}

class Heads {
  /** Where the cosigned head is kept. */
  readonly #files: readonly string[];
  readonly #quorum: Quorum;
  readonly #attached: Attached;
  readonly #tree = new Tree();
  /** What each witness has cosigned last. */
  readonly #known = new Map<string, number>();
  #waiting: (() => void) | undefined;

  constructor(files: readonly string[], quorum: Quorum, attached: Attached) {
    this.#files = files;
    this.#quorum = quorum;
    this.#attached = attached;
    attached.client.follow(0, { what: "durable" }, ({ leaf }) => {
      this.#tree.append(leafHash(Buffer.from(leafText(leaf), "utf8")));
      this.#waiting?.();
    });
  }

  async show(): Promise<Result<number, CliCode>> {
    const status = await this.#attached.client.status();
    if (!status.ok) return fail("cli/not-running", "the ledger does not answer", { cause: status.fault });
    const note = status.value.checkpoint;
    const head = parseCheckpoint(note.slice(0, note.indexOf("\n\n") + 1));
    if (!head.ok) return fail("cli/not-running", "the ledger names no head", { cause: head.fault });
    const { size } = head.value;
    if (!(await this.#hasHeard(size))) return fail("cli/not-running", "the link to the ledger has ended");
    const shown = { note, size, proofFrom: (from: number) => (from === 0 ? [] : this.#tree.consistencyProof(from, size)) };
    const lines: string[] = [];
    const silent: string[] = [];
    for (const [name, address] of this.#quorum.addresses) {
      const answer = await submitHead(shown, address, this.#known.get(name) ?? 0);
      if ("ahead" in answer) return this.#behind(name, answer.ahead, size);
      if ("silent" in answer) silent.push(`${name}: ${answer.silent}`);
      else {
        lines.push(answer.line);
        this.#known.set(name, size);
      }
    }
    const cosigned = withCosignatures(note, lines);
    if (!satisfies(this.#quorum, cosigned)) {
      return fail(
        "cli/not-witnessed",
        `too few witnesses have cosigned the head of ${size} entries: ${silent.join("; ") || "none has an address"}`,
        {
          remedy: "let them be reached, or change `.interlock/witnesses`",
        },
      );
    }
    for (const file of this.#files) {
      // No secret: whoever may enter the folder may read it.
      writeFileSync(`${file}.new`, cosigned, { mode: 0o644 });
      renameSync(`${file}.new`, file);
    }
    this.#attached.client.witnessed(cosigned);
    return ok(size);
  }

  #behind(name: string, ahead: number, size: number): Result<never, CliCode> {
    return fail("cli/ledger-behind", `the witness ${name} has seen ${ahead} entries of this ledger, which has ${size}`, {
      remedy: "restore a later backup, or keep the folder as evidence: entries that were shown to others are missing",
    });
  }

  /** Resolves when so many entries have been heard; to false where the link has ended before. */
  async #hasHeard(size: number): Promise<boolean> {
    let isOver = false;
    void this.#attached.closed.then(() => {
      isOver = true;
      this.#waiting?.();
    });
    while (this.#tree.size < size && !isOver) {
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
    return this.#tree.size >= size;
  }
}
