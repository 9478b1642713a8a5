/**
 * A ledger on paper: what is recorded of a session is numbered, stamped and folded by the real decider, without keys, disk or
 * servers. So a charter's own examples, recorded sessions and counterexamples are decided by the code that decides live.
 */
import { canonicalize, digestOf, type Json, toHex } from "../crypto/index.ts";
import type { Result } from "../fault/index.ts";
import { type Entry, type Index, type Leaf, leafHash, leafText } from "../ledger/index.ts";
import type { OwnGround } from "../meaning/index.ts";
import { EVERYBODY, type ParkedTerms } from "./approvals/obligations.ts";
import { Decider } from "./decider.ts";
import type { ExecutionCode } from "./faults.ts";
import type { Emitted } from "./folded.ts";
import { type Lock, lockedDigests } from "./lock.ts";

export interface DryRunCharter {
  readonly document: Json;
  /** SHA-256 of the document, hex. */
  readonly digest: string;
  /** Ledger time after which it is void. */
  readonly expires?: number | undefined;
  /** Where Interlock's own files lie; without it only what the rule knows by name is out of reach. */
  readonly ground?: OwnGround;
}

/** Who a session acts for, as a grant says it. */
export interface DryRunGrant {
  readonly agent: string;
  readonly user: string;
  readonly role: string;
  readonly mandate: string;
  readonly fresh: boolean;
  /** What the user asked for, and the messages since, the latest last. */
  readonly task: string;
  readonly messages: readonly string[];
}

/** What came of an allowed call. `value` is what `result.…` reads. `failed`: nothing was executed; `unknown`: nobody can say. */
export type DryRunOutcome =
  | { readonly is: "returned"; readonly isError: boolean; readonly value?: Json | undefined }
  | { readonly is: "failed" | "unknown" };

/** One person's word on a parked call; without a name, that of everybody who has to answer. */
export interface DryRunAnswer {
  readonly yes: boolean;
  readonly by?: string | undefined;
  readonly role?: string | undefined;
  readonly containment?: "keep" | "end" | undefined;
}

interface Written {
  readonly index: Index;
  /** Leaf hash, hex. */
  readonly hash: string;
  readonly emitted: readonly Emitted[];
}

const EPOCH = "dry-run";

export class DryRun {
  readonly #decider = new Decider(EVERYBODY);
  readonly #numbers = new Map<string, number>();
  /** The last decision on each proposal, as recorded. */
  readonly #decisions = new Map<Index, { readonly index: Index; readonly hash: string; readonly emitted: Emitted }>();
  #atMs: number;

  private constructor(atMs: number) {
    this.#atMs = atMs;
  }

  /** Puts the charter and the pins in force, and starts every server's executor. Codes: those of `Decider.fold`. */
  static start(charter: DryRunCharter, lock: Lock, atMs: number): Result<DryRun, ExecutionCode> {
    const dryRun = new DryRun(atMs);
    const pinned = dryRun.#write({ kind: "pin", tools: lockedDigests(lock) }, { sealed: lock as unknown as Json });
    if (!pinned.ok) return pinned;
    const expires = charter.expires === undefined ? {} : { expires: charter.expires };
    const entry: Entry = { kind: "charter", name: "dry-run", version: 1, machine: charter.digest, ...expires };
    const inForce = dryRun.#write(entry, { sealed: { machine: charter.document, ...groundToJson(charter.ground) } });
    if (!inForce.ok) return inForce;
    for (const server of Object.keys(lock.servers)) {
      const by = `executor ${server}`;
      dryRun.#write({ kind: "attestation", part: "executor", server, epoch: EPOCH, grade: "embedded", code: "" }, { by });
    }
    return { ok: true, value: dryRun };
  }

  /** Ledger time, milliseconds since the epoch. */
  get atMs(): number {
    return this.#atMs;
  }

