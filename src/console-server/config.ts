/** The configuration file of the console's server, as whoever starts it writes it. */
import { isJsonObject, type Json, type JsonObject, relyingPartyOf } from "../crypto/index.ts";
import { type Fault, fail, ok, type Result } from "../fault/index.ts";
import { type PartKeys, readPartConfig, readPartKeys } from "../ledger/index.ts";
import type { ConsoleServerCode } from "./faults.ts";
import { type OidcSettings, oidcSettingsOf } from "./web/oidc-settings.ts";

export interface ConsoleConfig extends PartKeys {
  readonly socket: string;
  /** On loopback; 0 lets the system choose. */
  readonly port: number;
  /** Where browsers find it, if that is behind something that speaks TLS; else `http://localhost:PORT`. */
  readonly origin: string | undefined;
  /** The policy of who must have seen a head, and the file of the last that they have, which may not be there. */
  readonly witnesses: WitnessConfig | undefined;
  /** Who lets people in besides the link; absent: nobody. */
  readonly oidc: OidcSettings | undefined;
}

export interface WitnessConfig {
  readonly policy: string;
  readonly cosigned: string;
}

/**
 * Reads `{ socket, key, ring, port, origin?, witnesses?, oidc? }`; `key` and `ring` name files.
 * Code: `console-server/config-malformed`.
 */
export function readConsoleConfig(file: string): Result<ConsoleConfig, ConsoleServerCode> {
  return readPartConfig(file, malformed, checkConfig);
}

function checkConfig({ socket, key, ring, port, origin, witnesses, oidc }: JsonObject): Result<ConsoleConfig, ConsoleServerCode> {
  if (typeof socket !== "string" || typeof key !== "string" || typeof ring !== "string" || typeof port !== "number")
    return malformed("it needs `socket`, `key`, `ring` and `port`");
  if (origin !== undefined && (typeof origin !== "string" || relyingPartyOf(origin) === undefined))
    return malformed("`origin` is `https://HOST`, or `http://localhost:PORT`");
  const seen = witnesses === undefined ? undefined : witnessConfigOf(witnesses);
  if (witnesses !== undefined && seen === undefined) return malformed("`witnesses` has a `policy` and the file `cosigned`");
  const letsIn = oidc === undefined ? undefined : oidcSettingsOf(oidc);
  if (oidc !== undefined && letsIn === undefined)
    return malformed("`oidc` has `issuer`, `clientId` and some of `subjects`, `emails` and `groups`");
  const keys = readPartKeys({ key, ring }, malformed);
  return keys.ok ? ok({ socket, port, origin, witnesses: seen, oidc: letsIn, ...keys.value }) : keys;
}

function witnessConfigOf(config: Json): WitnessConfig | undefined {
  const { policy, cosigned } = isJsonObject(config) ? config : {};
  return typeof policy === "string" && typeof cosigned === "string" ? { policy, cosigned } : undefined;
}

function malformed(message: string, cause?: Fault): Result<never, ConsoleServerCode> {
  return fail("console-server/config-malformed", message, cause === undefined ? {} : { cause });
}
