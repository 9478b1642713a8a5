/** The countersigner's process: reads its configuration and key, links to the ledger, and runs until either ends. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { LiveJudge, type Member, readRing, readSealKey, type SealKey } from "../auditor/index.ts";
import { type Identity, isJsonObject, parseIdentity, parseJson, parseRing, type Ring } from "../crypto/index.ts";
import { type Fault, fail, ok, type Result } from "../fault/index.ts";
import { LedgerClient, measureCode } from "../ledger/index.ts";
import { connect } from "../link/index.ts";
import type { CountersignerCode } from "./faults.ts";
import { runCountersigner } from "./run-countersigner.ts";

interface Config {
  readonly socket: string;
  readonly server: string;
  readonly signsParked: boolean;
  readonly grade: "embedded" | "separated";
  /** To sign and to link with, and to open contents with: the same key, read by two implementations. */
  readonly identity: Identity;
  readonly sealKey: SealKey;
  readonly ring: Ring;
  readonly members: ReadonlyMap<string, Member>;
}

/** Reads `{ socket, server, grade, key, ring, signsParked? }`; `key` and `ring` name files. Code: `countersigner/config-malformed`. */
function readConfig(file: string): Result<Config, CountersignerCode> {
  const malformed = (message: string, cause?: Fault): Result<never, CountersignerCode> =>
    fail("countersigner/config-malformed", message, cause === undefined ? {} : { cause });
  try {
    const config = parseJson(readFileSync(file));
    if (!config.ok) return malformed("the configuration is not JSON", config.fault);
    const { socket, server, grade, key, ring: ringFile, signsParked = false } = isJsonObject(config.value) ? config.value : {};
    if (typeof socket !== "string" || typeof server !== "string" || typeof key !== "string" || typeof ringFile !== "string")
      return malformed("it needs `socket`, `server`, `key` and `ring`");
    if (grade !== "embedded" && grade !== "separated") return malformed("`grade` is `embedded` or `separated`");
    if (typeof signsParked !== "boolean") return malformed("`signsParked` is true or false");
    const [keyText, ringText] = [readFileSync(key), readFileSync(ringFile)];
    const identity = parseIdentity(keyText);
    const sealKey = readSealKey(keyText.toString("utf8"));
    if (!identity.ok || typeof sealKey === "string") return malformed("the key cannot be used", identity.ok ? undefined : identity.fault);
    const ring = parseRing(ringText);
    const members = readRing(ringText.toString("utf8"));
    if (!ring.ok || typeof members === "string") return malformed("the ring cannot be used", ring.ok ? undefined : ring.fault);
    return ok({ socket, server, signsParked, grade, identity: identity.value, sealKey, ring: ring.value, members });
  } catch (error) {
    return malformed(error instanceof Error ? error.message : String(error));
  }
}

function end(fault: Fault): never {
  const because = fault.cause === undefined ? "" : `, because ${fault.cause.message} [${fault.cause.code}]`;
  process.stderr.write(`countersigner: ${fault.message} [${fault.code}]${because}\n`);
  process.exit(1);
}

// Whoever started this process holds the other end of its standard input, and no part outlives the launcher.
process.stdin.resume().on("end", () => process.exit(0));
const config = readConfig(process.argv[2] ?? "");
if (!config.ok) end(config.fault);
const { socket, server, signsParked, grade, identity, sealKey, ring, members } = config.value;
const link = await connect({ path: socket, identity, ring });
if (!link.ok) end(fail("countersigner/ledger-unreachable", "the ledger cannot be reached", { cause: link.fault }).fault);
link.value.onClose(() => process.exit(1));
const folded = await runCountersigner({
  client: new LedgerClient(link.value, identity),
  ring,
  members,
  judge: new LiveJudge(members, sealKey),
  server,
  signsParked,
  attestation: {
    kind: "attestation",
    part: "countersigner",
    server,
    epoch: randomBytes(16).toString("hex"),
    grade,
    code: measureCode(),
  },
  onFault: end,
});
if (!folded.ok) end(folded.fault);
