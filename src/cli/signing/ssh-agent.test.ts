/** Keys of a real SSH agent: listed, signing what we verify, and refusing when it is gone. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verifySignature } from "../../crypto/index.ts";
import { readAgentKeys } from "./ssh-agent.ts";

const isThere = spawnSync("ssh-agent", ["-V"]).error === undefined;

test("an agent that is not there signs nothing: cli/agent-unreachable", async () => {
  expect(await readAgentKeys("/nowhere/agent")).toMatchObject({ fault: { code: "cli/agent-unreachable" } });
});

describe.skipIf(!isThere)("an agent (ssh-agent, of OpenSSH)", () => {
  const folder = mkdtempSync(join(tmpdir(), "interlock-agent-"));
  const socket = join(folder, "agent");
  let agent: ChildProcess;
  beforeAll(async () => {
    agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
    while (!existsSync(socket)) await new Promise((resolve) => setTimeout(resolve, 10));
    for (const type of ["ed25519", "ecdsa"]) {
      execFileSync("ssh-keygen", ["-q", "-t", type, "-N", "", "-C", `bea ${type}`, "-f", join(folder, type)]);
      execFileSync("ssh-add", ["-q", join(folder, type)], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: "ignore" });
    }
  });
  afterAll(() => {
    agent.kill();
    rmSync(folder, { recursive: true });
  });

  test("signs with its Ed25519 keys what everybody verifies", async () => {
    const keys = await readAgentKeys(socket);
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
    const keys = await readAgentKeys(socket);
    execFileSync("ssh-add", ["-q", "-D"], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: "ignore" });
    const signed = keys.ok ? await keys.value[0]?.sign(Buffer.from("x")) : undefined;
    expect(signed).toMatchObject({ fault: { code: "cli/agent-unreachable" } });
  });
});
