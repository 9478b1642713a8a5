/**
 * Which file may import which. What a layer may import is written in one place, the `references` of its tsconfig.json;
 * these rules make it true of every import, and keep files from importing one another in a circle.
 */
import type { SourceFile, SourceTree } from "../../scripts/source-tree.ts";
import { layersOf, PAGE_LAYER, PROGRAM_LAYERS, productSources, type Rule } from "./rule.ts";

/** Trusted layers hold their own code only: what decides, orders and records must be readable in a day. */
const WITHOUT_PACKAGES = ["fault", "kernel", "diagram", "crypto", "link", "ledger"];

/** What the page may know of its server: the words that they speak. */
const PAGE_DOOR = "src/console-server/api.ts";

/** All of our code that runs in the page: how foreign text is shown, as on a terminal. */
const PAGE_CODE = "src/exact/index.ts";

/** The layers that a layer's tsconfig refers to. */
function referencesOf(tree: SourceTree, layer: string): readonly string[] {
  const text = tree.texts.get(`src/${layer}/tsconfig.json`);
  if (text === undefined) return [];
  const { references } = JSON.parse(text) as { references?: readonly { path: string }[] };
  return (references ?? []).map((reference) => reference.path.replace("../", ""));
}

function layerOf(path: string): string | undefined {
  return /^src\/([^/]+)\//.exec(path)?.[1];
}

interface ForeignImport {
  readonly source: SourceFile;
  readonly line: number;
  readonly target: string;
  readonly layer: string;
  readonly typeOnly: boolean;
}

/** Every import of another layer: who, from which file and line. */
function foreignImports(sources: readonly SourceFile[]): readonly ForeignImport[] {
  return sources.flatMap((source) =>
    source.imports.flatMap(({ target, line, typeOnly }) => {
      const layer = target === undefined ? undefined : layerOf(target);
      return target === undefined || layer === undefined || layer === source.layer ? [] : [{ source, line, target, layer, typeOnly }];
    }),
  );
}

export const references: Rule = {
  name: "a layer imports only what its tsconfig refers to",
  remedy: "move the code to the layer it belongs to, or pass the value in; adding a reference changes the architecture",
  offences: (tree) =>
    foreignImports(productSources(tree))
      .filter(({ source, layer }) => source.layer !== undefined && !referencesOf(tree, source.layer).includes(layer))
      .map(({ source, line, target }) => `${source.path}:${line} imports ${target}`),
};

export const doors: Rule = {
  name: "a layer is entered through its index.ts",
  remedy: "import the layer's index.ts; export the name there if others need it",
  offences: (tree) =>
    foreignImports(tree.sources)
      .filter(({ target, layer }) => target !== `src/${layer}/index.ts`)
      .filter(({ source, target }) => source.layer !== PAGE_LAYER || target !== PAGE_DOOR)
      .map(({ source, line, target }) => `${source.path}:${line} imports ${target}`),
};

export const pageStandsAlone: Rule = {
  name: `the page takes from us only ${PAGE_CODE}, and types of ${PAGE_DOOR}`,
  remedy: "ask the console's server for it: in the browser run the page and packages for drawing, nothing of a trusted layer",
  offences: (tree) => [
    ...foreignImports(productSources(tree))
      .filter(({ source, target, typeOnly }) => source.layer === PAGE_LAYER && target !== PAGE_CODE && (target !== PAGE_DOOR || !typeOnly))
      .map(({ source, line, target }) => `${source.path}:${line} imports ${target}`),
    ...productSources(tree)
      .filter((source) => source.layer === PAGE_LAYER)
      .flatMap(({ path, imports }) => imports.filter(({ specifier }) => specifier.startsWith("node:")).map((each) => ({ path, ...each })))
      .map(({ path, line, specifier }) => `${path}:${line} imports ${specifier}`),
  ],
};

