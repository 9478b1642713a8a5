/** What the ledger says of tool servers that their executors can't reach. */
import { afterEach, expect, test } from "vitest";
import { until } from "../../../test/worlds/eventually.ts";
import { HubWorld, must } from "../../../test/worlds/hub-world.ts";

const world = new HubWorld({});
afterEach(() => world.close());

test("a tool server that can't be reached is said by name until it can be: ledger/server-unreached", async () => {
  await world.start();
  const { gateway, executorClient } = await world.begin();
  await until(() => world.running.hub.reasons.length === 0);
  const told: string[][] = [];
  (await world.attach("auditor")).onReady(({ ready, unreached }) => {
    told.push([String(ready), ...unreached.map(({ server, why }) => `${server} ${why.code} ${why.cause?.code}`)]);
  });
  executorClient.able(undefined, { code: "executor/server-gone", message: "the server has ended with code 1" });
  await until(() => told.length === 1);
  const { ready, unreached } = await must(gateway.status());
  expect(ready).toBe(true);
  expect(unreached[0]?.why.message).toBe("the tool server `files` can't be reached, so its calls fail: the server has ended with code 1");
  executorClient.able(undefined);
  await until(() => told.length === 2);
  expect(told).toEqual([["true", "files ledger/server-unreached executor/server-gone"], ["true"]]);
});
