#!/usr/bin/env node
/** The command `interlock`. The only place that ends the process. */
import { EXIT } from "./exit-codes.ts";
import { interlock } from "./interlock.ts";

// Whoever reads the output may stop reading: `interlock log | head`.
process.stdout.on("error", () => process.exit(EXIT.ok));
process.exit(await interlock(process.argv.slice(2)));
