/**
 * Runs the kernel's tests for Stryker, inside its own worker process: a mutant is switched on by its number, and the first test that
 * fails has killed it. What runs while a module is loaded is loaded again, under an address of its own. Speaks Stryker's interface
 * of test runners (stryker-mutator.io, "Test runner plugin"). `INTERLOCK_MUTANTS=2/5` runs the second fifth: of five mutants in a row, one.
 */
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type CollectedTest, collected } from "./kernel-suite.ts";

/** What is quick and kills most comes first. */
const FILES = ["decide", "json", "read", "verdict", "documentation", "machine", "laws.property"].map(
  (name) => `src/kernel/${name}.test.ts`,
);
FILES.push("test/kernel-differential.test.ts");

/** Which mutants are run: all, or one part of so many parts, which no other part has. */
const [PART = 1, PARTS = 1] = (process.env["INTERLOCK_MUTANTS"] ?? "1/1").split("/").map(Number);
if (!(PART >= 1 && PART <= PARTS)) throw new Error("INTERLOCK_MUTANTS is a part and how many parts there are: 2/5");

/** What instrumented code looks at, and writes down. */
interface Namespace {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  mutantCoverage?: unknown;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
}

const namespace: Namespace = {};
Object.assign(globalThis, { __stryker__: namespace });
let generation = 0;
const suite = new URL("./kernel-suite.ts", import.meta.url).href;
const copy = pathToFileURL(`${process.cwd()}/`).href;
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === "vitest") return { url: suite, shortCircuit: true };
    const found = next(specifier, context);
    const isOurs = found.url.startsWith(copy) && !found.url.includes("/node_modules/") && found.url !== suite;
    return isOurs ? { ...found, url: `${found.url}?generation=${generation}` } : found;
  },
});

interface MutantRun {
  readonly activeMutant: { readonly id: string };
  readonly mutantActivation: "static" | "runtime";
  readonly reloadEnvironment: boolean;
  readonly hitLimit?: number;
  readonly testFilter?: readonly string[];
}

class KernelRunner {
  readonly capabilities = (): object => ({ reloadEnvironment: true });

  async dryRun(): Promise<object> {
    await load();
    const tests = collected.map((test) => {
      namespace.currentTestId = test.name;
      const started = performance.now();
      const failureMessage = failureOf(test);
      const timeSpentMs = performance.now() - started;
      return { id: test.name, name: test.name, timeSpentMs, status: failureMessage === undefined ? 0 : 1, failureMessage };
    });
    namespace.currentTestId = undefined;
    return { status: "complete", tests, mutantCoverage: namespace.mutantCoverage };
  }

  async mutantRun(run: MutantRun): Promise<object> {
    const { id } = run.activeMutant;
    // An error counts neither for the score nor against it.
    if (Number(id) % PARTS !== PART - 1) return { status: "error", errorMessage: "not in this part" };
    namespace.hitCount = run.hitLimit === undefined ? undefined : 0;
    namespace.hitLimit = run.hitLimit;
    namespace.activeMutant = run.mutantActivation === "static" ? id : undefined;
    try {
      if (run.reloadEnvironment || collected.length === 0) await load();
      namespace.activeMutant = id;
      return verdictOn(run);
    } catch (thrown) {
      return { status: "killed", killedBy: ["loading"], failureMessage: String(thrown), nrOfTests: 0 };
    } finally {
      namespace.activeMutant = undefined;
    }
  }
}

function verdictOn({ hitLimit = Number.POSITIVE_INFINITY, testFilter }: MutantRun): object {
  const asked = collected.filter(({ name }) => testFilter === undefined || testFilter.includes(name));
  for (const [place, test] of asked.entries()) {
    const failureMessage = failureOf(test);
    if ((namespace.hitCount ?? 0) > hitLimit) return { status: "timeout", reason: "it runs for ever" };
    if (failureMessage !== undefined) return { status: "killed", killedBy: [test.name], failureMessage, nrOfTests: place + 1 };
  }
  return { status: "survived", nrOfTests: asked.length };
}

/** Imports the test files of the copy that Stryker has instrumented, which is the working directory, as if for the first time. */
async function load(): Promise<void> {
  generation += 1;
  collected.length = 0;
  for (const file of FILES) await import(pathToFileURL(join(process.cwd(), file)).href);
}

function failureOf({ run }: CollectedTest): string | undefined {
  try {
    run();
    return undefined;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

export const strykerPlugins: readonly object[] = [
  { kind: "TestRunner", name: "kernel", factory: Object.assign(() => new KernelRunner(), { inject: [] }) },
];
