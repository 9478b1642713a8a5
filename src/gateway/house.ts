/** What every door of one gateway shares: the link to the ledger, the catalogue, and on whose behalf sessions are opened. */
import type { JsonObject } from "../crypto/index.ts";
import type { Result } from "../fault/index.ts";
import type { Index, SessionEntry } from "../ledger/index.ts";
import type { Catalogue } from "./catalogue.ts";
import type { GatewayCode } from "./faults.ts";
import type { Hub } from "./hub.ts";
import type { Names } from "./names.ts";
import { Session, type SessionOptions } from "./session.ts";

export interface House {
  readonly hub: Hub;
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
  const { hub, agent, grant, epoch, parkedMs, catalogue } = house;
  const told = catalogue.clientCapabilities(capabilities);
  const entry: SessionEntry = { kind: "session", agent, protocol, capabilities: told, ...(grant === undefined ? {} : { grant }) };
  return await Session.open(hub, { id: house.newSessionName(), entry, epoch, parkedMs, ...events });
}
