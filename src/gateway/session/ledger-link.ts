/**
 * The gateway's one link to the ledger: appends, followed sessions, readiness. When the link ends, everything under way
 * is told so at once, and it is made again by itself; until then it takes nothing.
 */
import { createSealer, type Identity, type Readers, type Ring, readersOf, type Sealer, toBase64 } from "../../crypto/index.ts";
import { type Fault, fail, ok, type Result } from "../../fault/index.ts";
import { type Entry, type FollowedEntry, type Index, LedgerClient, type Place, type SessionView } from "../../ledger/index.ts";
import type { Link } from "../../link/index.ts";
import type { GatewayCode } from "../faults.ts";
import { DECISION_MS, RECONNECT_FIRST_MS, RECONNECT_LAST_MS } from "../limits.ts";

export interface LedgerLinkOptions {
  readonly identity: Identity;
  readonly ring: Ring;
  /** One attempt to link to the ledger. */
  readonly connect: () => Promise<Result<Link>>;
  /** What the gateway attests at each link. */
  readonly attestation: Extract<Entry, { kind: "attestation" }>;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** The ledger has convicted itself. Code: `gateway/entry-forged`. */
  readonly onConviction: (fault: Fault<GatewayCode>) => void;
}

/** An entry's place, and the commitment to what it has sealed. */
export type Appended = Place & { readonly seal?: string };

/** What a followed session hears. */
export interface SessionSink {
  readonly onEntry: (entry: FollowedEntry) => void;
  readonly onView: (view: SessionView) => void;
  /** The link has ended: what was under way will not be heard of. */
  readonly onLost: () => void;
  /** Where to go on after a new link. */
  readonly next: () => Index;
}

export class LedgerLink {
  readonly identity: Identity;
  readonly ring: Ring;
  readonly now: () => number;
  readonly #options: LedgerLinkOptions;
  readonly #sealer: Sealer = createSealer();
  readonly #sinks = new Map<string, SessionSink>();
  #client: LedgerClient | undefined;
  #reasons: readonly Fault[] = [];
  /** Who waits for the end of trouble. */
  readonly #waiting = new Set<() => void>();
  /** What convicts the ledger: from then on nothing is proposed. */
  #conviction: Fault<GatewayCode> | undefined;
  #isClosed = false;

  constructor(options: LedgerLinkOptions) {
    this.#options = options;
    this.identity = options.identity;
    this.ring = options.ring;
    this.now = options.clock;
  }

