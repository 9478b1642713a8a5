/** The digest of a program with its packages: whatever one of them can load counts, wherever npm has put it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { measureProgram } from "./measure-program.ts";

const folder = mkdtempSync(join(tmpdir(), "interlock-packages-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(path: string, content: string | object): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
}

const digest = (): string => measureProgram("own", folder);

test("is another with a package changed after its installation, its own or one that another one needs", () => {
  write("package.json", { dependencies: { yaml: "1" }, devDependencies: { lint: "1" } });
  write("node_modules/yaml/package.json", { dependencies: { inner: "1" }, optionalDependencies: { absent: "1" } });
  write("node_modules/yaml/index.js", "one");
  write("node_modules/yaml/node_modules/inner/package.json", {});
  write("node_modules/yaml/node_modules/inner/lib/code.cjs", "one");
  write("node_modules/lint/package.json", {});
  const seen = [digest()];
  for (const path of ["yaml/index.js", "yaml/node_modules/inner/lib/code.cjs", "yaml/added.wasm", "yaml/package.json"]) {
    write(`node_modules/${path}`, path.endsWith("package.json") ? { main: "added.wasm", dependencies: { inner: "1" } } : "two");
    seen.push(digest());
  }
  rmSync(join(folder, "node_modules/yaml/added.wasm"));
  seen.push(digest());
  expect(new Set(seen).size).toBe(seen.length);
  write("node_modules/lint/index.js", "nobody runs it");
  write("node_modules/yaml/index.d.ts", "declare");
  expect(digest()).toBe(seen.at(-1));
  expect(measureProgram("another", folder)).not.toBe(digest());
});

test("of this very program is one, and the same again", () => {
  expect(measureProgram()).toMatch(/^[0-9a-f]{64}$/);
  expect(measureProgram()).toBe(measureProgram());
});
