/**
 * Builds the console's page (src/console, with src/exact) into dist/console, where its server finds it. Does nothing where the page
 * there was built from the same sources and packages: the digest of both lies beside it.
 *   node scripts/build-console.ts
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const sources = join(root, "src/console");
const built = join(root, "dist/console");
const stamp = join(built, "built-from");

function digestOfInputs(): string {
  const files = [sources, join(root, "src/exact")].flatMap((folder) => {
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.(tsx?|css|html|svg)$/.test(name));
    return [...names.filter((name) => !/\.test\.tsx?$/.test(name)).sort()].map((name) => join(folder, name));
  });
  const hash = createHash("sha256");
  for (const file of [...files, join(root, "package-lock.json"), import.meta.filename]) {
    const bytes = readFileSync(file);
    hash.update(`${file.slice(root.length)} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest("hex");
}

async function buildPage(): Promise<void> {
  const [{ build }, { default: react }] = await Promise.all([import("vite"), import("@vitejs/plugin-react")]);
  await build({
    root: sources,
    configFile: false,
    logLevel: "warn",
    plugins: [react()],
    base: "./",
    // No inline script, style or data: the page runs under a policy that allows none.
    build: { outDir: built, emptyOutDir: true, target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  });
}

const digest = digestOfInputs();
if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== digest) {
  await buildPage();
  writeFileSync(stamp, digest);
}
