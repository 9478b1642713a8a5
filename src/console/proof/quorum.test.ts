/** Cosignatures in the browser: the same answer as the witness layer's own code gives, and "wrong" for what does not hold. */
import { expect, test } from "vitest";
import { cosign, createIdentity, formatCheckpoint, type Identity, noteKeyOf, noteKeyToText, signNote } from "../../crypto/index.ts";
import { parseQuorum as auditedQuorum, satisfies, withCosignatures } from "../../witness/index.ts";
import { parseQuorum, type Sighting, sightingOf } from "./quorum.ts";

const ledger = createIdentity("ledger");
const [ada, bob, cleo, mallory] = ["ada", "bob", "cleo", "mallory"].map(createIdentity) as [Identity, Identity, Identity, Identity];
const keyText = (name: string, { signKey }: Identity): string => noteKeyToText(noteKeyOf(name, signKey, "cosignature/v1"));
const names = { one: "ada.example", two: "bob.example", three: "cleo.example" };
const POLICY = [
  `log ${noteKeyToText(noteKeyOf("interlock/l", ledger.signKey))}`,
  "# who must have seen it",
  `witness one ${keyText(names.one, ada)} https://ada.example`,
  `witness two ${keyText(names.two, bob)}`,
  `witness three ${keyText(names.three, cleo)}`,
  "group outside any two three",
  "group all-of-us 2 one outside",
  "quorum all-of-us",
  "",
].join("\n");

const text = (size: number): string => formatCheckpoint({ origin: "interlock/l", size, root: new Uint8Array(32) });
const note = (size: number): string => signNote(text(size), [{ name: "interlock/l", identity: ledger }]);
const lineOf = (identity: Identity, name: string, size: number = 7): string => cosign(text(size), { name, identity }, 1_800_000_000);

async function sighting(of: string, policy: string = POLICY): Promise<Sighting> {
  const parsed = await parseQuorum(policy);
  if (parsed === undefined) throw new Error("no policy");
  return await sightingOf(of, parsed);
}

test("every set of witnesses counts for the page as it counts for the audit", async () => {
  const quorum = auditedQuorum(POLICY);
  if (!quorum.ok) throw new Error(quorum.fault.message);
  const lines = [lineOf(ada, names.one), lineOf(bob, names.two), lineOf(cleo, names.three), lineOf(mallory, "mallory.example")];
  for (let set = 0; set < 16; set += 1) {
    const cosigned = withCosignatures(
      note(7),
      lines.filter((_, index) => (set >> index) % 2 === 1),
    );
    const { sights, isEnough } = await sighting(cosigned);
    expect(isEnough).toBe(satisfies(quorum.value, cosigned));
    expect(sights.map(({ is }) => is)).toEqual([0, 1, 2].map((index) => ((set >> index) % 2 === 1 ? "seen" : "nothing")));
  }
  expect((await sighting(withCosignatures(note(7), lines))).sights[0]).toEqual({ witness: "one", is: "seen", atMs: 1_800_000_000_000 });
});

test("what does not hold is wrong, and never counts", async () => {
  const [good = ""] = /\S+$/.exec(lineOf(ada, names.one).trimEnd()) ?? [];
  const bytes = Buffer.from(good, "base64");
  const changed = (at: number): string => {
    const copy = Buffer.from(bytes);
    copy[at] = (copy[at] ?? 0) ^ 1;
    return `— ${names.one} ${copy.toString("base64")}\n`;
  };
  const rest = [lineOf(bob, names.two)];
  const wrong: readonly (readonly [string, string, string])[] = [
    ["another time", changed(11), "wrong"],
    ["another signature", changed(40), "wrong"],
    ["of another head", lineOf(ada, names.one, 6), "wrong"],
    ["too short", `— ${names.one} ${bytes.subarray(0, 40).toString("base64")}\n`, "wrong"],
    ["another's key under its name", lineOf(mallory, names.one), "nothing"],
    ["its key under another name", lineOf(ada, "eve.example"), "nothing"],
    ["another key's hash", changed(0), "nothing"],
  ];
  for (const [why, line, is] of wrong) {
    const { sights, isEnough } = await sighting(withCosignatures(note(7), [line, ...rest]));
    expect([why, sights[0]?.is, isEnough]).toEqual([why, is, false]);
  }
});

test("a policy is read strictly: undefined for what the audit refuses too", async () => {
  const one = `witness one ${keyText(names.one, ada)}`;
  for (const policy of [
    "",
    one,
    `${one}\nquorum two`,
    `${one}\nquorum one\nquorum one`,
    `${one}\n${one}\nquorum one`,
    `${one}\ngroup g 2 one\nquorum g`,
    `${one}\ngroup g any two\nquorum g`,
    `${one}\nwitness none ${keyText(names.two, bob)}\nquorum none`,
    `${one.slice(0, -4)}AAA=\nquorum one`,
    `witness one ${noteKeyToText(noteKeyOf(names.one, ada.signKey))}\nquorum one`,
    `${one}\nquorum one\nwhatever`,
  ]) {
    expect([policy, await parseQuorum(policy)]).toEqual([policy, undefined]);
    expect(auditedQuorum(policy).ok).toBe(false);
  }
  expect((await sighting(note(7), `${one}\nquorum none`)).isEnough).toBe(true);
});
