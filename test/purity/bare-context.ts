/**
 * A program of its own (it needs `--experimental-vm-modules`): loads the kernel into a context that has nothing but the
 * language, without clock, chance, waiting, JSON, console or process, and prints whether it decides there as it does
 * here, and the digest of all that it decided.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { dirname, join } from "node:path";
import { createContext, runInContext, SourceTextModule } from "node:vm";
import * as outside from "../../src/kernel/index.ts";
import { createDice } from "../generators/dice.ts";
import { randomCall, randomMachine, randomState } from "../generators/machine-generator.ts";

/** All that the kernel needs of the language's own globals. */
const NEEDED = ["Array", "Error", "Float64Array", "Int32Array", "Map", "Math", "Number", "Object", "Set", "String"];
const MACHINES = 200;
const CALLS_FOR_EACH = 20;

const context = createContext();
runInContext(
  `((world) => {
    for (const name of Object.getOwnPropertyNames(world)) if (!${JSON.stringify(NEEDED)}.includes(name)) delete world[name];
    delete Math.random;
  })(this)`,
  context,
);

const modules = new Map<string, SourceTextModule>();

function moduleAt(file: string): SourceTextModule {
  const known = modules.get(file);
  if (known !== undefined) return known;
  const made = new SourceTextModule(stripTypeScriptTypes(readFileSync(file, "utf8")), { context, identifier: file });
  modules.set(file, made);
  return made;
}

const door = moduleAt(join(import.meta.dirname, "../../src/kernel/index.ts"));
await door.link((specifier, from) => moduleAt(join(dirname(from.identifier), specifier)));
await door.evaluate();
const inside = door.namespace as typeof outside;

let differences = 0;
const digest = createHash("sha256");
for (let seed = 0; seed < MACHINES; seed++) {
  const play = (kernel: typeof outside): string => {
    const dice = createDice(seed);
    const document = randomMachine(dice, 3);
    const loaded = kernel.loadMachine(document);
    if (!loaded.ok) return loaded.fault.code;
    const machine = loaded.value;
    const steps = dice.times(CALLS_FOR_EACH, () => {
      const tool = dice.below(document.tools.length);
      const state = randomState(dice, document);
      const terminal = kernel.decide(machine, tool, state, randomCall(dice, document, tool));
      const next = kernel.observe(machine, tool, terminal, "unknown", kernel.proceed(machine, terminal, state));
      return [terminal, kernel.ruling(machine, terminal, new Set()), kernel.admissible(machine, state), next.map((after) => [...after])];
    });
    return JSON.stringify(steps);
  };
  const played = play(outside);
  digest.update(played);
  if (play(inside) !== played) differences++;
}

const globals = runInContext("Object.getOwnPropertyNames(this)", context) as string[];
process.stdout.write(
  JSON.stringify({ decisions: MACHINES * CALLS_FOR_EACH, differences, digest: digest.digest("hex"), globals: [...globals].sort() }),
);
