/** A session whose calls are followed anew, over a real ledger and a wire that is slow in one direction. */
import { expect, onTestFinished, test } from "vitest";
import { until } from "../../../test/worlds/eventually.ts";
import { HubWorld, must } from "../../../test/worlds/hub-world.ts";
import { CODE, EPOCH } from "../../../test/worlds/ledger-world.ts";
import type { Json } from "../../crypto/index.ts";
import { type Fault, ok } from "../../fault/index.ts";
import { connect, type Link } from "../../link/index.ts";
import { LedgerLink } from "./ledger-link.ts";
import { Session } from "./session.ts";

type Message = { readonly [member: string]: Json };

/** The way to the ledger: while it is slow, what asks to follow waits; `outcomes`: how many have come back. */
class SlowWire {
  isSlow = false;
  outcomes = 0;
  readonly #waiting: (() => void)[] = [];

  over(link: Link): Link {
    const send: Link["send"] = (message, urgency) => {
      const go = (): void => link.send(message, urgency);
      if (this.isSlow && (message as Message)["do"] === "follow") this.#waiting.push(go);
      else go();
    };
    const onMessage: Link["onMessage"] = (handler) =>
      link.onMessage((message) => {
        if (JSON.stringify(message).includes('"kind":"outcome"')) this.outcomes += 1;
        handler(message);
      });
    return { ...link, send, onMessage };
  }

  goOn(): void {
    this.isSlow = false;
    for (const go of this.#waiting.splice(0)) go();
  }
}

test("a result that is on its way while its call is followed anew convicts nobody, and counts after its decision", async () => {
  const hub = await new HubWorld().start();
  onTestFinished(() => hub.close());
  const { executor, executorClient } = await hub.begin();
  executor.answers = false;
  const wire = new SlowWire();
  const convictions: Fault[] = [];
  const identity = hub.people.get("gateway");
  const { ring } = hub.people;
  const ledger = new LedgerLink({
    identity,
    ring,
    connect: async () => {
      const link = await connect({ path: hub.socket, identity, ring });
      return link.ok ? ok(wire.over(link.value)) : link;
    },
    attestation: { kind: "attestation", part: "gateway", epoch: EPOCH, grade: "embedded", code: CODE },
    clock: () => Date.now(),
    onConviction: (fault) => convictions.push(fault),
  });
  onTestFinished(() => ledger.close());
  await must(ledger.start());
  const entry = { kind: "session", agent: "agent", protocol: "2025-11-25", capabilities: {} } as const;
  const ignore = (): void => undefined;
  const session = await must(Session.open(ledger, { id: "session-2", entry, epoch: EPOCH, parkedMs: 0, onAsk: ignore, onView: ignore }));
  const first = await must(session.propose({ tool: "files/read", args: {} }));
  await until(() => first.decided !== undefined, "the decision");
  const decision = first.decided?.index ?? 0;
  session.forget(first);

  wire.isSlow = true;
  const again = await session.recall(first.proposal, "files/read");
  const outcome = { kind: "outcome", proposal: first.proposal, decision, result: "returned", epoch: EPOCH, durationMs: 1 } as const;
  await must(executorClient.append({ session: "session-2", entry: outcome }));
  await until(() => wire.outcomes === 1, "the result, before its decision");
  expect([again?.decided, again?.finished, convictions]).toEqual([undefined, undefined, []]);
  wire.goOn();
  await until(() => again?.finished !== undefined, "the result, after its decision");
  expect(again?.decided?.entry.verdict).toBe("allow");
  expect([wire.outcomes, convictions]).toEqual([2, []]);
});
