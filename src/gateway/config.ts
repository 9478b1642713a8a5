/** The configuration file of a gateway, as whoever starts it writes it. */
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../crypto/index.ts";
import { type Lock, lockFromJson } from "../execution/index.ts";
import { type Fault, fail, ok, type Result } from "../fault/index.ts";
import { type PartKeys, readPartConfig, readPartKeys } from "../ledger/index.ts";
import type { GatewayCode } from "./faults.ts";
import { PARKED_MS } from "./limits.ts";

export interface GatewayConfig extends PartKeys {
  readonly socket: string;
  readonly grade: "embedded" | "separated";
  /** The agent's name, as whoever starts Interlock calls it. */
  readonly agent: string;
  /** Index of the grant, where the launcher has recorded one. */
  readonly grant: number | undefined;
  readonly lock: Lock;
  /** Pinned names that the charter in force can admit in some state. */
  readonly chartered: readonly string[];
  readonly parkedMs: number;
  /** Where the console is, which people are led to; absent: nobody is. */
  readonly page: string | undefined;
  /** Where to listen for HTTP; absent: standard input and output. */
  readonly http: HttpAddress | undefined;
}

export interface HttpAddress {
  readonly host: string;
  readonly port: number;
  /** SHA-256 in hex of the token that clients send (RFC 6750); absent: whoever reaches the port is served. */
  readonly token?: string;
}

/** Room for the lock of many servers. */
const CONFIG_LIMITS = { bytesMax: 16 * 1_048_576, namesMax: 200_000 };

/**
 * Reads `{ socket, key, ring, grade, agent, grant?, lock, chartered, parkedMs?, page?, http? }`. `key` and `ring` name files;
 * `lock` is the lock itself. Code: `gateway/config-malformed`.
 */
export function readGatewayConfig(file: string): Result<GatewayConfig, GatewayCode> {
  return readPartConfig(file, malformed, checkConfig, CONFIG_LIMITS);
}

function checkConfig(config: JsonObject): Result<GatewayConfig, GatewayCode> {
  const { socket, key, ring, grade, agent, grant, chartered, parkedMs = PARKED_MS, page, http } = config;
  if (typeof socket !== "string" || typeof key !== "string" || typeof ring !== "string")
    return malformed("it needs `socket`, `key` and `ring`");
  if (grade !== "embedded" && grade !== "separated") return malformed("`grade` is `embedded` or `separated`");
  if (typeof agent !== "string" || agent === "" || agent.length > 256) return malformed("`agent` is a name");
  if (grant !== undefined && !isCount(grant)) return malformed("`grant` is the index of an entry");
  if (!isJsonArray(chartered) || !chartered.every((name) => typeof name === "string")) return malformed("`chartered` is a list of names");
  if (!isCount(parkedMs)) return malformed("`parkedMs` is a whole number of milliseconds");
  if (!isPage(page)) return malformed("`page` is where the console is: a URL with nothing but a place in it");
  const at = http === undefined ? undefined : addressOf(http);
  if (http !== undefined && at === undefined) return malformed("`http` has a `host` and a `port`");
  const lock = lockFromJson(config["lock"] ?? null);
  if (!lock.ok) return malformed("the lock cannot be used", lock.fault);
  const keys = readPartKeys({ key, ring }, malformed);
  return keys.ok ? ok({ socket, grade, agent, grant, chartered, parkedMs, page, http: at, lock: lock.value, ...keys.value }) : keys;
}

function isPage(page: Json | undefined): page is string | undefined {
  return page === undefined || (typeof page === "string" && /^https?:\/\/[^?#@]+[^?#@/]$/.test(page));
}

function addressOf(http: Json): GatewayConfig["http"] {
  if (!isJsonObject(http)) return undefined;
  const { host = "127.0.0.1", port, token } = http;
  if (typeof host !== "string" || !isCount(port) || port >= 65_536) return undefined;
  if (token === undefined) return { host, port };
  return typeof token === "string" && /^[0-9a-f]{64}$/.test(token) ? { host, port, token } : undefined;
}

function isCount(value: Json | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function malformed(message: string, cause?: Fault): Result<never, GatewayCode> {
  return fail("gateway/config-malformed", message, cause === undefined ? {} : { cause });
}
