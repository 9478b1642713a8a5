/** The charter as people read it, where its states are too many to be drawn or counted here: it says that, and never nothing. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { lockOf } from "../../test/execution/compile-texts.ts";
import { DecidedLedger } from "../../test/worlds/decided-ledger.ts";
import type { Lock } from "../execution/index.ts";
import type { ApiCharter } from "./api.ts";
import { CharterViews } from "./charter-view.ts";

const CHARTERS = join(import.meta.dirname, "../../charters");
const made: DecidedLedger[] = [];

afterEach(() => {
  for (const each of made.splice(0)) each.remove();
});

function viewed(given: ConstructorParameters<typeof DecidedLedger>[0]): ApiCharter {
  const ledger = new DecidedLedger(given);
  made.push(ledger);
  const charter = new CharterViews(ledger.chronicle()).now({ threshold: 1, keys: [] });
  if (charter === undefined) throw new Error("a charter is in force");
  return charter;
}

test.each(["office", "coding-agent", "personal-bank"])("of the charter `%s` it says that its states are too many to be drawn", (name) => {
  const [text, lock] = ["charter.yaml", "interlock.lock"].map((file) => readFileSync(join(CHARTERS, name, file), "utf8"));
  const { graph, undrawn, entropy, uncounted } = viewed({ text: text ?? "", lock: JSON.parse(lock ?? "") as Lock });
  expect([graph, undrawn]).toEqual([undefined, "large"]);
  expect(entropy === undefined).toBe(uncounted !== undefined);
});

test("a charter whose texts are not there is not explored, and one that is small is drawn", () => {
  const given = { text: "charter: desk\nallow: [files/read]\n", lock: lockOf({ "files/read": [] }) };
  expect(viewed({ ...given, sources: [] })).toMatchObject({ undrawn: "unread", uncounted: "unread" });
  const { graph, undrawn } = viewed(given);
  expect([graph?.nodes.length, undrawn]).toEqual([1, undefined]);
});
