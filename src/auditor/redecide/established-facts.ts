/**
 * What the ledger has established besides calls: charters, pins and what servers really serve, executors, grants and sessions.
 * Where a sealed content is not open or not understood, there is a doubt in its place.
 */

import type { Value } from "../canonical-text.ts";
import { Doubts } from "../charter/doubts.ts";
import type { Digests, EntryOf, Grant, Leaf } from "../entry.ts";
import { membersOf } from "../members.ts";
import type { Owner } from "../owner.ts";
import type { Sealed } from "../sealed.ts";
import { digestOfPins } from "../succession.ts";
import { serverOf } from "../tool-pattern.ts";
import { type ArgumentSchema, argumentSchema } from "./argument-schema.ts";
import { readCharters } from "./charters-in-force.ts";
import { GivenToAgents } from "./given-to-agents.ts";
import { KeptCharters } from "./kept-charters.ts";
import { METHOD_SCHEMAS } from "./method-schemas.ts";

export interface Session {
  readonly owner: Owner;
  readonly role: string;
  readonly mandate: string;
  /** Of its grant. */
  readonly expires: number;
}

/** A pinned tool: the digests of its definition as pinned and as served now (`null`: no longer), and its input schema. */
export interface Definition {
  readonly pinned: string;
  readonly served: string | null;
  readonly schema: ArgumentSchema | undefined;
}

interface Pins {
  /** What a charter names them by. */
  readonly name: string;
  readonly doubt: string | undefined;
  readonly tools: ReadonlyMap<string, { readonly digest: string; readonly schema: ArgumentSchema | undefined }>;
}

const NO_PINS: Pins = { name: "", doubt: undefined, tools: new Map() };

export class EstablishedFacts {
  readonly charters: KeptCharters;
  /** What agents were given. */
  readonly given: GivenToAgents = new GivenToAgents();
  /** The pins in force, and those recorded last: they wait for the charter that names them. */
  #pins = NO_PINS;
  #recorded = NO_PINS;
  #isFixed = false;
  readonly #served = new Map<string, Digests>();
  readonly #executors = new Map<string, { readonly id: string; readonly epoch: string }>();
  readonly #grants = new Map<number, { readonly grant: Grant; readonly name: string; readonly words: Sealed }>();
  readonly #open = new Set<string>();
  readonly #presented = new Set<string>();
  readonly #sessions = new Map<string, Session>();

  constructor(writer?: ConstructorParameters<typeof KeptCharters>[0]) {
    this.charters = new KeptCharters(writer);
  }

  /** Why the pins in force are not known. */
  get pinsDoubt(): string | undefined {
    return this.#pins.doubt;
  }

