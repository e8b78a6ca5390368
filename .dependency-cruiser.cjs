// Imports go to lower levels only. The levels are listed in scripts/levels.cjs; docs/architecture.md shows them.
const { allowedImports, typeImports } = require("./scripts/levels.cjs");

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...[...allowedImports()].map(([folder, allowed]) => ({
      name: `${folder.replace("src/", "").replaceAll("/", "-")}-imports-lower-levels`,
      severity: "error",
      from: { path: `^${folder}/`, pathNot: "\\.cases\\.ts$" },
      to: { path: "^(src|gadgets|web)/", pathNot: allowed.map((each) => `^${each}/`) },
    })),
    ...typeImports().map(({ path, from }) => ({
      name: `${path.replace("src/", "")}-imports-types-only-of-${from.replace("src/", "")}`,
      severity: "error",
      from: { path: `^${path}/` },
      to: { path: `^${from}/`, dependencyTypesNot: ["type-only"] },
    })),
    {
      name: "gadgets-never-each-other",
      comment: "Gadgets meet in a chain. What two of them share belongs in src/recon or src/numerics.",
      severity: "error",
      from: { path: "^gadgets/", pathNot: "^gadgets/registry\\.ts$" },
      to: { path: "^gadgets/" },
    },
    {
      name: "folders-are-imported-through-their-index",
      comment:
        "From outside, a folder of src/ is imported through its index.ts, or that of a folder within it. The list of error " +
        "families is exempt: it loads the declarations alone.",
      severity: "error",
      from: { path: "^(src/[^/]+|gadgets|web)/", pathNot: "^src/app/error-families\\.ts$" },
      to: {
        path: "^src/[^/]+/.+",
        pathNot: ["^src/.+/index\\.ts$", "^$1/", "^src/(cli|app)/"],
      },
    },
    {
      name: "only-mrd-hdf5-imports-h5wasm",
      severity: "error",
      from: { pathNot: "^src/formats/mrd-hdf5/" },
      to: { path: "node_modules/h5wasm" },
    },
    {
      name: "mrd-and-numerics-run-without-node",
      comment: "Both are also for browsers. tsconfig.pure.json checks that they use none of Node's globals either.",
      severity: "error",
      from: { path: "^src/(mrd|numerics)/" },
      to: { dependencyTypes: ["core"] },
    },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-orphans",
      severity: "error",
      from: {
        orphan: true,
        pathNot: ["\\.d\\.ts$", "^src/numerics/kernels/(reference-kernels|\\w+\\.assembly)\\.ts$"],
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      extensions: [".ts", ".js"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node"],
    },
  },
};
