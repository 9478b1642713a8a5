/** The countersigner's process: reads its configuration and key, links to the ledger, and runs until either ends. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { LiveJudge, type Member, readRing, readSealKey, type SealKey } from "../auditor/index.ts";
import { type Fault, fail, ok, type Result } from "../fault/index.ts";
import { faultLine, LedgerClient, type Malformed, measureCode, type PartKeys, readPartConfig, readPartKeys } from "../ledger/index.ts";
import { connect } from "../link/index.ts";
import type { CountersignerCode } from "./faults.ts";
import { runCountersigner } from "./run-countersigner.ts";

/** The key and the ring are read twice, by two implementations: ours signs and links, the auditor's opens contents and judges. */
interface Config extends PartKeys {
  readonly socket: string;
  readonly server: string;
  readonly signsParked: boolean;
  readonly grade: "embedded" | "separated";
  readonly sealKey: SealKey;
  readonly members: ReadonlyMap<string, Member>;
}

const malformed: Malformed<CountersignerCode> = (message, cause) =>
  fail("countersigner/config-malformed", message, cause === undefined ? {} : { cause });

/** Reads `{ socket, server, grade, key, ring, signsParked? }`; `key` and `ring` name files. Code: `countersigner/config-malformed`. */
function readConfig(file: string): Result<Config, CountersignerCode> {
  return readPartConfig(file, malformed, ({ socket, server, grade, key, ring, signsParked = false }) => {
    if (typeof socket !== "string" || typeof server !== "string" || typeof key !== "string" || typeof ring !== "string")
      return malformed("it needs `socket`, `server`, `key` and `ring`");
    if (grade !== "embedded" && grade !== "separated") return malformed("`grade` is `embedded` or `separated`");
    if (typeof signsParked !== "boolean") return malformed("`signsParked` is true or false");
    const keys = readPartKeys({ key, ring }, malformed);
    if (!keys.ok) return keys;
    const sealKey = readSealKey(readFileSync(key, "utf8"));
    if (typeof sealKey === "string") return malformed("the key cannot be used");
    const members = readRing(readFileSync(ring, "utf8"));
    if (typeof members === "string") return malformed("the ring cannot be used");
    return ok({ socket, server, signsParked, grade, sealKey, members, ...keys.value });
  });
}

function end(fault: Fault): never {
  process.stderr.write(faultLine("countersigner", fault));
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
