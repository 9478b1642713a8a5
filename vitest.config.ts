import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "forks",
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
