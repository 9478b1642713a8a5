import { appendFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "forks",
    // No report has these: a run of some files again can't make them good.
    onUnhandledError: ({ name, message }) => {
      const file = process.env["INTERLOCK_UNHANDLED"];
      if (file !== undefined) appendFileSync(file, `${name}: ${message}\n`);
    },
    // Vitest's default is a core fewer than there are: one file at a time on two cores, most of it spent waiting for processes to start.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // `npm run coverage`: every branch of what decides is taken by some test of its own.
    coverage: {
      provider: "v8",
      include: ["src/kernel/**/*.ts"],
      exclude: ["**/*.test.ts"],
      reporter: "text",
      thresholds: { 100: true },
    },
  },
});
