/**
 * `npm run auditor`: the auditor as one file, which an outsider takes along and runs with nothing but Node: `dist/interlock-audit.mjs`. All
 * packages are in it, PostgreSQL's parser as well; it loads nothing and writes nothing. The same sources and packages give the same bytes.
 * Prints what was written, and its SHA-256, by which two people know that they have the same.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build, type Plugin } from "vite";

const root = join(import.meta.dirname, "..");
const folder = resolve(process.argv[2] ?? "dist");
// What is bundled is named by its place below this folder.
process.chdir(root);
const NAME = "interlock-audit.mjs";

/** What Emscripten reads from a file beside its program. */
const READS_FILE = "async function getWasmBinary(binaryFile){";

/** PostgreSQL's parser comes as WebAssembly in a file of its own: put into the program that reads it. */
const parserInside: Plugin = {
  name: "parser-inside",
  transform: {
    filter: { id: /libpg-query\.js$/ },
    handler(code, id) {
      if (code.split(READS_FILE).length !== 2) throw new Error(`${id} reads its parser in another way than before`);
      const bytes = readFileSync(id.replace(/\.js$/, ".wasm")).toString("base64");
      return { code: code.replace(READS_FILE, `${READS_FILE}return Buffer.from("${bytes}","base64");`), map: null };
    },
  },
};

await build({
  root,
  configFile: false,
  logLevel: "warn",
  plugins: [parserInside],
  define: { __dirname: "import.meta.dirname" },
  ssr: { noExternal: true },
  build: {
    ssr: join(root, "src/auditor/process.ts"),
    outDir: folder,
    emptyOutDir: false,
    target: "node24",
    // To be read by who runs it.
    minify: false,
    license: { fileName: `${NAME}.licenses.md` },
    rolldownOptions: { output: { entryFileNames: NAME, codeSplitting: false } },
  },
});
const bytes = readFileSync(join(folder, NAME));
console.log(`${join(folder, NAME)}: ${bytes.length} bytes, SHA-256 ${createHash("sha256").update(bytes).digest("hex")}`);
