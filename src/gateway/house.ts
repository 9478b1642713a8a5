/** What every door of one gateway shares: the link to the ledger, the names and the catalogue, and on whose behalf sessions are opened. */
import { randomBytes } from "node:crypto";
import type { JsonObject } from "../crypto/index.ts";
import { type Fault, ok, type Result } from "../fault/index.ts";
import { type Index, measureCode, type SessionEntry } from "../ledger/index.ts";
import { connect, type Link } from "../link/index.ts";
import { Catalogue } from "./catalogue/catalogue.ts";
import { Names } from "./catalogue/names.ts";
import type { GatewayConfig } from "./config.ts";
import type { GatewayCode } from "./faults.ts";
import { LedgerLink } from "./session/ledger-link.ts";
import { Session, type SessionOptions } from "./session/session.ts";

export interface House {
  readonly ledger: LedgerLink;
  readonly names: Names;
  readonly catalogue: Catalogue;
  /** The agent's name as configured, never as it calls itself. */
  readonly agent: string;
  /** Index of the grant that says whose task this is. */
  readonly grant: Index | undefined;
  /** This start of the gateway. */
  readonly epoch: string;
  /** How long a parked call is held open for people, milliseconds. */
  readonly parkedMs: number;
  /** Where the console is, for people; undefined where nobody said. */
  readonly page: string | undefined;
  /** A name that nobody can guess, for a session. */
  readonly newSessionName: () => string;
}

export interface HouseOptions {
  /** How to reach the ledger; over the configured socket where it is not given. */
  readonly link?: () => Promise<Result<Link>>;
  /** Hears what the ledger can't have from its writer. */
  readonly onConviction?: (fault: Fault) => void;
}

/**
 * Links to the ledger and prepares what all doors share. `clock`: milliseconds since the epoch.
 * Codes: `gateway/config-malformed`, `gateway/ledger-unreachable`.
 */
export async function openHouse(
  config: GatewayConfig,
  clock: () => number,
  { link, onConviction = () => undefined }: HouseOptions = {},
): Promise<Result<House, GatewayCode>> {
  const { socket, identity, ring, grade, agent, grant, lock, chartered, parkedMs, page } = config;
  const names = Names.of(Object.keys(lock.servers));
  if (!names.ok) return names;
  const epoch = randomBytes(16).toString("hex");
  const ledger = new LedgerLink({
    identity,
    ring,
    connect: link ?? (() => connect({ path: socket, identity, ring })),
    attestation: { kind: "attestation", part: "gateway", epoch, grade, code: measureCode() },
    clock,
    onConviction,
  });
  const started = await ledger.start();
  if (!started.ok) return started;
  const newSessionName = (): string => randomBytes(16).toString("hex");
  const catalogue = new Catalogue(lock, names.value, new Set(chartered));
  return ok({ ledger, names: names.value, catalogue, agent, grant, epoch, parkedMs, page, newSessionName });
}

/** What a model is told once about what governs its calls. */
export const INSTRUCTIONS: string =
  "Interlock governs these tools. A call that is not admissible is denied with a reason and with what is admissible now: " +
  "act on it, and do not retry unchanged. " +
  "A call that waits for a person returns a ticket: go on with other work, and make the same call again later to get its result.";

/** Opens a session in the ledger for a client of `protocol` with these capabilities. */
export async function openSession(
  house: House,
  protocol: string,
  capabilities: JsonObject,
  events: Pick<SessionOptions, "onAsk" | "onView">,
): Promise<Result<Session, GatewayCode>> {
  const { ledger, agent, grant, epoch, parkedMs, catalogue } = house;
  const told = catalogue.clientCapabilities(capabilities);
  const entry: SessionEntry = { kind: "session", agent, protocol, capabilities: told, ...(grant === undefined ? {} : { grant }) };
  return await Session.open(ledger, { id: house.newSessionName(), entry, epoch, parkedMs, ...events });
}
