import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

// Three lanes, which run one after the other: quick failures come first. CONTRIBUTING.md says what belongs where.
const all = "test/**/*.test.ts";
const system = "test/**/*.system.test.ts";
const slow = "test/**/*.slow.test.ts";

/**
 * Unit tests share their modules, since loading them again for each file would take most of the lane's time. Files that
 * replace modules, or declare errors in the registry that all share, have their own.
 */
const replacing = readdirSync("test", { recursive: true, encoding: "utf8" })
  .map((path) => join("test", path))
  .filter(
    (path) =>
      path.endsWith(".test.ts") && /\bvi\.(mock|resetModules)\(|\bdefineErrors\(/.test(readFileSync(path, "utf8")),
  );

/** Unit tests use all cores: they start no processes that need one. */
const maxWorkers = "100%";

function lane(name: string, order: number, test: TestProjectInlineConfiguration["test"]) {
  return {
    test: {
      name,
      testTimeout: 30_000,
      hookTimeout: 30_000,
      ...test,
      setupFiles: ["test/support/seed.ts", ...(test?.setupFiles ?? [])],
      sequence: { groupOrder: order },
    },
  };
}

export default defineConfig({
  test: {
    projects: [
      lane("unit", 0, {
        include: [all],
        exclude: [system, slow, ...replacing],
        setupFiles: ["test/support/no-processes.ts"],
        pool: "threads",
        isolate: false,
        maxWorkers,
      }),
      lane("unit, isolated", 0, {
        include: replacing,
        exclude: [system, slow],
        maxWorkers,
        setupFiles: ["test/support/no-processes.ts"],
      }),
      lane("system", 1, { include: [system], globalSetup: ["test/support/fresh-build.ts"] }),
      lane("types", 2, {
        include: [],
        typecheck: { enabled: true, include: ["test/**/*.test-d.ts"], tsconfig: "./test/types.tsconfig.json" },
      }),
      // Two files at the same time, since one of them waits most of its time.
      lane("slow", 3, { include: [slow], globalSetup: ["test/support/fresh-build.ts"], maxWorkers: 2 }),
    ],
    reporters: ["default", "./test/support/closing-line.ts"],
    coverage: {
      // CI asks for it this way, since it runs the README's command as it stands.
      enabled: process.env.LARMOR_COVERAGE === "1",
      provider: "v8",
      include: ["src/**/*.ts", "gadgets/**/*.ts"],
      // The command line, and the page's jobs and live data, run in processes and threads of their own, which the tests of
      // test/cli, test/server and test/web start.
      exclude: [
        ...["**/*.d.ts", "**/*.assembly.ts", "**/*.cases.ts", "**/index.ts"],
        ...["src/{app,cli,entries}/**", "src/viewer/{jobs,live,thread}/**"],
      ],
      thresholds: { lines: 95, branches: 90 },
    },
  },
});
