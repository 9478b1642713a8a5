/** The attacker's process in a part's cell: reads what the part holds, makes the attempts that it is told, and says what came of each. */
import { readFileSync } from "node:fs";
import { type Json, parseIdentity, parseRing } from "../../../src/crypto/index.ts";
import type { Result } from "../../../src/fault/index.ts";
import { LedgerClient } from "../../../src/ledger/index.ts";
import { connect } from "../../../src/link/index.ts";
import { ATTEMPTS, type Captured, type Tries } from "./attempts.ts";

/** What the test tells it on standard input. */
export interface Orders
  extends Pick<Captured, "others" | "socket" | "session" | "proposal" | "approval" | "gateway" | "keptGateway" | "port"> {
  /** Files of the part, or of whoever's key was stolen. */
  readonly key: string;
  readonly ring: string;
  readonly tries: readonly Tries[];
}

function must<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.fault.code);
}

const orders = JSON.parse(readFileSync(0, "utf8")) as Orders;
const isArmed = orders.key !== "";
/** Made where they are needed: whoever is no part has neither. */
const held = isArmed
  ? { identity: must(parseIdentity(readFileSync(orders.key))), ring: must(parseRing(readFileSync(orders.ring))) }
  : undefined;

/** A link for each attempt: what is refused may end it. */
async function client(): Promise<LedgerClient> {
  if (held === undefined) throw new Error("no key");
  return new LedgerClient(must(await connect({ path: orders.socket, ...held })), held.identity);
}

const came: { [tries: string]: Json } = {};
for (const name of orders.tries) {
  try {
    came[name] = await ATTEMPTS[name]({ ...orders, ...(held as Pick<Captured, "identity" | "ring">), client });
  } catch (thrown) {
    came[name] = thrown instanceof Error ? thrown.message : String(thrown);
  }
}
process.stdout.write(JSON.stringify(came));
process.exit(0);
