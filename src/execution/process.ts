/** The decider's process: reads its configuration and key, links to the ledger, and runs until either ends. */
import { randomBytes } from "node:crypto";
import { type Fault, fail, ok, type Result } from "../fault/index.ts";
import { faultLine, LedgerClient, type Malformed, measureCode, type PartKeys, readPartConfig, readPartKeys } from "../ledger/index.ts";
import { connect } from "../link/index.ts";
import type { ExecutionCode } from "./faults.ts";
import { runDecider } from "./live/decider-process.ts";

interface Config extends PartKeys {
  readonly socket: string;
  readonly grade: "embedded" | "separated";
}

const malformed: Malformed<ExecutionCode> = (message, cause) =>
  fail("execution/config-malformed", message, cause === undefined ? {} : { cause });

/** Reads `{ socket, grade, key, ring }`; `key` and `ring` name files. Code: `execution/config-malformed`. */
function readConfig(file: string): Result<Config, ExecutionCode> {
  return readPartConfig(file, malformed, ({ socket, grade, key, ring }) => {
    if (typeof socket !== "string" || typeof key !== "string" || typeof ring !== "string")
      return malformed("it needs `socket`, `key` and `ring`");
    if (grade !== "embedded" && grade !== "separated") return malformed("`grade` is `embedded` or `separated`");
    const keys = readPartKeys({ key, ring }, malformed);
    return keys.ok ? ok({ socket, grade, ...keys.value }) : keys;
  });
}

function end(fault: Fault): never {
  process.stderr.write(faultLine("decider", fault));
  process.exit(1);
}

// Whoever started this process holds the other end of its standard input, and no part outlives the launcher.
process.stdin.resume().on("end", () => process.exit(0));
const config = readConfig(process.argv[2] ?? "");
if (!config.ok) end(config.fault);
const { socket, grade, identity, ring } = config.value;
const link = await connect({ path: socket, identity, ring });
if (!link.ok) end(fail("execution/ledger-unreachable", "the ledger cannot be reached", { cause: link.fault }).fault);
link.value.onClose(() => process.exit(1));
const folded = await runDecider({
  client: new LedgerClient(link.value, identity),
  identity,
  ring,
  attestation: { kind: "attestation", part: "decider", epoch: randomBytes(16).toString("hex"), grade, code: measureCode() },
  onFault: end,
});
if (!folded.ok) end(folded.fault);
