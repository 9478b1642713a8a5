import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { HAS_PAGE } from "./simulated-server.ts";

const PAGE = join(import.meta.dirname, "../../dist/console");
const ALL_KB_MAX = 200;
/** What is fetched before the inbox is seen. */
const FIRST_KB_MAX = 100;

function kilobytes(names: readonly string[]): number {
  return names.reduce((sum, name) => sum + gzipSync(readFileSync(join(PAGE, name)), { level: 9 }).length, 0) / 1024;
}

test.skipIf(!HAS_PAGE)(`the whole page is at most ${ALL_KB_MAX} KB gzipped, its first view ${FIRST_KB_MAX} (needs npm run build)`, () => {
  const files = readdirSync(PAGE, { recursive: true, encoding: "utf8" }).filter((name) => /\.(js|css|html|svg)$/.test(name));
  const html = readFileSync(join(PAGE, "index.html"), "utf8");
  const first = files.filter((name) => name === "index.html" || html.includes(name));
  expect(kilobytes(files)).toBeLessThan(ALL_KB_MAX);
  expect(first.length).toBeGreaterThan(2);
  expect(kilobytes(first)).toBeLessThan(FIRST_KB_MAX);
});

test.skipIf(!HAS_PAGE)(
  "the page asks nothing of any other server, and has no script or style inside its HTML (needs npm run build)",
  () => {
    const html = readFileSync(join(PAGE, "index.html"), "utf8");
    expect(html).not.toMatch(/<style|style=|\son[a-z]+=|<script(?![^>]*\ssrc="\.\/)|https?:/);
  },
);