  /** Sealed: the charters' texts, outermost first, and the folder that their relative roots start from. */
  takeCharter(index: number, entry: EntryOf<"charter">, opened: Value | undefined, atMs: number): void {
    const { machine, pins, expires = Number.POSITIVE_INFINITY, runningSessions } = entry;
    this.#isFixed = pins !== undefined;
    if (pins !== this.#pins.name) this.#pins = this.#recorded;
    const doubts = new Doubts();
    const { sources, base, protects } = membersOf(opened);
    if (!Array.isArray(sources)) doubts.note(`entry ${index} does not show the texts of the charters`);
    const texts = (Array.isArray(sources) ? (sources as readonly Value[]) : []).map((source) => String(membersOf(source)["text"]));
    const read = readCharters(texts, [...this.#pins.tools.keys()].sort(), typeof base === "string" ? base : "", doubts);
    if (this.pinsDoubt !== undefined) doubts.note(this.pinsDoubt);
    if ((read.expires ?? Number.POSITIVE_INFINITY) !== expires) doubts.note(`entry ${index} names another expiry than its charters`);
    if (read.runningSessions !== runningSessions) doubts.note(`entry ${index} says otherwise than its charters what becomes of sessions`);
    const paths = (Array.isArray(protects) ? (protects as readonly Value[]) : []).flatMap((path) =>
      typeof path === "string" ? path.toLowerCase() : [],
    );
    const own = { base: typeof base === "string" ? base.toLowerCase() : "/", paths };
    const enacted = { machine, expires, protects: own, read: doubts.first === undefined ? read : { doubt: doubts.first } };
    const definitions = new Map([...this.#pins.tools].map(([tool, { digest }]) => [tool, digest]));
    this.charters.enact({ ...enacted, definitions: pins === undefined ? undefined : definitions }, runningSessions, atMs);
  }

  /** Sealed: the whole lock. */
  takePins(index: number, { tools }: EntryOf<"pin">, opened: Value | undefined): void {
    const { servers } = membersOf(opened);
    const pins = Object.entries(membersOf(servers)).flatMap(([server, pinned]) => {
      const { tools: definitions, methods } = membersOf(pinned);
      return [
        ...Object.entries(membersOf(definitions)).map(
          ([tool, one]) => [`${server}/${tool}`, membersOf(membersOf(one)["definition"])["inputSchema"]] as const,
        ),
        ...(Array.isArray(methods) ? (methods as readonly Value[]) : []).map(
          (method) => [`${server}#${String(method)}`, METHOD_SCHEMAS[String(method)]] as const,
        ),
      ];
    });
    this.#recorded = {
      name: digestOfPins(tools),
      doubt: opened === undefined ? `the pins in entry ${index} are not open` : undefined,
      tools: new Map(
        pins.map(([name, schema]) => [
          name,
          { digest: tools[name] ?? "", schema: schema === undefined ? undefined : argumentSchema(schema) },
        ]),
      ),
    };
    if (!this.#isFixed) this.#pins = this.#recorded;
  }

  takeDrift({ server, tools }: EntryOf<"drift">): void {
    this.#served.set(server, tools);
  }

  takeAttestation({ part, server, epoch }: EntryOf<"attestation">, by: string): void {
    if (part === "executor" && server !== undefined) this.#executors.set(server, { id: by, epoch });
  }

  /** A grant is named by its commitment: recorded again, it is the same grant. */
  takeGrant(index: number, grant: Grant, { seal, at }: Leaf, words: Sealed): void {
    this.#grants.set(index, { grant, name: seal ?? `entry ${index}`, words });
    // Words for a session that is open are heard at once, any others when the grant opens one.
    if (this.#isOpen(grant) && grant.expires > at) for (const { memory } of this.charters.all) memory.hear(grant, words);
  }

  /** Whether a session of this agent and user has not ended. */
  #isOpen({ agent, user }: Owner): boolean {
    return [...this.#open].some((name) => {
      const owner = this.#sessions.get(name)?.owner;
      return owner?.agent === agent && owner.user === user;
    });
  }

  /** Opens a session, or ends it; true where its grant begins a fresh context. What the user said is heard then. */
  takeSession({ grant: index, agent, ended }: EntryOf<"session">, { session = "", at }: Leaf): boolean {
    if (ended === true) {
      this.#open.delete(session);
      this.charters.end(session);
    }
    if (this.#sessions.has(session)) return false;
    this.#open.add(session);
    this.charters.begin(session);
    const presented = index === undefined ? undefined : this.#grants.get(index);
    const isFirst = presented !== undefined && !this.#presented.has(presented.name);
    if (presented !== undefined) this.#presented.add(presented.name);
    const grant = presented?.grant;
    if (grant === undefined || grant.agent !== agent || grant.expires <= at) {
      this.#sessions.set(session, { owner: { agent, user: "" }, role: "unknown", mandate: "unknown", expires: Number.POSITIVE_INFINITY });
      return false;
    }
    const { user, role, mandate = "none", expires } = grant;
    this.#sessions.set(session, { owner: { agent, user }, role, mandate, expires });
    const isFresh = grant.fresh && isFirst;
    if (isFresh) this.given.forgive({ agent, user });
    for (const { memory } of this.charters.all) {
      if (isFresh) memory.refresh({ agent, user });
      memory.hear({ agent, user }, presented?.words);
    }
    return isFresh;
  }

  /** An erasure ends what was said, heard and given, and every session; a grant counts on, and says nothing. */
  endContext({ agent, user }: Owner): void {
    for (const [index, { grant, name }] of this.#grants)
      if (grant.agent === agent && grant.user === user) this.#grants.set(index, { grant, name, words: undefined });
    for (const name of this.#open) {
      const owner = this.#sessions.get(name)?.owner;
      if (owner?.agent === agent && owner.user === user) this.#open.delete(name);
    }
    this.given.forgive({ agent, user });
    this.charters.each(({ memory }) => memory.refresh({ agent, user }));
  }

  session(name: string | undefined): Session | undefined {
    return this.#sessions.get(name ?? "");
  }

  executorOf(server: string): { readonly id: string; readonly epoch: string } | undefined {
    return this.#executors.get(server);
  }

  definitionOf(tool: string): Definition | undefined {
    const pin = this.#pins.tools.get(tool);
    const served = this.#served.get(serverOf(tool));
    return pin === undefined
      ? undefined
      : { pinned: pin.digest, served: served?.[tool] === undefined ? pin.digest : served[tool], schema: pin.schema };
  }
}
