/** Where a person is led to calls in doubt: one line while there are any, none after. */
import { afterEach, expect, test } from "vitest";
import { until } from "../../../test/worlds/eventually.ts";
import { HubWorld, must } from "../../../test/worlds/hub-world.ts";
import { CODE, SESSION } from "../../../test/worlds/ledger-world.ts";
import { toHex } from "../../crypto/index.ts";
import { leafHash, leafText } from "../../ledger/index.ts";
import { hintDoubts } from "./doubt-hint.ts";

const worlds: HubWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

test("a call is in doubt from its executor's next start until somebody discards it", async () => {
  const world = await new HubWorld().start();
  worlds.push(world);
  const { gateway, executor, executorClient } = await world.begin();
  const [client, { ring }] = [await world.attach("approver:owner"), world.people];
  const closed = new Promise<void>(() => undefined);
  const attached = { client, identity: world.people.get("approver:owner"), ring, socket: world.socket, closed, close: () => undefined };
  const hinted = async (): Promise<unknown> => {
    const lines: string[] = [];
    const [line, nothing] = [(text = ""): void => void lines.push(text), (): void => undefined];
    return { inDoubt: await must(hintDoubts({ json: false, line, value: nothing, note: nothing, fault: nothing }, attached)), lines };
  };
  executor.answers = false;
  const proposal = await world.propose(gateway);
  await until(() => executor.warrants.length === 1);
  expect(await hinted()).toEqual({ inDoubt: [], lines: [] });
  const epoch = "f".repeat(32);
  await must(
    executorClient.append({ entry: { kind: "attestation", part: "executor", server: "files", epoch, grade: "embedded", code: CODE } }),
  );
  expect(await hinted()).toEqual({ inDoubt: [`t${proposal}`], lines: ["1 call in doubt: `interlock doubts`"] });
  const decision = executor.warrants[0]?.decision;
  if (decision === undefined) throw new Error("it was allowed");
  const hash = toHex(leafHash(Buffer.from(leafText(decision.leaf))));
  const said = { kind: "discard", proposal, decision: decision.index, shown: hash, role: "owner", expires: Date.now() + 9_000 } as const;
  await must(client.append({ session: SESSION, entry: { ...said, containment: "keep" } }));
  expect(await hinted()).toEqual({ inDoubt: [], lines: [] });
});