  /** Lets ledger time pass; it never goes back. Parked calls whose time is up are over. */
  advance(atMs: number): void {
    const late = [...this.#decisions].flatMap(([proposal, { emitted }]) => {
      const until = emitted.entry.parked?.until ?? Number.POSITIVE_INFINITY;
      return until < atMs ? [{ proposal, until }] : [];
    });
    for (const { proposal, until } of late.sort((a, b) => a.until - b.until)) {
      this.#atMs = Math.max(this.#atMs, until + 1);
      this.#write({ kind: "timer", proposal });
    }
    this.#atMs = Math.max(this.#atMs, atMs);
  }

  /** Opens a session under a grant. */
  open(session: string, { task, messages, ...grant }: DryRunGrant): void {
    const entry: Entry = { kind: "grant", ...grant, expires: Number.MAX_SAFE_INTEGER };
    const granted = this.#write(entry, { sealed: { task, messages: [...messages], salt: session } });
    const index = granted.ok ? granted.value.index : -1;
    this.#write({ kind: "session", agent: grant.agent, protocol: "", capabilities: {}, grant: index }, { session });
  }

  /** Proposes a call, and gives the decision that follows. */
  propose(
    session: string,
    tool: string,
    args: Json,
    from: "agent" | "server" = "agent",
  ): { readonly proposal: Index; readonly decision: Emitted } | undefined {
    const entry: Entry = { kind: "proposal", from, deadline: this.#atMs, patience: Number.MAX_SAFE_INTEGER };
    const written = this.#write(entry, { session, sealed: { tool, args } });
    const decision = written.ok ? written.value.emitted[0] : undefined;
    return written.ok && decision !== undefined ? { proposal: written.value.index, decision } : undefined;
  }

  /** Says what came of a call. Of one that is not running it says nothing. */
  outcome(proposal: Index, came: DryRunOutcome): void {
    const decision = this.#decisions.get(proposal);
    if (decision?.emitted.entry.verdict !== "allow") return;
    const result = came.is === "returned" ? resultOf(came) : null;
    this.#write(
      { kind: "outcome", proposal, decision: decision.index, result: came.is, epoch: EPOCH, durationMs: 0 },
      { session: decision.emitted.session, sealed: { result } },
    );
  }

  /** Records what people say on a parked call, and gives the decision that follows, if one does. */
  answer(proposal: Index, answer: DryRunAnswer): Emitted | undefined {
    const parked = this.#decisions.get(proposal);
    if (parked?.emitted.entry.parked === undefined) return undefined;
    const held = parked.emitted.entry.verdict === "quarantine";
    const { yes, containment = yes ? "end" : "keep" } = answer;
    const kind = held ? (yes ? "release" : "discard") : yes ? "approval" : "rejection";
    const ends = held ? { containment } : {};
    const said = { kind, proposal, decision: parked.index, shown: parked.hash, expires: this.#atMs + 1, ...ends } as const;
    let decided: Emitted | undefined;
    // To end a containment takes as many as a yes.
    for (const { by, role } of voicesOf({ ...answer, yes: yes || containment === "end" }, parked.emitted.entry.parked)) {
      const written = this.#write({ ...said, role }, { session: parked.emitted.session, by });
      decided ??= written.ok ? written.value.emitted[0] : undefined;
    }
    return decided;
  }

  /** The states that a session may be in; undefined where they are too many, or there is no such session. */
  states(session: string): readonly Int32Array[] | undefined {
    return this.#decider.states(session, this.#atMs);
  }

  /** Appends an entry and every decision that follows from it. */
  #write(
    entry: Entry,
    more: { readonly session?: string | undefined; readonly by?: string; readonly sealed?: Json } = {},
  ): Result<Written, ExecutionCode> {
    const { session, by = "dry-run", sealed } = more;
    const number = session === undefined ? 0 : (this.#numbers.get(session) ?? 0) + 1;
    if (session !== undefined) this.#numbers.set(session, number);
    const leaf: Leaf = {
      format: "interlock-entry/1",
      at: this.#atMs,
      ...(session === undefined ? {} : { session, number }),
      by,
      entry,
      ...(sealed === undefined ? {} : { seal: digestOf(sealed) }),
      signature: "",
    };
    const index = this.#decider.size;
    const hash = leafHash(new TextEncoder().encode(leafText(leaf)));
    const folded = this.#decider.fold({ index, leaf, hash, opened: sealed });
    if (!folded.ok) return folded;
    for (const emitted of folded.value) {
      const { proposal } = emitted.entry;
      const recorded = this.#write(emitted.entry, { by: "decider", session: emitted.session });
      if (!recorded.ok) return recorded;
      this.#decisions.set(proposal, { index: recorded.value.index, hash: recorded.value.hash, emitted });
    }
    return { ok: true, value: { index, hash: toHex(hash), emitted: folded.value } };
  }
}

function groundToJson(ground: OwnGround | undefined): { readonly [member: string]: Json } {
  return ground === undefined ? {} : { base: ground.base, protects: [...ground.paths] };
}

/** A tool's result: text as it is, anything else as data with the same as text. */
function resultOf({ isError, value = null }: Extract<DryRunOutcome, { is: "returned" }>): Json {
  const isText = typeof value === "string";
  const content = [{ type: "text", text: isText ? value : canonicalize(value) }];
  return { content, isError, ...(isText ? {} : { structuredContent: value }) };
}

/** Who speaks: the person named, or else as many people as are asked, each over a renderer of their own; one no is enough. */
function voicesOf(
  { yes, by, role }: DryRunAnswer,
  { roles, renderers = 1 }: ParkedTerms,
): readonly { readonly by: string; readonly role: string }[] {
  if (by !== undefined) return [{ by, role: role ?? roles[0]?.role ?? "owner" }];
  const asked = roles.reduce((sum, { approvals }) => sum + approvals, 0);
  const everybody = roles.flatMap(({ role: name, approvals }, place) =>
    Array.from({ length: approvals + (place === 0 ? Math.max(0, renderers - asked) : 0) }, (_, index) => ({
      by: `${name} ${index + 1}`,
      role: name,
    })),
  );
  return yes ? everybody : everybody.slice(0, 1);
}
