// A few files in place of a thousand: Node looks for, reads and compiles each module by itself, which was most of the first second of a
// command (DECISIONS.md, "Built into a few files"). Types are left to tsc.
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = fileURLToPath(new URL("../", import.meta.url));
const dist = `${root}dist/`;

/** Modules that are started or loaded by their path: every file of src/entries, and the tasks of the worker pool. */
const entries = readdirSync(`${root}src/entries`).map((file) => `src/entries/${file.replace(/\.ts$/, "")}`);

/** What other packages import: the `exports` of package.json. */
const { exports } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
const published = Object.values(exports).flatMap((path) => /^\.\/dist\/(.*)\.js$/.exec(path)?.[1] ?? []);

const modules = [...entries, ...published, "src/numerics/tasks"];

const bundle = await rolldown({
  cwd: root,
  input: Object.fromEntries(modules.map((module) => [module, `${module}.ts`])),
  platform: "node",
  external: [/^h5wasm/, /^jiti/], // these find files of their own
});
const { output } = await bundle.write({
  dir: dist,
  cleanDir: true,
  entryFileNames: "[name].js",
  chunkFileNames: "src/chunks/[name].js",
  sourcemap: true,
});

/** Files that modules read, found by a path that holds in the sources and in the build. */
for (const file of ["src/numerics/kernels/kernels.wasm", "src/processes/guard.sh"]) {
  mkdirSync(dirname(`${dist}${file}`), { recursive: true });
  copyFileSync(`${root}${file}`, `${dist}${file}`);
}
chmodSync(`${dist}src/entries/main.js`, 0o755); // `npx larmor` in a checkout needs it

// Whoever passes on the build passes on other people's code, whose terms ask to be passed on with it.
const folders = output
  .flatMap((file) => (file.type === "chunk" ? file.moduleIds : []))
  .map((id) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+\//.exec(id)?.[0])
  .filter((folder) => folder !== undefined && existsSync(`${folder}package.json`));
const terms = [...new Set(folders)].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}package.json`, "utf8"));
  const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  return [`${name} ${version} (${license})`, ...texts.map((file) => readFileSync(`${folder}${file}`, "utf8").trim())];
});
writeFileSync(`${dist}LICENSES.txt`, `${terms.map((each) => each.join("\n\n")).join(`\n\n${"-".repeat(80)}\n\n`)}\n`);
