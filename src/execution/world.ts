/**
 * What the ledger has established besides calls: the charters that are live, the pinned and the served tool definitions, the
 * executors' epochs, grants and sessions. Folded from entries; read by the decider.
 */
import { digestOf, type Json } from "../crypto/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import { loadMachine, type MachineDocument } from "../kernel/index.ts";
import type { AttestationEntry, CharterEntry, DriftEntry, GrantEntry, Index, PinEntry, SessionEntry } from "../ledger/index.ts";
import type { OwnGround } from "../meaning/index.ts";
import { Heard } from "./calls/heard.ts";
import { readWords } from "./calls/sealed-content.ts";
import { LiveCharters } from "./effects/live-charters.ts";
import type { Watch } from "./erasure/watch.ts";
import type { ExecutionCode } from "./faults.ts";
import { isObject, lockedTools, lockFromJson, serverOf } from "./lock.ts";
import type { Words } from "./state/origins.ts";
import type { Owner } from "./state/standing.ts";

export interface OpenSession {
  readonly id: string;
  readonly owner: Owner;
  readonly role: string;
  readonly mandate: string;
  /** What its user said when it was granted. */
  readonly words: Words;
  /** Ledger time after which the grant no longer speaks for the user. */
  readonly expires?: number;
}

/** A tool as pinned and as its server serves it now. */
export interface Definition {
  readonly pinned: string;
  /** Digest now served; null where the server no longer offers the tool. Equal to `pinned` unless its executor said otherwise. */
  readonly served: string | null;
  readonly schema?: Json;
}

/** What a pin entry pins, and the digest that a charter names it by. */
interface Pins {
  readonly digest: string;
  readonly tools: ReadonlyMap<string, { readonly digest: string; readonly schema?: Json }>;
}

const NO_WORDS: Words = { task: "", messages: [] };
const NO_PINS: Pins = { digest: "", tools: new Map() };

export class World {
  readonly charters: LiveCharters;
  /** What agents were given. */
  readonly heard: Heard = new Heard();
  /** The pins recorded last, and those in force: others where the charter in force names those. */
  #recorded = NO_PINS;
  #pins = NO_PINS;
  /** Whether the charter in force names its pins. */
  #isFixed = false;
  readonly #served = new Map<string, DriftEntry["tools"]>();
  readonly #executors = new Map<string, { readonly id: string; readonly epoch: string }>();
  readonly #grants = new Map<Index, { readonly grant: GrantEntry; readonly name: string; readonly words: Words }>();
  /** Grants that have opened a session, by name: one that is recorded again is the same grant. */
  readonly #presented = new Set<string>();
  readonly #sessions = new Map<string, OpenSession>();
  readonly #open = new Set<string>();

  /** `watch`: whoever looks on. */
  constructor(watch?: Watch) {
    this.charters = new LiveCharters(watch);
  }

