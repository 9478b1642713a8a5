/**
 * The rehearsals of one executor: one at a time, each in an empty folder that is gone afterwards, each said once in the ledger. One that
 * this executor's death cut short is not tried again: whatever killed it could do so again.
 */
import { chmodSync, lstatSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Fault, fail, type Result } from "../../fault/index.ts";
import type { DecisionEntry, Index, Rehearsal, RehearsalEntry, SealedCall, SessionEntry } from "../../ledger/index.ts";
import { executedCall } from "../executed-call.ts";
import type { ExecutorCode } from "../faults.ts";
import { REHEARSALS_WAITING_MAX } from "../limits.ts";

/** A call that both judges have parked, and the session that it belongs to. */
export interface ParkedCall {
  readonly session: string;
  readonly proposal: Index;
  readonly decision: Index;
  readonly call: SealedCall;
  /** In what form it is sent, where that is not how it was proposed. */
  readonly sends?: DecisionEntry["sends"];
}

/** Tries a call where nothing can come of it; `place` is an empty folder for it alone. */
export type Rehearse = (call: SealedCall, session: SessionEntry, place: string) => Promise<Result<Rehearsal, ExecutorCode>>;

export interface RehearsalsOptions {
  readonly server: string;
  /** Where the places of rehearsals are: nobody else writes there, and no tool server sees it. */
  readonly folder: string;
  readonly rehearse: Rehearse;
  readonly record: (session: string, entry: RehearsalEntry, content: Rehearsal) => Promise<Result<unknown>>;
  readonly onWords: (line: string) => void;
}

export class Rehearsals {
  readonly #options: RehearsalsOptions;
  /** Decisions whose rehearsal an earlier start had begun. */
  readonly #interrupted: ReadonlySet<string>;
  #queue: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(options: RehearsalsOptions) {
    this.#options = options;
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
    this.#interrupted = new Set(readdirSync(options.folder));
    for (const name of this.#interrupted) removeFolder(join(options.folder, name));
  }

  /** Takes a verified call. Resolves when what was found is said. */
  take(parked: ParkedCall, session: SessionEntry): Promise<void> {
    if (this.#waiting >= REHEARSALS_WAITING_MAX) {
      return this.#say(parked, fail("executor/rehearsals-full", `${REHEARSALS_WAITING_MAX} other calls wait for a rehearsal`));
    }
    this.#waiting += 1;
    this.#queue = this.#queue.then(async () => {
      this.#waiting -= 1;
      await this.#say(parked, await this.#try(parked, session));
    });
    return this.#queue;
  }

  async #try({ decision, call, sends }: ParkedCall, session: SessionEntry): Promise<Result<Rehearsal, ExecutorCode>> {
    const { folder, rehearse } = this.#options;
    if (this.#interrupted.has(String(decision)))
      return fail("executor/rehearsal-interrupted", "the executor ended in the midst of it; it is not tried again");
    const executed = executedCall({ call, sends });
    if (!executed.ok) return executed;
    const place = join(folder, String(decision));
    try {
      mkdirSync(place, { mode: 0o700 });
      return await rehearse(executed.value, session, place);
    } catch (thrown) {
      return fail("executor/rehearsal-failed", thrown instanceof Error ? thrown.message : String(thrown));
    } finally {
      removeFolder(place);
    }
  }

  async #say({ session, proposal, decision }: ParkedCall, found: Result<Rehearsal, ExecutorCode>): Promise<void> {
    const { server, record, onWords } = this.#options;
    const entry: RehearsalEntry = { kind: "rehearsal", server, proposal, decision };
    const said = found.ok
      ? await record(session, entry, found.value)
      : await record(session, { ...entry, code: found.fault.code }, { is: "nothing", message: messageOf(found.fault) });
    // It was answered meanwhile, or was over.
    if (!said.ok && said.fault.code !== "ledger/not-open")
      onWords(`the rehearsal of t${proposal} could not be recorded: ${said.fault.message}`);
  }
}

function messageOf({ message, remedy }: Fault): string {
  return remedy === undefined ? message : `${message}; ${remedy}`;
}

/** Removes what a server in its box may have closed even to its owner. */
function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    openAll(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

function openAll(folder: string): void {
  chmodSync(folder, 0o700);
  for (const name of readdirSync(folder)) if (lstatSync(join(folder, name)).isDirectory()) openAll(join(folder, name));
}
