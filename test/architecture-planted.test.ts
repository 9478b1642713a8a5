import { describe, expect, test } from "vitest";
import { renderErrors } from "../scripts/errors-doc.ts";
import { sourceTreeOf } from "../scripts/source-tree.ts";
import * as codes from "./architecture/codes.ts";
import * as housekeeping from "./architecture/housekeeping.ts";
import * as layering from "./architecture/layering.ts";
import * as naming from "./architecture/naming.ts";
import * as purity from "./architecture/purity.ts";
import type { Rule } from "./architecture/rule.ts";
import { RULES } from "./architecture/rules.ts";
import * as size from "./architecture/size.ts";

type Files = { readonly [path: string]: string };

const HEADER = "/** What this file is. */\n";

function references(...layers: string[]): string {
  return JSON.stringify({ references: layers.map((layer) => ({ path: `../${layer}` })) });
}

/** A small house in order: two layers with doors, a table of one code, and the test that provokes it. */
const CLEAN: Files = {
  "package.json": JSON.stringify({ exports: { "./kernel": "", "./ledger": "", "./auditor": "" } }),
  "package-lock.json": JSON.stringify({ packages: { "": {} } }),
  "tsconfig.json": '{ "references": ["src/kernel", "src/ledger", "src/auditor", "src/cli"] }',
  "STYLE.md": "| `kernel` | – | x |\n| `ledger` | kernel | x |\n| `auditor` | – | x |\n| `cli` | all | x |\n",
  "ARCHITECTURE.md": "# The layers\n| `kernel` | x |\n| `ledger` | x |\n| `auditor` | x |\n| `cli` | x |\n| `console` | x |\n",
  "src/kernel/tsconfig.json": references(),
  "src/kernel/index.ts": `${HEADER}export { decide } from "./decide.ts";\n`,
  "src/kernel/decide.ts": `${HEADER}export function decide(): number {\n  return 1;\n}\n`,
  "src/ledger/tsconfig.json": references("kernel"),
  "src/ledger/index.ts": `${HEADER}import { decide } from "../kernel/index.ts";\nimport { readFileSync } from "node:fs";\n`,
  "src/ledger/faults.ts": `${HEADER}export const LEDGER_FAULTS = { "ledger/planted": "A sentence." } as const;\n`,
  "src/ledger/append.ts": `${HEADER}export const code = "ledger/planted";\n`,
  "src/ledger/append.test.ts": 'test("refuses", () => expect(code).toBe("ledger/planted"));\n',
  "src/auditor/tsconfig.json": references(),
  "src/auditor/index.ts": HEADER,
  "src/cli/tsconfig.json": references("kernel", "ledger", "auditor"),
  "src/cli/main.ts": `${HEADER}import "../ledger/index.ts";\nprocess.exit(Date.now());\n`,
};

/** The clean house with its page of errors, and whatever is planted in it. */
function treeWith(planted: Files, root = ""): ReturnType<typeof sourceTreeOf> {
  const files = new Map(Object.entries({ ...CLEAN, ...planted }));
  if (!("docs/errors.md" in planted)) files.set("docs/errors.md", renderErrors(sourceTreeOf(files)));
  return { ...sourceTreeOf(files), root };
}

const statements = (count: number): string => "  run();\n".repeat(count);

