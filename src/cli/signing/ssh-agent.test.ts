/** Keys of a real SSH agent: listed, signing what we verify, and refusing when it is gone. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HAS_SSH_AGENT, SshAgent } from "../../../test/worlds/ssh-agent.ts";
import { verifySignature } from "../../crypto/index.ts";
import { readAgentKeys } from "./ssh-agent.ts";

test("an agent that is not there signs nothing: cli/agent-unreachable", async () => {
  expect(await readAgentKeys("/nowhere/agent")).toMatchObject({ fault: { code: "cli/agent-unreachable" } });
});

describe.skipIf(!HAS_SSH_AGENT)("an agent (skipped without OpenSSH's ssh-agent)", () => {
  let agent: SshAgent;
  beforeAll(async () => {
    agent = await SshAgent.start();
    for (const type of ["ed25519", "ecdsa"] as const) agent.hold(type, `bea ${type}`);
  });
  afterAll(() => agent.close());

  test("signs with its Ed25519 keys what everybody verifies", async () => {
    const keys = await readAgentKeys(agent.socket);
    if (!keys.ok) throw new Error(keys.fault.message);
    expect(keys.value.map(({ comment }) => comment)).toEqual(["bea ed25519"]);
    const [key] = keys.value;
    const message = Buffer.from("interlock-entry/1\n{}");
    const signed = await key?.sign(message);
    if (signed?.ok !== true) throw new Error("it signs");
    expect(verifySignature(key?.signKey ?? "", message, signed.value)).toBe(true);
    expect(verifySignature(key?.signKey ?? "", Buffer.from("other"), signed.value)).toBe(false);
  });

  test("that has forgotten a key refuses: cli/agent-unreachable", async () => {
    const keys = await readAgentKeys(agent.socket);
    agent.forget();
    const signed = keys.ok ? await keys.value[0]?.sign(Buffer.from("x")) : undefined;
    expect(signed).toMatchObject({ fault: { code: "cli/agent-unreachable" } });
  });
});
