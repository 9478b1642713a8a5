/** The decider's process: reads its configuration and key, links to the ledger, and runs until either ends. */
import { readFileSync } from "node:fs";
import { type Identity, isJsonObject, parseIdentity, parseJson, parseRing, type Ring } from "../crypto/index.ts";
import { type Fault, fail, ok, type Result } from "../fault/index.ts";
import { LedgerClient } from "../ledger/index.ts";
import { connect } from "../link/index.ts";
import { runDecider } from "./decider-process.ts";
import type { ExecutionCode } from "./faults.ts";

interface Config {
  readonly socket: string;
  readonly identity: Identity;
  readonly ring: Ring;
}

function readConfig(file: string): Result<Config, ExecutionCode> {
  const malformed = (message: string, cause?: Fault): Result<never, ExecutionCode> =>
    fail("execution/config-malformed", message, cause === undefined ? {} : { cause });
  try {
    const config = parseJson(readFileSync(file));
    if (!config.ok) return malformed("the configuration is not JSON", config.fault);
    const { socket, key, ring: ringFile } = isJsonObject(config.value) ? config.value : {};
    if (typeof socket !== "string" || typeof key !== "string" || typeof ringFile !== "string")
      return malformed("it needs `socket`, `key` and `ring`");
    const identity = parseIdentity(readFileSync(key));
    if (!identity.ok) return malformed("the key cannot be used", identity.fault);
    const ring = parseRing(readFileSync(ringFile));
    if (!ring.ok) return malformed("the ring cannot be used", ring.fault);
    return ok({ socket, identity: identity.value, ring: ring.value });
  } catch (error) {
    return malformed(error instanceof Error ? error.message : String(error));
  }
}

function end(fault: Fault): never {
  const because = fault.cause === undefined ? "" : `, because ${fault.cause.message} [${fault.cause.code}]`;
  process.stderr.write(`decider: ${fault.message} [${fault.code}]${because}\n`);
  process.exit(1);
}

process.stdin.resume().on("end", () => process.exit(0));
const config = readConfig(process.argv[2] ?? "");
if (!config.ok) end(config.fault);
const link = await connect({ path: config.value.socket, identity: config.value.identity, ring: config.value.ring });
if (!link.ok) end(fail("execution/ledger-unreachable", "the ledger cannot be reached", { cause: link.fault }).fault);
link.value.onClose(() => process.exit(1));
const client = new LedgerClient(link.value, config.value.identity);
const folded = await runDecider({ client, identity: config.value.identity, ring: config.value.ring, onFault: end });
if (!folded.ok) end(folded.fault);
