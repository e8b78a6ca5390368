// Builds dist/: bundles the modules, and generates the type declarations. It takes no time if nothing has changed.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { isBuilt, recordBuild, sourcesHash } from "./sources.js";

const root = fileURLToPath(new URL("../", import.meta.url));

if (isBuilt() && !process.argv.includes("--force")) {
  console.log("dist/ is up to date; `npm run build -- --force` builds it again");
} else {
  const hash = sourcesHash(); // Before anything is read, so that files edited during the build are built again.
  await import("./bundle.js");
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
  if (status === 0) recordBuild(hash);
  else process.exitCode = status ?? 1;
}
