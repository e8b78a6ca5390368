import { readFileSync } from "node:fs";

/** The sources of the package's `exports`. */
const { exports } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));
const published = Object.values(exports).flatMap((path) => {
  const module = /^\.\/dist\/(.*)\.js$/.exec(path)?.[1];
  return module === undefined ? [] : [`${module}.ts`];
});

/** @type {import("knip").KnipConfig} */
export default {
  workspaces: {
    ".": {
      // Modules that are found by their path. A module that a test or a script starts as a process is called *.process.ts.
      entry: [
        "src/entries/*.ts",
        ...published,
        "gadgets/**/*.cases.ts",
        "templates/**/*.ts",
        "{test,scripts}/**/*.process.ts",
        "test/**/*.test.ts",
        "test/**/*.test-d.ts",
        "test/interop/record*.ts",
      ],
      project: ["src/**/*.ts", "gadgets/**/*.ts", "test/**/*.ts", "scripts/*.{js,ts,cjs}"],
      ignore: ["src/numerics/kernels/*.assembly.ts"],
    },
    web: { entry: ["src/main.tsx"], project: ["src/**/*.{ts,tsx}"] },
  },
  ignoreExportsUsedInFile: true,
};