export const circles: Rule = {
  name: "files do not import one another in a circle",
  remedy: "move what both need into a file of its own",
  offences: (tree) => {
    const sources = new Map(productSources(tree).map((source) => [source.path, source]));
    const finished = new Set<string>();
    const found: string[] = [];
    const visit = (path: string, way: readonly string[]): void => {
      const source = sources.get(path);
      if (source === undefined || finished.has(path)) return;
      if (way.includes(path)) {
        found.push([...way.slice(way.indexOf(path)), path].join(" -> "));
        return;
      }
      for (const { target } of source.imports) if (target !== undefined) visit(target, [...way, path]);
      finished.add(path);
    };
    for (const path of sources.keys()) visit(path, []);
    return found;
  },
};

export const packages: Rule = {
  name: "the trusted layers have no npm dependency",
  remedy: `write it here, or move what needs the package out of ${WITHOUT_PACKAGES.join(", ")}`,
  offences: (tree) =>
    productSources(tree)
      .filter((source) => WITHOUT_PACKAGES.includes(source.layer ?? ""))
      .flatMap((source) =>
        source.imports
          .filter(({ specifier }) => !specifier.startsWith(".") && !specifier.startsWith("node:"))
          .map(({ specifier, line }) => `${source.path}:${line} imports ${specifier}`),
      ),
};

export const auditorStandsAlone: Rule = {
  name: "the auditor imports nothing of ours",
  remedy: "write it a second time in src/auditor, independently: an auditor that shares code shares its defects",
  offences: (tree) => [
    ...referencesOf(tree, "auditor").map((layer) => `src/auditor/tsconfig.json refers to ${layer}`),
    ...foreignImports(tree.sources)
      .filter(({ source }) => source.layer === "auditor")
      .map(({ source, line, target }) => `${source.path}:${line} imports ${target}`),
  ],
};

export const projects: Rule = {
  name: "each layer has a door, a project and a subpath export",
  remedy: "add src/<layer>/index.ts, list the layer in tsconfig.json, and export ./<layer> in package.json (cli and console are programs)",
  offences: (tree) => {
    const root = tree.texts.get("tsconfig.json") ?? "";
    const { exports = {} } = JSON.parse(tree.texts.get("package.json") ?? "{}") as { exports?: Record<string, unknown> };
    return layersOf(tree).flatMap((layer) => [
      ...(root.includes(`"src/${layer}"`) ? [] : [`tsconfig.json does not list src/${layer}`]),
      ...(tree.texts.has(`src/${layer}/tsconfig.json`) ? [] : [`src/${layer} has no tsconfig.json`]),
      ...(PROGRAM_LAYERS.includes(layer) || tree.texts.has(`src/${layer}/index.ts`) ? [] : [`src/${layer} has no index.ts`]),
      ...(PROGRAM_LAYERS.includes(layer) || `./${layer}` in exports ? [] : [`package.json does not export ./${layer}`]),
    ]);
  },
};

export const layerTables: Rule = {
  name: "the tables of layers in ARCHITECTURE.md and STYLE.md have every layer, and say what each tsconfig refers to",
  remedy: "change the tables with the references: a new import between layers is a change of the architecture",
  offences: (tree) => {
    const rows = (tree.texts.get("STYLE.md") ?? "").matchAll(/^\| `([a-z-]+)` \| ([a-z –-]+) \|/gm);
    const cells = new Map([...rows].map(([, layer, cell]) => [layer, cell]));
    const described = tree.texts.get("ARCHITECTURE.md") ?? "";
    return layersOf(tree).flatMap((layer) => {
      if (!described.includes(`\n| \`${layer}\` | `)) return [`ARCHITECTURE.md has no row for ${layer}`];
      const cell = cells.get(layer);
      if (cell === undefined) return [`STYLE.md has no row for ${layer}`];
      if (cell === "all") return [];
      const written = cell.split(" ").filter((word) => word !== "–");
      const actual = referencesOf(tree, layer);
      return [
        ...actual.filter((other) => !written.includes(other)).map((other) => `STYLE.md does not say that ${layer} may import ${other}`),
        ...written.filter((other) => !actual.includes(other)).map((other) => `STYLE.md says that ${layer} may import ${other}`),
      ];
    });
  },
};
