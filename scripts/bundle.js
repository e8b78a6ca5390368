// Bundles all modules into a few files: Node resolves, reads and compiles each module separately, which took most of
// the first second of a command (DECISIONS.md, "Built into a few files"). tsc generates the type declarations.
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { hdf5Wasm } from "./hdf5-wasm.js";

const root = fileURLToPath(new URL("../", import.meta.url));
const dist = `${root}dist/`;

/** Modules that are started by their path: those of src/entries. */
const entries = readdirSync(`${root}src/entries`)
  .filter((file) => file.endsWith(".ts"))
  .map((file) => `src/entries/${file.replace(/\.ts$/, "")}`);

/** Modules that other packages import: the `exports` of package.json. */
const { exports } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
const published = Object.values(exports).flatMap((path) => /^\.\/dist\/(.*)\.js$/.exec(path)?.[1] ?? []);

const modules = [...entries, ...published];

const bundle = await rolldown({
  cwd: root,
  input: Object.fromEntries(modules.map((module) => [module, `${module}.ts`])),
  platform: "node",
  external: [/^jiti/, /^dcmjs/], // one finds files of its own, the other is optional
  // Only Node gets rxjs as CommonJS, of which all parts are loaded whatever is imported.
  resolve: { alias: { rxjs: `${root}node_modules/rxjs/dist/esm/index.js` } },
  plugins: [hdf5Wasm()],
  // Modules that import one picture, or one record, from their index need neither PNG and GIF nor XML.
  treeshake: { moduleSideEffects: [{ test: /\/src\/(mrd|rendering)\//, sideEffects: false }] },
});
const { output } = await bundle.write({
  dir: dist,
  cleanDir: true,
  entryFileNames: "[name].js",
  chunkFileNames: "src/chunks/[name].js",
  sourcemap: true,
  comments: false, // Each start would have to read them.
  codeSplitting: {
    // Small modules that nearly all others import: in chunks of their own they would delay each start.
    groups: [
      { name: "basics", test: /\/src\/(errors|async|text|files|debugging)\/|\/src\/(?!cli\/).*\/errors\.ts$/ },
      { name: "basics", test: /\/src\/(app\/(entry|package-root|no-debugger|terminal\/.*)|cli\/exit-status)\.ts$/ },
      // The thread that reads a file for `larmor run` needs its records, and not the header in XML.
      { name: "records", test: /\/src\/mrd\/(records\/(?!attributes)|framing)/ },
      { name: "header", test: /\/src\/mrd\/(header|xml|index)|\/fast-xml-parser\// },
      { name: "options", test: /\/src\/(cli\/arguments|app\/settings\/(default-folders|settings))\.ts$/ },
    ],
  },
});

// The page of the viewer, which browsers load: its modules, its texts, and the styles of all its folders in one file.
// One variant of the kernels is enough for it: what it computes takes milliseconds.
const relaxedKernels = /\/relaxed-kernels\.generated\.ts$/;
const web = await rolldown({
  cwd: `${root}web`,
  input: { page: "src/main.tsx" },
  platform: "browser",
  plugins: [
    {
      name: "plain-kernels",
      load: {
        filter: { id: relaxedKernels },
        handler: () => 'export { kernelsBase64 } from "./kernels.generated.ts";',
      },
    },
  ],
  treeshake: { moduleSideEffects: [{ test: /\/src\/(mrd|numerics|rendering)\//, sideEffects: false }] },
});
const page = await web.write({
  dir: `${dist}web`,
  entryFileNames: "[name].js",
  chunkFileNames: "[name].js",
  minify: true,
});
copyFileSync(`${root}web/index.html`, `${dist}web/index.html`);
const styles = readdirSync(`${root}web/src`, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".css"))
  .sort((a, b) => Number(b.endsWith("page.css")) - Number(a.endsWith("page.css")) || (a < b ? -1 : 1)); // what all use first
writeFileSync(`${dist}web/page.css`, styles.map((path) => readFileSync(`${root}web/src/${path}`, "utf8")).join("\n"));

// A path that is valid both in the sources and in the build.
mkdirSync(`${dist}src/processes`, { recursive: true });
copyFileSync(`${root}src/processes/guard.sh`, `${dist}src/processes/guard.sh`);
copyFileSync(`${root}src/entries/larmor.sh`, `${dist}src/entries/larmor.sh`);
for (const command of ["larmor.sh", "main.js"]) chmodSync(`${dist}src/entries/${command}`, 0o755); // for `npx larmor` in a checkout

// The build contains third-party code, whose licences must be distributed with it.
const folders = [...output, ...page.output]
  .flatMap((file) => (file.type === "chunk" ? file.moduleIds : []))
  .map((id) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+\//.exec(id)?.[0])
  .filter((folder) => folder !== undefined && existsSync(`${folder}package.json`));
const terms = [...new Set(folders)].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}package.json`, "utf8"));
  const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  return [`${name} ${version} (${license})`, ...texts.map((file) => readFileSync(`${folder}${file}`, "utf8").trim())];
});
writeFileSync(`${dist}LICENSES.txt`, `${terms.map((each) => each.join("\n\n")).join(`\n\n${"-".repeat(80)}\n\n`)}\n`);
