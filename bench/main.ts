/**
 * `npm run bench NAME`: runs `bench/NAME.ts` in a process of its own, so that no benchmark warms or litters another's
 * heap. Without a name it lists what there is, each with the first line of its header.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

const folder = import.meta.dirname;
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".ts") && file !== basename(import.meta.filename))
  .map((file) => file.slice(0, -".ts".length))
  .sort();

/** The first line of a file's header comment. */
function purpose(name: string): string {
  const header = /^\/\*\*\s*(?:\n \* )?([^\n*]+)/.exec(readFileSync(join(folder, `${name}.ts`), "utf8"));
  return header?.[1]?.trim() ?? "";
}

const [name, ...args] = process.argv.slice(2);
if (name !== undefined && names.includes(name)) {
  const child = spawnSync(process.execPath, ["--expose-gc", join(folder, `${name}.ts`), ...args], { stdio: "inherit" });
  process.exitCode = child.status ?? 1;
} else {
  if (name !== undefined) console.error(`bench: there is no benchmark \`${name}\``);
  console.log("npm run bench NAME, where NAME is one of\n");
  for (const each of names) console.log(`  ${each.padEnd(10)} ${purpose(each)}`);
  process.exitCode = name === undefined ? 0 : 2;
}
