/** Policies as c2sp.org/tlog-policy writes them: its own example, each rule of its text, and whose cosignatures suffice. */
import { describe, expect, test } from "vitest";
import { cosign, createIdentity, formatCheckpoint, noteKeyOf, noteKeyToText, signNote } from "../crypto/index.ts";
import { parseQuorum, satisfies } from "./quorum.ts";

const ORIGIN = "interlock/test";
const ledger = createIdentity("ledger");
const LEDGER = noteKeyToText(noteKeyOf(ORIGIN, ledger.signKey));
const seers = new Map(["X1", "X2", "X3", "Y1", "Y2", "Z"].map((name) => [name, createIdentity(name)]));

function keyOf(name: string): string {
  return noteKeyToText(noteKeyOf(name, seers.get(name)?.signKey ?? "", "cosignature/v1"));
}

const EXAMPLE = `# two organisations
log ${LEDGER} https://ledger.example

witness X1 ${keyOf("X1")}
witness X2 ${keyOf("X2")} https://x2.example
witness X3 ${keyOf("X3")}
group X-witnesses 2 X1 X2 X3
\twitness Y1 ${keyOf("Y1")}
witness Y2 ${keyOf("Y2")}
group Y-witnesses any Y1 Y2
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`;

const TEXT = formatCheckpoint({ origin: ORIGIN, size: 7, root: Buffer.alloc(32, 1) });

function noteBy(...names: readonly string[]): string {
  const lines = names.map((name) => {
    const identity = seers.get(name);
    if (identity === undefined) throw new Error(name);
    return cosign(TEXT, { name, identity }, 1_700_000_000);
  });
  return signNote(TEXT, [{ name: ORIGIN, identity: ledger }]) + lines.join("");
}

describe("a policy", () => {
  test("counts distinct witnesses in its groups, and nobody else", () => {
    const policy = parseQuorum(EXAMPLE);
    if (!policy.ok) throw new Error(policy.fault.message);
    for (const names of [
      ["X1", "X2", "Y1"],
      ["X3", "Y2", "X1"],
      ["X1", "X2", "X3", "Y1", "Y2", "Z"],
    ])
      expect([names, satisfies(policy.value, noteBy(...names))]).toEqual([names, true]);
    for (const names of [[], ["X1", "X2", "X3"], ["X1", "Y1"], ["X1", "X1", "Y1"], ["Y1", "Y2"], ["X1", "Z", "Y1"]])
      expect([names, satisfies(policy.value, noteBy(...names))]).toEqual([names, false]);
    const unsigned = noteBy("X1", "X2", "Y1").replace(/— interlock\/test [^\n]*\n/, "");
    expect(satisfies(policy.value, unsigned)).toBe(false);
    const moved = noteBy("X1", "X2", "Y1").replace("\n7\n", "\n8\n");
    expect(satisfies(policy.value, moved)).toBe(false);
    const none = parseQuorum("quorum none\n");
    expect(none.ok && satisfies(none.value, noteBy())).toBe(false);
    const alone = parseQuorum(`log ${LEDGER}\nquorum none`);
    expect(alone.ok && satisfies(alone.value, noteBy())).toBe(true);
  });

  test("is refused where its standard forbids it: witness/policy-malformed", () => {
    const witness = `witness X1 ${keyOf("X1")}`;
    for (const text of [
      "",
      witness,
      "quorum X1",
      `${witness}\nquorum X1\nquorum X1`,
      `${witness}\nquorum X1 X2`,
      `quorum X1\n${witness}`,
      `${witness}\n${witness.replace("X1", "X2")}\nquorum X1`,
      `${witness}\nwitness X1 ${keyOf("X2")}\nquorum X1`,
      `witness none ${keyOf("X1")}\nquorum none`,
      `witness X1 ${LEDGER}\nquorum X1`,
      `log ${keyOf("X1")}\nquorum none`,
      `log ${LEDGER}\nlog ${LEDGER}\nquorum none`,
      ...["0", "2", "-1", "1.5", "two", ""].map((count) => `${witness}\ngroup g ${count} X1\nquorum g`),
      `${witness}\ngroup g all\nquorum g`,
      `${witness}\ngroup g 2 X1 X1\nquorum g`,
      `${witness}\ngroup g 1 X1\ngroup h 1 X1\nquorum h`,
      `${witness}\ngroup g 1 none\nquorum g`,
      `${witness}\ngroup g 1 h\ngroup h 1 g\nquorum g`,
      `${witness}\nwitnes X2 ${keyOf("X2")}\nquorum X1`,
      `${witness}\u0000\nquorum X1`,
      `${witness}\r\nquorum X1\r\n`,
    ]) {
      expect([text.slice(0, 200), parseQuorum(text)]).toMatchObject([
        text.slice(0, 200),
        { ok: false, fault: { code: "witness/policy-malformed" } },
      ]);
    }
  });
});
