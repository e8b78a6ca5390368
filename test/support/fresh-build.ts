import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { isBuilt } from "../../scripts/sources.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Builds if the build is out of date: before the system and slow lanes, and before each of their runs in watch mode.
 */
export default function setup(project: TestProject): void {
  buildIfStale();
  project.onTestsRerun(buildIfStale);
}

function buildIfStale(): void {
  if (isBuilt()) return;
  console.log("The build in dist/ is missing or older than the sources: npm run build");
  execFileSync("npm", ["run", "-s", "build"], { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
}
