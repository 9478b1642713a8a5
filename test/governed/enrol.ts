/** Keys for every part and person of a governed system, in its folder `keys`, and the ring that says who has which duty. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  createIdentity,
  type Duty,
  type Identity,
  identityToText,
  makeRing,
  publicIdentity,
  type Ring,
  ringToText,
} from "../../src/crypto/index.ts";

export interface Enrolled {
  readonly keys: ReadonlyMap<string, Identity>;
  readonly ring: Ring;
}

/** `judges`: whether each server has a countersigner. */
export function enrol(servers: readonly string[], judges: "one" | "two", folder: string): Enrolled {
  const duties: readonly (readonly [string, Duty])[] = [
    ["ledger", "ledger"],
    ["decider", "decider"],
    ["gateway", "gateway"],
    ["author", "author"],
    ["host", "host"],
    ["auditor", "auditor"],
    ["owner", "approver:owner"],
    ...servers.map((server) => [`executor-${server}`, `executor:${server}`] as const),
    ...(judges === "two" ? servers : []).map((server) => [`countersigner-${server}`, `countersigner:${server}`] as const),
  ];
  const made = duties.map(([name, duty]) => ({ name, duty, identity: createIdentity(name) }));
  for (const { name, identity } of made) writeFileSync(join(folder, "keys", `${name}.key`), identityToText(identity), { mode: 0o600 });
  const ring = makeRing(made.map(({ identity, duty }) => ({ identity: publicIdentity(identity), duties: [duty] })));
  if (!ring.ok) throw new Error(ring.fault.message);
  writeFileSync(join(folder, "keys", "ring.json"), ringToText(ring.value));
  return { keys: new Map(made.map(({ name, identity }) => [name, identity])), ring: ring.value };
}
