/** What a proposal names: what was passed on, as it was shown, until it is recorded. */
import { expect, test } from "vitest";
import { type Entry, type FollowedEntry, HEARD_MAX, leafHash, leafText } from "../../ledger/index.ts";
import { PassedOn } from "./passed-on.ts";

const OUTCOME = { kind: "outcome", proposal: 1, decision: 2, result: "returned", epoch: "e", durationMs: 1 } as const;
const ASK = { kind: "proposal", from: "server", deadline: 1, patience: 1 } as const;

function shown(index: number, entry: Entry, at = 1): FollowedEntry {
  return { index, leaf: { format: "interlock-entry/1", at, by: "somebody", entry, session: "session-1", number: 1, signature: "" } };
}

test("each entry is named with the hash of the leaf that was shown, until a proposal that names it is recorded", () => {
  const passedOn = new PassedOn();
  const [ask, outcome] = [shown(3, ASK), shown(5, OUTCOME)];
  for (const entry of [ask, outcome]) passedOn.note(entry);
  const hashOf = ({ leaf }: FollowedEntry): string => Buffer.from(leafHash(Buffer.from(leafText(leaf)))).toString("hex");
  const heard = passedOn.unnamed();
  expect(heard).toEqual([
    [5, hashOf(outcome)],
    [3, hashOf(ask)],
  ]);
  expect(passedOn.unnamed()).toEqual(heard);
  passedOn.forget(heard);
  expect(passedOn.unnamed()).toEqual([]);
});

test("another leaf in the same place, shown meanwhile, is named with the next", () => {
  const passedOn = new PassedOn();
  passedOn.note(shown(5, OUTCOME));
  const heard = passedOn.unnamed();
  passedOn.note(shown(5, OUTCOME, 2));
  passedOn.forget(heard);
  expect(passedOn.unnamed()).toMatchObject([[5, expect.not.stringMatching(heard[0]?.[1] ?? "")]]);
});

test("no proposal names more than fit, and no number of asks keeps a result back", () => {
  const passedOn = new PassedOn();
  for (let index = 0; index <= HEARD_MAX; index += 1) passedOn.note(shown(index, ASK));
  passedOn.note(shown(HEARD_MAX + 1, OUTCOME));
  const heard = passedOn.unnamed();
  expect([heard.length, heard[0]?.[0]]).toEqual([HEARD_MAX, HEARD_MAX + 1]);
  passedOn.forget(heard);
  expect(passedOn.unnamed().map(([index]) => index)).toEqual([HEARD_MAX - 1, HEARD_MAX]);
});
