/** `interlock convict`: shows from a witness's evidence file alone, offline, whether it proves that a ledger has forked. */
import { isJsonObject, parseCheckpoint, parseJson } from "../../crypto/index.ts";
import { fail, ok } from "../../fault/index.ts";
import { convicts } from "../../witness/index.ts";
import { readLedgerKey } from "../ledger/ledger-key.ts";
import { type Command, type Declared, declare } from "../terminal/declaration.ts";
import { EXIT } from "../terminal/exit-codes.ts";
import { readTextFile, shown } from "../terminal/text-file.ts";

interface ConvictOptions {
  readonly evidence: string;
  readonly ledger: string;
}

const showFork: Command<ConvictOptions> = async ({ out }, { evidence, ledger }) => {
  const key = readLedgerKey(ledger);
  if (!key.ok) return key;
  const text = readTextFile(evidence);
  if (!text.ok) return text;
  const parsed = parseJson(text.value);
  const { format, origin, held, offered } = parsed.ok && isJsonObject(parsed.value) ? parsed.value : {};
  if (format !== "interlock-evidence/1" || typeof origin !== "string" || typeof held !== "string" || typeof offered !== "string")
    return fail("cli/evidence-malformed", `\`${shown(evidence)}\` is not evidence that a witness has kept`);
  const isProof = convicts({ origin, held, offered }, key.value);
  for (const [what, note] of [
    ["cosigned", held],
    ["offered later", offered],
  ] as const) {
    const head = parseCheckpoint(note.slice(0, note.indexOf("\n\n") + 1));
    out.line(head.ok ? `${what}: ${head.value.size} entries, root ${Buffer.from(head.value.root).toString("hex")}` : `${what}: no head`);
  }
  out.line(
    isProof
      ? `FORKED: the key ${key.value.name} has signed two histories of one size`
      : "NOT PROVED: these are not two heads of one size with different roots, both signed by that key",
  );
  out.value({ ok: !isProof, forked: isProof, origin });
  return ok(isProof ? EXIT.negative : EXIT.undecided);
};

export const convict: Declared = declare({
  name: "convict",
  description: "whether a witness's evidence file proves, offline, that a ledger has forked",
  shape: (to) =>
    to
      .argument("<evidence>", "a file that the witness kept in `heads/`")
      .requiredOption("--ledger <key>", "the note key of the ledger (`interlock trust --json`)"),
  read: (from) => ({ evidence: from.args[0] ?? "", ...from.opts<Pick<ConvictOptions, "ledger">>() }),
  work: showFork,
});
