import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const scripts = join(import.meta.dirname, "..", "scripts");

/** Stands in for the registry: an npm that writes down how it was called and installs what the lock names. */
const NPM = `#!/bin/sh
if [ "$1" = --version ]; then echo "\${NPM_VERSION:-10.9.0}"; exit; fi
printf '%s\\n' "$*" "$PATH" >called
if [ -n "\${NPM_FAILS:-}" ]; then echo "npm error network: the registry is out"; exit 1; fi
mkdir -p node_modules/.bin
cp package-lock.json node_modules/.package-lock.json
[ -n "\${NPM_IGNORES_SCRIPTS:-}" ] || ln -sf "$NODE" node_modules/.bin/node
`;

describe("scripts/setup.sh install", () => {
  let checkout = "";

  beforeEach(() => {
    checkout = mkdtempSync(join(tmpdir(), "interlock-setup-"));
    cpSync(scripts, join(checkout, "scripts"), { recursive: true });
    mkdirSync(join(checkout, "bin"));
    writeFileSync(join(checkout, "bin/npm"), NPM);
    chmodSync(join(checkout, "bin/npm"), 0o755);
    symlinkSync(process.execPath, join(checkout, "bin/node"));
    writeLock("1.0.0");
  });

  afterEach(() => rmSync(checkout, { recursive: true }));

  function writeLock(version: string, extra: object = {}): void {
    const packages = { "": {}, "node_modules/a": { version, integrity: `sha512-${version}` }, ...extra };
    writeFileSync(join(checkout, "package-lock.json"), JSON.stringify({ packages }));
  }

  function setup(env: { readonly [name: string]: string } = {}): { status: number | null; stdout: string; stderr: string } {
    const path = [join(checkout, "node_modules/.bin"), join(checkout, "bin"), process.env["PATH"]].join(delimiter);
    const all = { ...process.env, ...env, PATH: path, NODE: process.execPath };
    return spawnSync("sh", [join(checkout, "scripts/setup.sh"), "install"], { encoding: "utf8", env: all });
  }

  const called = (): string[] => readFileSync(join(checkout, "called"), "utf8").split("\n");

  test("installs once, then does nothing and says nothing", () => {
    expect(setup()).toMatchObject({ status: 0, stdout: "", stderr: "setup: installing packages (once, about a minute)\n" });
    expect(called()[0]).toMatch(/^ci /);
    rmSync(join(checkout, "called"));
    expect(setup()).toMatchObject({ status: 0, stdout: "", stderr: "" });
    expect(existsSync(join(checkout, "called"))).toBe(false);
  });

  test("installs again when the lock names another version, one more package or one less", () => {
    setup();
    for (const change of [
      () => writeLock("1.0.1"),
      () => writeLock("1.0.1", { "node_modules/b": { version: "1.0.0" } }),
      () => writeLock("1.0.1"),
    ]) {
      rmSync(join(checkout, "called"));
      change();
      setup();
      expect(existsSync(join(checkout, "called"))).toBe(true);
    }
  });

  test("does not miss packages of other platforms", () => {
    setup();
    rmSync(join(checkout, "called"));
    writeLock("1.0.0", { "node_modules/a-mac": { version: "1.0.0", optional: true } });
    setup();
    expect(existsSync(join(checkout, "called"))).toBe(false);
  });

  test("installs again when an install was cut off", () => {
    setup();
    rmSync(join(checkout, "node_modules/.package-lock.json"));
    rmSync(join(checkout, "called"));
    setup();
    expect(existsSync(join(checkout, "called"))).toBe(true);
  });

  test("does not run npm on the Node that npm is about to replace", () => {
    setup();
    expect(called()[1]?.split(delimiter)).not.toContain(join(checkout, "node_modules/.bin"));
  });

  test("shows what npm said when it fails", () => {
    const { status, stderr } = setup({ NPM_FAILS: "yes" });
    expect(status).toBe(1);
    expect(stderr).toContain("npm error network: the registry is out\nsetup: npm ci failed; the reason is above\n");
  });

  test("refuses an npm that cannot read the lock", () => {
    const { status, stderr } = setup({ NPM_VERSION: "6.14.18" });
    expect(status).toBe(1);
    expect(stderr).toBe("setup: npm 6.14.18 cannot read package-lock.json; npm 7 or newer can (Node.js 16 or newer brings it)\n");
  });

  test("names the setting that keeps Node 24 away", () => {
    const { status, stderr } = setup({ NPM_IGNORES_SCRIPTS: "yes" });
    expect(status).toBe(1);
    expect(stderr).toContain("setup: npm ci did not bring node; was it told to ignore scripts?");
  });
});
