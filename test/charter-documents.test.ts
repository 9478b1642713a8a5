/** Every charter shown in the documentation compiles, and the schema for editors is current and says what the compiler says. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { CHARTER_SCHEMA, renderCharterSchema } from "../scripts/charter-schema.ts";
import { charterJsonSchema, type PinnedTool, renderDiagnostic } from "../src/charter/index.ts";
import { loadMachine } from "../src/kernel/index.ts";
import { compiledFor } from "./generators/compiled.ts";
import { PINNED_TOOLS } from "./generators/pinned-tools.ts";

const ROOT = join(import.meta.dirname, "..");

/** Every page that may show a charter: the first thing a reader meets, and all of the documentation. */
const PAGES = ["README.md", ...readdirSync(join(ROOT, "docs")).flatMap((name) => (name.endsWith(".md") ? [`docs/${name}`] : []))];

/** The charters in a page: every fenced block of YAML that begins with `charter:`. */
function chartersIn(page: string): { readonly name: string; readonly text: string }[] {
  const text = existsSync(join(ROOT, page)) ? readFileSync(join(ROOT, page), "utf8") : "";
  return [...text.matchAll(/```yaml\n(charter: (\S+)[\s\S]*?)```/g)].map(([, charter = "", name]) => ({
    name: `${page}: ${name}`,
    text: charter,
  }));
}

/** The tools with known schemas, and any other tool that the text names. */
function toolsFor(text: string): readonly PinnedTool[] {
  const known = new Set(PINNED_TOOLS.map(({ name }) => name));
  const named = [...text.matchAll(/\b[a-z][a-z0-9_-]*[/#][a-z][A-Za-z0-9_/-]*/g)].map(([name]) => name);
  return [...PINNED_TOOLS, ...[...new Set(named)].filter((name) => !known.has(name)).map((name) => ({ name }))];
}

const SHOWN = PAGES.flatMap(chartersIn);

describe("a charter in the documentation", () => {
  test("is found", () => {
    expect(SHOWN.length).toBeGreaterThanOrEqual(10);
  });

  test.each(SHOWN)("compiles: $name", ({ text }) => {
    // An overlay is shown alone, and compiled with a charter that denies.
    const overlay = text.includes("otherwise: allow") ? ["charter: base\nallow: [bank/*]\n"] : [];
    const { machine, diagnostics } = compiledFor(toolsFor(text), text, ...overlay);
    expect(diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, text))).toEqual([]);
    expect(machine === undefined ? machine : loadMachine(machine)).toMatchObject({ ok: true });
  });
});

describe("the schema for editors", () => {
  const accepts = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(charterJsonSchema());

  test("is the one in the documentation", () => {
    expect(readFileSync(join(ROOT, CHARTER_SCHEMA), "utf8")).toBe(renderCharterSchema());
  });

  test.each(SHOWN)("accepts $name", ({ text }) => {
    expect(accepts(parse(text)) ? [] : accepts.errors).toEqual([]);
  });

  test.each([
    "version: 1\n",
    "charter: x\nactons: {}\n",
    "charter: x\nversion: 0\n",
    "charter: x\nallow: bank/pay\n",
    "charter: x\nallow: [pay]\n",
    "charter: x\nbounds: { never: [] }\n",
    "charter: x\nlimits: [{ action: a, at_most: none }]\n",
    "charter: x\nlimits: [{ excludes: [a] }]\n",
    "charter: x\nactions: { a: { allow: true } }\n",
    "charter: x\nactions: { a: { tool: a/b, then: [x] } }\n",
    "charter: x\nstate: { 1a: { bool: true } }\n",
    "charter: x\nactions: { a: { tool: a/b, escalate: [{ when: true, within: soon }] } }\n",
  ])("refuses what the compiler's grammar refuses: %j", (text) => {
    expect(accepts(parse(text))).toBe(false);
    expect(compiledFor(PINNED_TOOLS, text).machine).toBeUndefined();
  });
});
