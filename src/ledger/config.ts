/** The configuration file of a ledger, as whoever starts it writes it. */
import { isDuty } from "../crypto/index.ts";
import { type Fault, fail, ok, type Result } from "../fault/index.ts";
import type { LedgerCode } from "./faults.ts";
import { LIST_LENGTH_MAX, NAME_LENGTH_MAX } from "./limits.ts";
import { type PartKeys, readPartConfig, readPartKeys } from "./part-config.ts";
import { fits, list, members, oneOf, optional, type Shape, text } from "./shape.ts";
import type { Door } from "./start-ledger.ts";

export interface LedgerConfig extends PartKeys {
  readonly folder: string;
  readonly socket: string;
  readonly servers: readonly string[];
  readonly grade: "embedded" | "separated";
  /** Sockets of the parts; where there are any, `socket` is for people alone. */
  readonly doors: readonly Door[];
}

interface ConfigFile {
  readonly folder: string;
  readonly socket: string;
  readonly key: string;
  readonly ring: string;
  readonly servers: readonly string[];
  readonly grade: "embedded" | "separated";
  readonly doors?: readonly { readonly path: string; readonly duty: string }[];
}

const path: Shape = text(4_096);
const configFile: Shape = members({
  folder: path,
  socket: path,
  key: path,
  ring: path,
  servers: list(text(NAME_LENGTH_MAX), LIST_LENGTH_MAX),
  grade: oneOf("embedded", "separated"),
  doors: optional(list(members({ path, duty: text(NAME_LENGTH_MAX + 16) }), LIST_LENGTH_MAX)),
});
/** What every part's configuration has besides, and a ledger has no use for. */
const UNUSED: ReadonlySet<string> = new Set(["part", "state"]);

/** Reads `{ folder, socket, key, ring, servers, grade, doors? }`; `key` and `ring` name files. Code: `ledger/config-malformed`. */
export function readLedgerConfig(file: string): Result<LedgerConfig, LedgerCode> {
  return readPartConfig(file, malformed, (members) => {
    const used = Object.fromEntries(Object.entries(members).filter(([name]) => !UNUSED.has(name)));
    const config = fits<ConfigFile, LedgerCode>(configFile, used, "ledger/config-malformed");
    if (!config.ok) return config;
    const keys = readPartKeys(config.value, malformed);
    if (!keys.ok) return keys;
    const doors: Door[] = [];
    for (const { path: at, duty } of config.value.doors ?? []) {
      if (!isDuty(duty)) return malformed(`\`${duty}\` is no duty`);
      doors.push({ path: at, duty });
    }
    return ok({ ...config.value, ...keys.value, doors });
  });
}

function malformed(message: string, cause?: Fault): Result<never, LedgerCode> {
  return fail("ledger/config-malformed", message, cause === undefined ? {} : { cause });
}
