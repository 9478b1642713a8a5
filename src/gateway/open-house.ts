/** Opens a gateway's house: the names and the catalogue from the pins, and the link to the ledger. */
import { randomBytes } from "node:crypto";
import { type Fault, ok, type Result } from "../fault/index.ts";
import { measureCode } from "../ledger/index.ts";
import { connect, type Link } from "../link/index.ts";
import { Catalogue } from "./catalogue.ts";
import type { GatewayConfig } from "./config.ts";
import type { GatewayCode } from "./faults.ts";
import type { House } from "./house.ts";
import { Hub } from "./hub.ts";
import { Names } from "./names.ts";

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
  const hub = new Hub({
    identity,
    ring,
    connect: link ?? (() => connect({ path: socket, identity, ring })),
    attestation: { kind: "attestation", part: "gateway", epoch, grade, code: measureCode() },
    clock,
    onConviction,
  });
  const started = await hub.start();
  if (!started.ok) return started;
  const newSessionName = (): string => randomBytes(16).toString("hex");
  const catalogue = new Catalogue(lock, names.value, new Set(chartered));
  return ok({ hub, names: names.value, catalogue, agent, grant, epoch, parkedMs, page, newSessionName });
}