/** What is planted, the rule that must find it, and exactly what it must say. */
const OFFENCES: readonly { rule: Rule; planted: Files; found: readonly string[]; root?: string }[] = [
  {
    rule: layering.references,
    planted: { "src/kernel/up.ts": `${HEADER}import type { Leaf } from "../ledger/index.ts";\n` },
    found: ["src/kernel/up.ts:2 imports src/ledger/index.ts"],
  },
  {
    rule: layering.references,
    planted: {
      "src/kernel/late.ts": `${HEADER}const ledger = import("../ledger/index.ts");\nlet leaf: import("../ledger/index.ts").Leaf;\n`,
    },
    found: ["src/kernel/late.ts:2 imports src/ledger/index.ts", "src/kernel/late.ts:3 imports src/ledger/index.ts"],
  },
  {
    rule: layering.doors,
    planted: {
      "src/ledger/window.ts": `${HEADER}export { decide } from "../kernel/decide.ts";\n`,
      "src/ledger/window.test.ts": 'import { decide } from "../kernel/decide.ts";\n',
    },
    found: ["src/ledger/window.test.ts:1 imports src/kernel/decide.ts", "src/ledger/window.ts:2 imports src/kernel/decide.ts"],
  },
  {
    rule: layering.pageStandsAlone,
    planted: {
      "src/console/v.tsx": `${HEADER}import type { A } from "../console-server/api.ts";\nimport { b } from "../console-server/api.ts";\n`,
      "src/console/draw.tsx": `${HEADER}import { piecesOf } from "../exact/index.ts";\n`,
      "src/console/reach.ts": `${HEADER}import type { Leaf } from "../ledger/index.ts";\nimport "node:fs";\n`,
      "src/console/view.test.ts": 'import "node:fs";\n',
    },
    found: [
      "src/console/reach.ts:2 imports src/ledger/index.ts",
      "src/console/v.tsx:3 imports src/console-server/api.ts",
      "src/console/reach.ts:3 imports node:fs",
    ],
  },
  {
    rule: layering.circles,
    planted: {
      "src/ledger/chicken.ts": `${HEADER}import { egg } from "./egg.ts";\n`,
      "src/ledger/egg.ts": `${HEADER}import type { chicken } from "./chicken.ts";\n`,
    },
    found: ["src/ledger/chicken.ts -> src/ledger/egg.ts -> src/ledger/chicken.ts"],
  },
  {
    rule: layering.packages,
    planted: { "src/ledger/lodash.ts": `${HEADER}import { pick } from "lodash";\n` },
    found: ["src/ledger/lodash.ts:2 imports lodash"],
  },
  {
    rule: layering.auditorStandsAlone,
    planted: {
      "src/auditor/tsconfig.json": references("kernel"),
      "src/auditor/borrow.ts": `${HEADER}import { decide } from "../kernel/index.ts";\n`,
    },
    found: ["src/auditor/tsconfig.json refers to kernel", "src/auditor/borrow.ts:2 imports src/kernel/index.ts"],
  },
  {
    rule: layering.projects,
    planted: { "src/watchman/page.ts": HEADER, "src/console/main.tsx": HEADER },
    found: [
      "tsconfig.json does not list src/console",
      "src/console has no tsconfig.json",
      "tsconfig.json does not list src/watchman",
      "src/watchman has no tsconfig.json",
      "src/watchman has no index.ts",
      "package.json does not export ./watchman",
    ],
  },
  {
    rule: layering.layerTables,
    planted: { "ARCHITECTURE.md": "\n| `kernel` | x |\n| `ledger` | x |\n| `auditor` | x |\n" },
    found: ["ARCHITECTURE.md has no row for cli"],
  },
  {
    rule: layering.layerTables,
    planted: {
      "src/auditor/tsconfig.json": references("kernel"),
      "src/ledger/tsconfig.json": references(),
      "src/console/page.ts": HEADER,
    },
    found: [
      "STYLE.md does not say that auditor may import kernel",
      "STYLE.md has no row for console",
      "STYLE.md says that ledger may import kernel",
    ],
  },
  {
    rule: purity.purity,
    planted: {
      "src/kernel/world.ts": [
        HEADER.trim(),
        'import { hostname } from "node:os";',
        "export async function decide() {",
        "  await wait(Math.random());",
        "  return JSON.stringify({ at: new Date(), id: process.pid });",
        "}",
        "const plain: { JSON: string; process: number } = { JSON: own.Date, process: own.process };",
      ].join("\n"),
    },
    found: [
      "src/kernel/world.ts:2 imports node:os",
      "src/kernel/world.ts:3 uses async",
      "src/kernel/world.ts:4 uses await",
      "src/kernel/world.ts:4 uses Math.random",
      "src/kernel/world.ts:5 uses JSON",
      "src/kernel/world.ts:5 uses Date",
      "src/kernel/world.ts:5 uses process",
    ],
  },
  {
    rule: purity.worldIsPassedIn,
    planted: {
      "src/ledger/clock.ts": [
        `${HEADER}export const now = Date.now() + Math.random();\n`,
        `export const then = new Date(0), today = new Date();\n`,
      ].join(""),
      "src/ledger/settings.ts": `${HEADER}export const home = process.env["HOME"] ?? process.argv[2];\n`,
      "src/ledger/process.ts": `${HEADER}const now = Date.now;\n`,
    },
    found: [
      "src/ledger/clock.ts:2 uses Date.now",
      "src/ledger/clock.ts:2 uses Math.random",
      "src/ledger/clock.ts:3 uses new Date()",
      "src/ledger/settings.ts:2 uses process.env",
      "src/ledger/settings.ts:2 uses process.argv",
    ],
  },
  {
    rule: purity.processesEndAtTheirEntry,
    planted: {
      "src/ledger/give-up.ts": `${HEADER}export const giveUp = () => process.exit(1);\n`,
      "src/ledger/process.ts": `${HEADER}process.exit(1);\n`,
    },
    found: ["src/ledger/give-up.ts:2 uses process.exit"],
  },
  {
    rule: purity.noShell,
    planted: {
      "src/ledger/open-page.ts": [
        HEADER.trim(),
        'import { exec, execFile, spawn } from "node:child_process";',
        "export const openPage = (url: string) => exec(url);",
        'export const opened = [spawn("open", [], { shell: true }), execFile("open", ["--", "a"])];',
      ].join("\n"),
    },
    found: ["src/ledger/open-page.ts:2 uses exec", "src/ledger/open-page.ts:4 uses shell: true"],
  },
  {
    rule: size.fileLength,
    planted: { "src/ledger/long.test.ts": "run();\n".repeat(400), "src/ledger/fits.test.ts": "run();\n".repeat(399) },
    found: ["src/ledger/long.test.ts has 400 lines"],
  },
  {
    rule: size.lineLength,
    planted: { "src/ledger/wide.ts": `${HEADER}// ${"word ".repeat(28)}\nexport const digest = "${"a".repeat(140)}";\n` },
    found: ["src/ledger/wide.ts:2 has 143 columns"],
  },
  {
    rule: size.functionLength,
    planted: {
      "src/ledger/long.ts": `${HEADER}export function long() {\n${statements(59)}}\nconst arrow = () => {\n${statements(60)}};\n`,
      "src/ledger/fits.ts": `${HEADER}export function fits() {\n${statements(58)}${"\n  // why\n".repeat(20)}}\n`,
    },
    found: ["src/ledger/long.ts:2 `long` has 61 lines of code", "src/ledger/long.ts:63 `arrow` has 62 lines of code"],
  },
  {
    rule: size.kernelSize,
    planted: { "src/kernel/large.ts": `${HEADER}${"run();\n".repeat(797)}`, "src/kernel/large.test.ts": "run();\n".repeat(100) },
    found: ["src/kernel has 801 lines of code in 3 files"],
  },
  {
    rule: naming.fileNames,
    planted: {
      "src/ledger/utils.ts": HEADER,
      "src/ledger/helpers/sort.ts": HEADER,
      "src/ledger/ReadLeaf.ts": HEADER,
      "src/ledger/types.test.ts": "",
    },
    found: [
      "src/ledger/ReadLeaf.ts is not kebab-case",
      "src/ledger/helpers/sort.ts is called `helpers`",
      "src/ledger/types.test.ts is called `types`",
      "src/ledger/utils.ts is called `utils`",
    ],
  },
  {
    rule: naming.glossary,
    planted: {
      "src/ledger/words.ts": [
        HEADER.trim(),
        "export interface PolicySet {}",
        "export const MAX_LOGS = 3, logical = 1;",
        "export function parseRequest() {}",
        "export type JsonRpcRequest = string;",
        'export { rule as guard, spent as tokenSpent } from "./spent.ts";',
        "const token = 1;",
      ].join("\n"),
      "src/cli/commands/log.ts": `${HEADER}export function log() {}\n`,
    },
    found: [
      "src/ledger/words.ts exports `PolicySet`: `policy` is a charter here",
      "src/ledger/words.ts exports `MAX_LOGS`: `log` is the ledger here",
      "src/ledger/words.ts exports `parseRequest`: `request` is a proposal here",
      "src/ledger/words.ts exports `tokenSpent`: `token` is a warrant or grant here",
    ],
  },
  {
    rule: codes.codesAreProvoked,
    planted: { "src/ledger/append.test.ts": 'test("refuses", () => expect(code).toBe("ledger/planted-elsewhere"));\n' },
    found: ["src/ledger/faults.ts: no test names ledger/planted"],
  },
  {
    rule: codes.codesAreUsed,
    planted: { "src/ledger/append.ts": HEADER },
    found: ["src/ledger/faults.ts: nothing returns ledger/planted"],
  },
  {
    rule: codes.codesAreWellFormed,
    planted: {
      "src/kernel/faults.ts":
        `${HEADER}export const KERNEL_FAULTS = ` +
        '{ "ledger/planted": "no sentence", "kernel/Loud": "A sentence, " + "in two." } as const;\n',
      "src/kernel/reasons.ts": `${HEADER}export const REASONS = { "guard/planted": "A sentence." } satisfies object;\n`,
    },
    found: [
      "src/kernel/faults.ts: `ledger/planted` does not start with its layer",
      "src/kernel/faults.ts: the meaning of ledger/planted is not one sentence",
      "src/kernel/faults.ts: `kernel/Loud` is not kebab-case",
      "src/ledger/faults.ts: ledger/planted stands twice",
    ],
  },
  { rule: codes.errorsPage, planted: { "docs/errors.md": "# Errors\n" }, found: ["docs/errors.md is out of date"] },
  {
    rule: housekeeping.headers,
    planted: {
      "src/ledger/bare.ts": "export const bare = 1;\n/** late */\n",
      "src/ledger/essay.ts": `/**\n${" * A line.\n".repeat(9)} */\n`,
    },
    found: ["src/ledger/bare.ts has no header", "src/ledger/essay.ts has a header of 9 lines"],
  },
  {
    rule: housekeeping.notesToOneself,
    planted: {
      "src/ledger/notes.ts": [
        `${HEADER}// TODO: later\n`,
        `export const word = "TODO";\nexport function f() {\n  run(); // FIXME\n  // @ts-ignore\n}\n`,
      ].join(""),
    },
    found: ["src/ledger/notes.ts:2 says TODO", "src/ledger/notes.ts:5 says FIXME", "src/ledger/notes.ts:6 says @ts-ignore"],
  },
  {
    rule: housekeeping.everyTestRuns,
    planted: {
      "src/ledger/focus.test.ts":
        'test.only("a", f);\ndescribe.skip("b", f);\ntest.todo("c");\ntest.skipIf(missing)("d", f);\nlist.only;\n',
    },
    found: [
      "src/ledger/focus.test.ts:1 has test.only",
      "src/ledger/focus.test.ts:2 has describe.skip",
      "src/ledger/focus.test.ts:3 has test.todo",
    ],
  },
  {
    rule: housekeeping.machinePaths,
    planted: { "docs/start.md": "# Start\n\ncd /place/of/interlock/src\ncat /place/of/shared/data\ncat /place/of/work\n" },
    root: "/place/of/interlock",
    found: ["docs/start.md:3 names this machine", "docs/start.md:4 names this machine"],
  },
  {
    rule: housekeeping.lock,
    planted: {
      "package-lock.json": JSON.stringify({
        packages: {
          "node_modules/a": { resolved: "https://registry.example/a.tgz", optionalDependencies: { "a-linux": "1", "a-mac": "1" } },
          "node_modules/a-linux": {},
        },
      }),
    },
    found: [
      "node_modules/a is tied to registry.example",
      "node_modules/a may need a-mac, which is not in the lock: npm ci would refuse it",
    ],
  },
  {
    rule: housekeeping.installScripts,
    planted: {
      "package.json": JSON.stringify({ exports: {}, allowScripts: { known: true, refused: false } }),
      "package-lock.json": JSON.stringify({
        packages: {
          "node_modules/known": { hasInstallScript: true },
          "node_modules/known/node_modules/@new/one": { hasInstallScript: true },
          "node_modules/refused": { hasInstallScript: true },
          "node_modules/plain": {},
        },
      }),
    },
    found: ["node_modules/known/node_modules/@new/one has an install script"],
  },
];

describe("architecture rules", () => {
  test("every rule has a planted offence", () => {
    const tried = new Set(OFFENCES.map(({ rule }) => rule.name));
    expect(RULES.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
  });

  for (const rule of RULES) {
    test(`a clean tree keeps: ${rule.name}`, () => {
      expect(rule.offences(treeWith({}))).toEqual([]);
    });
  }

  for (const { rule, planted, found, root } of OFFENCES) {
    test(`${Object.keys(planted).join(", ")} offends: ${rule.name}`, () => {
      expect(rule.offences(treeWith(planted, root))).toEqual(found);
    });
  }
});