  /** A charter entry: sealed `{machine, …}`. Codes: `execution/charter-digest-mismatch`, `execution/entry-unreadable`. */
  applyCharter(entry: CharterEntry, opened: Json | undefined): Result<void, ExecutionCode> {
    const document = isObject(opened) ? opened["machine"] : undefined;
    if (document === undefined)
      return fail("execution/entry-unreadable", `the charter \`${entry.name}\` carries no machine that I can open`);
    if (digestOf(document) !== entry.machine) {
      return fail("execution/charter-digest-mismatch", `the machine of charter \`${entry.name}\` has another digest than its entry says`);
    }
    const machine = loadMachine(document as unknown as MachineDocument);
    if (!machine.ok)
      return fail("execution/charter-digest-mismatch", `the machine of charter \`${entry.name}\` is unsound`, { cause: machine.fault });
    this.#isFixed = entry.pins !== undefined;
    if (entry.pins !== this.#pins.digest) this.#pins = this.#recorded;
    this.charters.adopt({
      machine: machine.value,
      digest: entry.machine,
      ground: groundOf(opened),
      ...(entry.pins === undefined ? {} : { definitions: digestsOf(this.#pins) }),
      ...(entry.expires === undefined ? {} : { expires: entry.expires }),
      ...(entry.runningSessions === undefined ? {} : { runningSessions: entry.runningSessions }),
    });
    return ok(undefined);
  }

  /** A pin entry: sealed, the whole lock. It waits for a charter that names it, if one must. Drift stays known. */
  applyPins(entry: PinEntry, opened: Json | undefined): Result<void, ExecutionCode> {
    const lock = opened === undefined ? undefined : lockFromJson(opened);
    if (lock === undefined) return fail("execution/entry-unreadable", "the pins cannot be opened");
    if (!lock.ok) return lock;
    const tools = lockedTools(lock.value).map(({ name, inputSchema }) => {
      return [name, { digest: entry.tools[name] ?? "", ...(inputSchema === undefined ? {} : { schema: inputSchema }) }] as const;
    });
    this.#recorded = { digest: digestOf(entry.tools), tools: new Map(tools) };
    if (!this.#isFixed) this.#pins = this.#recorded;
    return ok(undefined);
  }

  applyDrift(entry: DriftEntry): void {
    this.#served.set(entry.server, entry.tools);
  }

  /** An executor's start; the epoch it replaces is void. */
  applyAttestation(entry: AttestationEntry, by: string): void {
    if (entry.part === "executor" && entry.server !== undefined) this.#executors.set(entry.server, { id: by, epoch: entry.epoch });
  }

  /** A grant's commitment names it: its salt makes it unlike any other that was ever signed. */
  applyGrant(index: Index, grant: GrantEntry, seal: string | undefined, opened: Json | undefined): Words {
    const words = readWords(opened);
    this.#grants.set(index, { grant, name: seal ?? `entry ${index}`, words });
    return words;
  }

  /** Opens a session, or ends it. `fresh` where its grant starts a new context and is presented for the first time. */
  applySession(
    id: string,
    entry: SessionEntry,
    atMs: number,
  ): { readonly session: OpenSession; readonly fresh: boolean; readonly first: boolean } {
    const known = this.#sessions.get(id);
    if (entry.ended === true) {
      this.#open.delete(id);
      this.charters.close(id);
    }
    if (known !== undefined) return { session: known, fresh: false, first: false };
    const presented = entry.grant === undefined ? undefined : this.#grants.get(entry.grant);
    const valid = presented !== undefined && presented.grant.agent === entry.agent && presented.grant.expires > atMs;
    const session: OpenSession = valid
      ? {
          id,
          owner: { agent: entry.agent, user: presented.grant.user },
          role: presented.grant.role,
          mandate: presented.grant.mandate ?? "none",
          words: presented.words,
          expires: presented.grant.expires,
        }
      : { id, owner: { agent: entry.agent, user: "" }, role: "unknown", mandate: "unknown", words: NO_WORDS };
    const fresh = valid && presented.grant.fresh && !this.#presented.has(presented.name);
    if (fresh) this.heard.refresh(session.owner);
    if (presented !== undefined) this.#presented.add(presented.name);
    this.#sessions.set(id, session);
    this.#open.add(id);
    this.charters.open(id);
    return { session, fresh, first: true };
  }

  /** An erasure: sessions that had not ended are over, nothing was heard, and grants go on counting without their words. */
  endContext({ agent, user }: Owner): void {
    for (const [index, granted] of this.#grants) {
      const { grant } = granted;
      if (grant.agent === agent && grant.user === user) this.#grants.set(index, { ...granted, words: NO_WORDS });
    }
    for (const { id, owner } of this.openSessions()) if (owner.agent === agent && owner.user === user) this.#open.delete(id);
    this.heard.refresh({ agent, user });
  }

  session(id: string | undefined): OpenSession | undefined {
    return id === undefined ? undefined : this.#sessions.get(id);
  }

  /** Sessions whose client has not left. */
  openSessions(): readonly OpenSession[] {
    return [...this.#open].flatMap((id) => this.#sessions.get(id) ?? []);
  }

  executorOf(tool: string): { readonly id: string; readonly epoch: string } | undefined {
    return this.#executors.get(serverOf(tool));
  }

  /** The pinned and the served definition of a tool; undefined where it is not pinned. */
  definitionOf(tool: string): Definition | undefined {
    const pin = this.#pins.tools.get(tool);
    if (pin === undefined) return undefined;
    const served = this.#served.get(serverOf(tool))?.[tool];
    return {
      pinned: pin.digest,
      served: served === undefined ? pin.digest : served,
      ...(pin.schema === undefined ? {} : { schema: pin.schema }),
    };
  }
}

function digestsOf({ tools }: Pins): ReadonlyMap<string, string> {
  return new Map([...tools].map(([name, { digest }]) => [name, digest]));
}

/** A charter's folder, and the paths that are Interlock's own, from what is sealed with it. */
function groundOf(opened: Json | undefined): OwnGround {
  const { base, protects } = isObject(opened) ? opened : {};
  const paths = Array.isArray(protects) ? protects.filter((path: Json) => typeof path === "string") : [];
  return { base: typeof base === "string" ? base : "/", paths };
}
