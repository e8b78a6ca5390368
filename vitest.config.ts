import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    reporters: ["default", "./test/support/closing-line.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    typecheck: { enabled: true, include: ["test/**/*.test-d.ts"], tsconfig: "./tsconfig.json" },
    coverage: {
      // CI asks for it this way, since it runs the README's command as it stands.
      enabled: process.env.LARMOR_COVERAGE === "1",
      provider: "v8",
      include: ["src/**/*.ts", "gadgets/*.ts"],
      // The command line runs in processes of its own, which the tests of test/cli and test/server start.
      exclude: ["**/*.d.ts", "**/*.assembly.ts", "**/index.ts", "src/cli/**"],
      thresholds: { lines: 95, branches: 90 },
    },
  },
});
