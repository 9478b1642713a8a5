import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const scripts = join(import.meta.dirname, "..", "scripts");

/** Stands in for the registry: an npm that writes down how it was called and installs what the lock names. */
const NPM = `#!/bin/sh
printf '%s\\n' "$*" "$PATH" >>"$CALLED"
if [ -n "\${NPM_FAILS:-}" ]; then echo "npm error network: the registry is out"; exit 1; fi
mkdir -p node_modules/.bin
[ "$1" = install ] && cp "$0" node_modules/.bin/npm && cp package.json "$CALLED.package.json"
[ "$1" = ci ] && cp package-lock.json node_modules/.package-lock.json
[ -n "\${NPM_IGNORES_SCRIPTS:-}" ] || ln -sf "$NODE" node_modules/.bin/node
`;

/** A Node that says it is an old one, and otherwise runs what it is given. */
const OLD_NODE = `#!/bin/sh
if [ "$1" = -p ]; then echo 18; else exec "$NODE" "$@"; fi
`;

describe("scripts/setup.sh install", () => {
  let checkout = "";

  beforeEach(() => {
    checkout = mkdtempSync(join(tmpdir(), "interlock-setup-"));
    cpSync(scripts, join(checkout, "scripts"), { recursive: true });
    mkdirSync(join(checkout, "bin"));
    writeProgram("npm", NPM);
    symlinkSync(process.execPath, join(checkout, "bin/node"));
    writeLock("1.0.0");
    writeFileSync(join(checkout, "package.json"), JSON.stringify({ packageManager: "npm@11.1.2", devDependencies: { node: "24.3.4" } }));
  });

  afterEach(() => rmSync(checkout, { recursive: true }));

  function writeProgram(name: string, text: string): void {
    rmSync(join(checkout, "bin", name), { force: true });
    writeFileSync(join(checkout, "bin", name), text);
    chmodSync(join(checkout, "bin", name), 0o755);
  }

  function writeLock(version: string, extra: object = {}): void {
    const packages = { "": {}, "node_modules/a": { version, integrity: `sha512-${version}` }, ...extra };
    writeFileSync(join(checkout, "package-lock.json"), JSON.stringify({ packages }));
  }

  function setup(env: { readonly [name: string]: string } = {}): { status: number | null; stdout: string; stderr: string } {
    const path = [join(checkout, "node_modules/.bin"), join(checkout, "bin"), process.env["PATH"]].join(delimiter);
    const all = { ...process.env, ...env, PATH: path, NODE: process.execPath, CALLED: join(checkout, "called") };
    return spawnSync("sh", [join(checkout, "scripts/setup.sh"), "install"], { encoding: "utf8", env: all });
  }

  /** What npm was called with since the last time this was asked, each with its PATH. */
  function calls(): { args: string; path: readonly string[] }[] {
    const file = join(checkout, "called");
    const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
    rmSync(file, { force: true });
    return lines.flatMap((line, index) => (index % 2 === 0 ? [{ args: line, path: (lines[index + 1] ?? "").split(delimiter) }] : []));
  }

  test("installs once, then does nothing and says nothing", () => {
    expect(setup()).toMatchObject({ status: 0, stdout: "", stderr: "setup: installing packages (once, about a minute)\n" });
    expect(calls()).toHaveLength(1);
    expect(setup()).toMatchObject({ status: 0, stdout: "", stderr: "" });
    expect(calls()).toEqual([]);
  });

  test("installs again when the lock names another version, one more package or one less", () => {
    setup();
    calls();
    const more = { "node_modules/b": { version: "1.0.0" } };
    for (const change of [() => writeLock("1.0.1"), () => writeLock("1.0.1", more), () => writeLock("1.0.1")]) {
      change();
      setup();
      expect(calls()).toHaveLength(1);
    }
  });

  test("does not miss packages of other platforms", () => {
    setup();
    calls();
    writeLock("1.0.0", { "node_modules/a-mac": { version: "1.0.0", optional: true } });
    setup();
    expect(calls()).toEqual([]);
  });

  test("installs again when an install was cut off", () => {
    setup();
    calls();
    rmSync(join(checkout, "node_modules/.package-lock.json"));
    setup();
    expect(calls()).toHaveLength(1);
  });

  test("does not run npm on the Node that npm is about to replace", () => {
    setup();
    expect(calls()[0]?.path).not.toContain(join(checkout, "node_modules/.bin"));
  });

  test("on an old Node, fetches the pinned Node and npm first and installs with those", () => {
    writeProgram("node", OLD_NODE);
    expect(setup()).toMatchObject({ status: 0, stdout: "" });
    const [first, then] = calls();
    expect(first?.args).toMatch(/^install /);
    expect(JSON.parse(readFileSync(join(checkout, "called.package.json"), "utf8"))).toMatchObject({
      dependencies: { node: "24.3.4", npm: "11.1.2" },
    });
    expect(then?.args).toMatch(/^ci /);
    expect(then?.path[0]).toMatch(/node_modules\/\.bin$/);
    expect(existsSync(then?.path[0] ?? "")).toBe(false);
  });

  test("shows what npm said when it fails", () => {
    const { status, stderr } = setup({ NPM_FAILS: "yes" });
    expect(status).toBe(1);
    expect(stderr).toContain("npm error network: the registry is out\nsetup: npm ci failed; the reason is above\n");
  });

  test("shows what npm said when Node cannot be fetched", () => {
    writeProgram("node", OLD_NODE);
    const { status, stderr } = setup({ NPM_FAILS: "yes" });
    expect(status).toBe(1);
    expect(stderr).toContain("npm error network: the registry is out\nsetup: fetching Node 24 failed; the reason is above\n");
    expect(calls()).toHaveLength(1);
  });

  test("names the setting that keeps Node 24 away", () => {
    const { status, stderr } = setup({ NPM_IGNORES_SCRIPTS: "yes" });
    expect(status).toBe(1);
    expect(stderr).toContain("setup: npm ci did not bring node; was it told to ignore scripts?");
  });
});
