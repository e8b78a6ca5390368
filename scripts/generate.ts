// Generates the documentation of gadgets, commands and chain syntax from the code: npm run generate. With --check, it
// writes nothing and fails if a file is out of date.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { registryText } from "./gadget-registry.ts";
import { kernelsTexts } from "./kernels.ts";
import { taskListText } from "./task-list.ts";

process.env.TMPDIR = "/tmp"; // Defaults in the documentation contain it, whatever it is on this machine.
const root = new URL("../", import.meta.url);
const check = process.argv.includes("--check");
// First, since everything else is generated from the gadgets in the registry, and these load the kernels.
const first = new Map([
  ["gadgets/registry.ts", registryText()],
  ...(await kernelsTexts()),
  ["src/numerics/tasks/index.ts", taskListText()],
]);
if (!check) for (const [path, text] of first) writeFileSync(new URL(path, root), text);
const { generatedFiles, generatedFolders } = await import("./generated-files.ts");

const files = new Map([...first, ...(await generatedFiles())]);
const extra = generatedFolders
  .flatMap((folder) => readdirIfThere(folder).map((name) => `${folder}${name}`))
  .filter((path) => !files.has(path));

if (check) {
  const stale = [...files].filter(([path, text]) => readIfThere(path) !== text).map(([path]) => path);
  for (const path of [...stale, ...extra]) console.error(`${path} is out of date; run npm run generate`);
  if (stale.length + extra.length > 0) process.exitCode = 1;
} else {
  for (const path of extra) rmSync(new URL(path, root));
  for (const [path, text] of files) {
    mkdirSync(dirname(fileURLToPath(new URL(path, root))), { recursive: true });
    writeFileSync(new URL(path, root), text);
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(new URL(path, root), "utf8");
  } catch {
    return undefined;
  }
}

function readdirIfThere(folder: string): string[] {
  try {
    return readdirSync(new URL(folder, root));
  } catch {
    return [];
  }
}
