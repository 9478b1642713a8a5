/** The console by itself, without HTTP: what it has read of the ledger, what it knows of readiness, and who is told of changes. */
import type { Identity, Ring } from "../crypto/index.ts";
import { readCarries } from "../execution/index.ts";
import { ok, type Result } from "../fault/index.ts";
import { type FollowedEntry, type LedgerClient, leafText, type Readiness } from "../ledger/index.ts";
import { Answers } from "./answers.ts";
import type { ApiEvent } from "./api.ts";
import { approverOf } from "./approver-list.ts";
import { CharterViews } from "./charter-view.ts";
import { Chronicle } from "./chronicle.ts";
import type { ConsoleServerCode } from "./faults.ts";
import { reasonsOf } from "./health-view.ts";
import { inboxOf } from "./inbox.ts";
import { Passkeys } from "./passkeys.ts";
import { Proofs, type Witnessed } from "./proofs.ts";
import { sessionOf } from "./record-view.ts";
import { Reveals } from "./reveals.ts";
import { EventStreams } from "./stream.ts";
import type { World } from "./web/web-sessions.ts";

export interface ConsoleWorld extends World {
  readonly client: LedgerClient;
  readonly identity: Identity;
  readonly ring: Ring;
  /** Where the page is, as browsers name it. */
  readonly origin: string;
  readonly rpId: string;
  /** What is known of witnesses now; undefined where none must see a head. */
  readonly witnessed: () => Witnessed | undefined;
}

/** How often readiness and the head are asked for. */
const LOOK_MS = 1_000;

export class Console {
  readonly world: ConsoleWorld;
  readonly chronicle: Chronicle;
  readonly charters: CharterViews;
  readonly proofs: Proofs;
  readonly answers: Answers;
  readonly passkeys: Passkeys;
  readonly streams: EventStreams = new EventStreams();
  readonly reveals: Reveals;
  readiness: Readiness = { ready: false, reasons: [], unreached: [] };
  #changed = new Set<number>();
  #timer: NodeJS.Timeout | undefined;
  #isAwaited = false;

  constructor(world: ConsoleWorld) {
    this.world = world;
    this.chronicle = new Chronicle(world.identity, world.ring);
    this.charters = new CharterViews(this.chronicle);
    this.proofs = new Proofs(world.ring);
    this.answers = new Answers({ ...world, chronicle: this.chronicle });
    this.reveals = new Reveals({ ...world, chronicle: this.chronicle });
    this.passkeys = new Passkeys(world, world.origin, () => this.chronicle.approvers);
  }

  /** Follows the ledger; resolves when what was recorded has been read. Code: `ledger/link-lost`. */
  async start(): Promise<Result<void>> {
    const { client } = this.world;
    const status = await this.#look();
    if (!status.ok) return status;
    const carried = await this.#restOnCarries();
    if (!carried.ok) return carried;
    client.onReady((readiness) => this.#becomes(readiness));
    client.follow(0, { what: "durable" }, (entry) => this.#take(entry));
    await this.chronicle.reached(status.value);
    await this.#look();
    this.#timer = setInterval(() => void this.#look(), LOOK_MS);
    this.#timer.unref();
    return ok(undefined);
  }

  async #restOnCarries(): Promise<Result<void>> {
    const { client, identity, ring } = this.world;
    const status = await client.status();
    const carries = status.ok ? await readCarries(client, { identity, ring }, status.value.erased) : status;
    if (carries.ok) this.chronicle.restOn(carries.value);
    return carries.ok ? ok(undefined) : carries;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.streams.close();
  }

  /** What a page is told first. */
  hello(): ApiEvent {
    return { event: "hello", now: this.world.now(), size: this.chronicle.size };
  }

  inbox(): ReturnType<typeof inboxOf> {
    return inboxOf(this.chronicle, this.chronicle.doubts());
  }

  #take(entry: FollowedEntry): void {
    this.proofs.add(leafText(entry.leaf));
    const call = this.chronicle.take(entry);
    if (call !== undefined) this.#changed.add(call.proposal);
    if (entry.leaf.entry.kind === "approver") this.#tellApprovers();
    if (this.streams.size === 0) this.#changed.clear();
    else this.#tellSoon();
  }

  /** Tells pages once for everything that came together. */
  #tellSoon(): void {
    if (this.#isAwaited) return;
    this.#isAwaited = true;
    setImmediate(() => {
      this.#isAwaited = false;
      const changed = [...this.#changed].flatMap((proposal) => this.chronicle.calls.get(proposal) ?? []);
      this.#changed = new Set();
      for (const call of changed) this.streams.send({ event: "step", step: call.step() });
      for (const id of new Set(changed.map(({ session }) => session))) {
        const session = this.chronicle.sessions.get(id);
        if (session !== undefined) this.streams.send({ event: "session", session: sessionOf(this.chronicle, session) });
      }
      this.streams.send({ event: "inbox", items: this.inbox() });
    });
  }

  #tellApprovers(): void {
    const approvers = this.chronicle.approvers.all().map((approver) => approverOf(approver, this.world.origin));
    this.streams.send({ event: "approvers", approvers });
  }

  #becomes(readiness: Readiness): void {
    this.readiness = readiness;
    this.streams.send({ event: "health", ready: readiness.ready, reasons: reasonsOf(this.chronicle, readiness) });
  }

  /** Asks for the head and readiness; gives the size of what is durable. */
  async #look(): Promise<Result<number>> {
    const status = await this.world.client.status();
    if (!status.ok) return status;
    const { checkpoint, ...readiness } = status.value;
    this.readiness = readiness;
    const before = this.proofs.checkpoints().heads[0]?.size ?? 0;
    const now = this.world.now();
    const witnessed = this.world.witnessed();
    const looks: readonly Result<void, ConsoleServerCode>[] = [
      this.proofs.see(checkpoint, now),
      ...(witnessed === undefined ? [] : [this.proofs.witness(witnessed, now)]),
    ];
    for (const seen of looks) if (!seen.ok) this.chronicle.trouble ??= seen.fault;
    const [head] = this.proofs.checkpoints().heads;
    if (head !== undefined && head.size > before) this.streams.send({ event: "head", size: head.size, root: head.root, at: head.seen });
    return ok(Number(checkpoint.split("\n")[1] ?? 0));
  }
}