  /** Links to the ledger and attests this start. Code: `gateway/ledger-unreachable`. */
  async start(): Promise<Result<void, GatewayCode>> {
    const link = await this.#options.connect();
    if (!link.ok) return fail("gateway/ledger-unreachable", "the ledger cannot be reached", { cause: link.fault });
    const client = new LedgerClient(link.value, this.identity);
    let isTold = false;
    client.onReady(({ ready, reasons }) => {
      isTold = true;
      this.#reasons = ready ? [] : reasons;
      this.#stir();
    });
    const attested = await client.append({ entry: this.#options.attestation });
    if (!attested.ok) return fail("gateway/ledger-unreachable", "the ledger did not take the attestation", { cause: attested.fault });
    const status = await client.status();
    // What the ledger has said of itself meanwhile is newer than its answer.
    if (!isTold) this.#reasons = status.ok ? status.value.reasons : [];
    this.#client = client;
    if (this.#conviction !== undefined) client.able(this.#conviction);
    this.#stir();
    link.value.onClose(() => this.#lose());
    for (const [session, sink] of this.#sinks) this.#follow(client, session, sink.next(), sink);
    return ok(undefined);
  }

  /** The ledger has shown what nobody entitled has said: nothing is governed through it any more, and everybody hears of it. */
  convict(fault: Fault<GatewayCode>): void {
    if (this.#conviction !== undefined) return;
    this.#conviction = fault;
    this.#client?.able(fault);
    this.#options.onConviction(fault);
  }

  /** Why nothing can be governed now; undefined where it can. Codes: `gateway/ledger-unreachable`, `gateway/not-ready`. */
  get trouble(): Fault<GatewayCode> | undefined {
    if (this.#conviction !== undefined) {
      return fail("gateway/not-ready", "the ledger has shown what nobody entitled has said, so nothing is governed through it any more", {
        cause: this.#conviction,
        remedy: "tell the user: whoever runs Interlock has to look",
      }).fault;
    }
    if (this.#client === undefined) {
      return fail("gateway/ledger-unreachable", "the ledger cannot be reached now", { remedy: "wait, or ask whoever runs Interlock" })
        .fault;
    }
    const [reason] = this.#reasons;
    if (reason === undefined) return undefined;
    return fail("gateway/not-ready", `the system is not ready: ${reason.message}`, {
      cause: reason,
      remedy: "wait, or ask whoever runs Interlock",
    }).fault;
  }

  /** The trouble that is left after at most `ms`: parts that start, or start again, need a moment. */
  async troubleAfter(ms: number): Promise<Fault<GatewayCode> | undefined> {
    if (this.trouble === undefined || this.#conviction !== undefined) return this.trouble;
    await new Promise<void>((resolve) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(again);
        resolve();
      };
      const again = (): void => {
        if (this.trouble === undefined) settle();
      };
      const timer = setTimeout(settle, ms);
      this.#waiting.add(again);
    });
    return this.trouble;
  }

  /**
   * Appends an entry, its content sealed to `readers` and to people. Codes: `gateway/ledger-unreachable`, `gateway/not-recorded`, and
   * `gateway/no-decision` where the ledger keeps it waiting: its disk fails, and the entry may still become durable.
   */
  async append(session: string, entry: Entry, content?: Uint8Array, readers: Readers = []): Promise<Result<Appended, GatewayCode>> {
    const client = this.#client;
    if (client === undefined) return fail("gateway/ledger-unreachable", "the ledger cannot be reached now");
    const sealed = content === undefined ? {} : this.#seal(content, readers);
    const appending = client.append({ session, entry, ...sealed });
    const appended = await within(DECISION_MS, appending);
    if (appended === undefined) {
      return fail("gateway/no-decision", `the ${entry.kind} did not become durable within ${DECISION_MS} ms`, {
        remedy: "try again later",
      });
    }
    if (appended.ok) return ok({ ...appended.value, ...sealed });
    const isLost = appended.fault.code === "ledger/link-lost";
    return fail(isLost ? "gateway/ledger-unreachable" : "gateway/not-recorded", appended.fault.message, { cause: appended.fault });
  }

  /** One entry, if it is durable and the ledger can be reached. */
  async read(index: Index): Promise<FollowedEntry | undefined> {
    const entries = await this.#client?.read(index, index + 1);
    return entries?.ok === true ? entries.value[0] : undefined;
  }

  /** Follows a session from an entry on, over new links too. Following it again goes back to `from`. */
  follow(session: string, from: Index, sink: SessionSink): void {
    this.#sinks.set(session, sink);
    if (this.#client !== undefined) this.#follow(this.#client, session, from, sink);
  }

  unfollow(session: string): void {
    this.#sinks.delete(session);
    this.#client?.unfollow(session);
  }

  close(): void {
    this.#isClosed = true;
    this.#client?.close();
  }

  #follow(client: LedgerClient, session: string, from: Index, sink: SessionSink): void {
    client.onView(session, sink.onView);
    client.follow(from, { what: "session", session }, sink.onEntry);
  }

  #stir(): void {
    for (const again of [...this.#waiting]) again();
  }

  #seal(content: Uint8Array, readers: Readers): { readonly seal: string; readonly blob: string } {
    const { blob, commitment } = this.#sealer.seal(content, readersOf(this.#options.ring, [...readers, "auditor", "approver:"]));
    return { seal: commitment, blob: toBase64(blob) };
  }

  #lose(): void {
    this.#client = undefined;
    for (const { onLost } of [...this.#sinks.values()]) onLost();
    if (!this.#isClosed) void this.#reconnect();
  }

  async #reconnect(): Promise<void> {
    for (let pauseMs = RECONNECT_FIRST_MS; !this.#isClosed; pauseMs = Math.min(2 * pauseMs, RECONNECT_LAST_MS)) {
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      const started = await this.start();
      if (started.ok) return;
    }
  }
}

/** What `work` resolves to, or undefined after `ms`. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), ms);
  const first = await Promise.race([work, late]);
  clearTimeout(timer);
  return first;
}
