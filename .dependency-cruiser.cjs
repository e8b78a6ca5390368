// Which room of the house may import from which: always downwards. See docs/architecture.md.
const rooms = {
  "src/numerics": [],
  "src/mrd": [],
  "src/pool": [],
  "src/program": [],
  "src/faults": [],
  "src/bart": ["src/program"],
  "src/gadget": ["src/mrd", "src/numerics", "src/pool"],
  "src/chain": ["src/mrd", "src/gadget", "src/pool"],
  "src/wire": ["src/mrd"],
  "src/peer": ["src/mrd", "src/program", "src/wire"],
  "src/storage": ["src/mrd"],
  "src/gadgetron": ["src/chain"],
  "src/session": [
    "src/faults",
    "src/mrd",
    "src/gadget",
    "src/chain",
    "src/gadgetron",
    "src/pool",
    "src/wire",
    "src/storage",
  ],
  "src/server": ["src/faults", "src/mrd"], // a session's module is started by its path alone
  "src/client": ["src/mrd", "src/wire", "src/storage"],
  "src/explain": ["src/mrd", "src/pool", "src/gadget", "src/chain"],
  "src/testing": ["src/mrd", "src/numerics", "src/pool", "src/gadget", "src/chain"],
  "src/authoring": [
    "src/mrd",
    "src/numerics",
    "src/pool",
    "src/gadget",
    "src/chain",
    "src/storage",
    "src/testing",
    "src/tools",
  ],
  "src/tools": ["src/mrd", "src/numerics", "src/storage"],
  gadgets: ["src/mrd", "src/numerics", "src/gadget", "src/bart", "src/peer"],
};

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.entries(rooms).map(([room, allowed]) => ({
      name: `${room.replace("src/", "")}-imports-down`,
      severity: "error",
      from: { path: `^${room}/` },
      to: { path: "^(src|gadgets)/", pathNot: [room, ...allowed].map((each) => `^${each}/`) },
    })),
    {
      name: "gadgets-never-each-other",
      comment: "Steps meet in a chain. What two of them need belongs in src/gadget or src/numerics.",
      severity: "error",
      from: { path: "^gadgets/", pathNot: "^gadgets/index\\.ts$" },
      to: { path: "^gadgets/" },
    },
    {
      name: "rooms-have-one-door",
      comment: "A room, or a room within it, is entered through its index.",
      severity: "error",
      from: { path: "^(src/[^/]+|gadgets)/" },
      to: {
        path: "^src/[^/]+/.+",
        pathNot: ["^src/[^/]+/index\\.ts$", "^src/[^/]+/[^/]+/index\\.ts$", "^$1/", "^src/cli/"],
      },
    },
    {
      name: "only-storage-knows-h5wasm",
      severity: "error",
      from: { pathNot: "^src/storage/" },
      to: { path: "node_modules/h5wasm" },
    },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-orphans",
      severity: "error",
      from: { orphan: true, pathNot: ["\\.d\\.ts$", "^src/numerics/kernels/(twins|\\w+\\.assembly)\\.ts$"] },
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
