/**
 * The configuration file of a part, as whoever starts it writes it: JSON with the part's own members, and the names of two more
 * files, its key and the ring. Here is what all parts read alike; what the members mean, each part checks itself.
 */
import { readFileSync } from "node:fs";
import {
  type Identity,
  isJsonObject,
  type JsonLimits,
  type JsonObject,
  parseIdentity,
  parseJson,
  parseRing,
  type Ring,
} from "../crypto/index.ts";
import { type Fault, ok, type Result } from "../fault/index.ts";

export interface PartKeys {
  readonly identity: Identity;
  readonly ring: Ring;
}

/** How a part says that it can't use its configuration: with its own layer's code. */
export type Malformed<Code extends string> = (message: string, cause?: Fault) => Result<never, Code>;

/**
 * Reads `file` and has the part check it. The file system's exceptions end here, also those of the files that `check` reads.
 */
export function readPartConfig<T, Code extends string>(
  file: string,
  malformed: Malformed<Code>,
  check: (config: JsonObject) => Result<T, Code>,
  limits?: Partial<JsonLimits>,
): Result<T, Code> {
  try {
    const config = parseJson(readFileSync(file), limits);
    if (!config.ok) return malformed("the configuration is not JSON", config.fault);
    return isJsonObject(config.value) ? check(config.value) : malformed("the configuration is not an object");
  } catch (thrown) {
    return malformed(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

/** Reads the part's key and its ring from the files that a configuration names. Throws where a file can't be read. */
export function readPartKeys<Code extends string>(
  { key, ring: ringFile }: { readonly key: string; readonly ring: string },
  malformed: Malformed<Code>,
): Result<PartKeys, Code> {
  const identity = parseIdentity(readFileSync(key));
  if (!identity.ok) return malformed("the key cannot be used", identity.fault);
  const ring = parseRing(readFileSync(ringFile));
  return ring.ok ? ok({ identity: identity.value, ring: ring.value }) : malformed("the ring cannot be used", ring.fault);
}
