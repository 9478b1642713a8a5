#!/usr/bin/env node
/** The command `interlock`. The only place that ends the process. */
import { fileURLToPath } from "node:url";
import { underOwnNode } from "./own-node.ts";
import { EXIT } from "./terminal/exit-codes.ts";

const words = process.argv.slice(2);
const elsewhere = await underOwnNode(fileURLToPath(import.meta.url), words);
if (elsewhere !== undefined) process.exit(elsewhere);
// An older Node can't load the rest.
const { interlock } = await import("./interlock.ts");

// Whoever reads the output may stop reading: `interlock log | head`.
process.stdout.on("error", () => process.exit(EXIT.ok));
process.exit(await interlock(words));
