import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const record = `${root}dist/.sources`;
const alone = ["package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json"];

/** A hash of all that the build is made from. */
export function sourcesHash() {
  const sources = ["src", "gadgets", "web", "scripts"].flatMap((folder) =>
    readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8" })
      .filter((path) => /\.(js|ts|tsx|css|html|sh)$/.test(path) && !path.includes("node_modules"))
      .filter((path) => folder !== "scripts" || path.endsWith(".js"))
      .map((path) => `${folder}/${path}`),
  );
  const hash = createHash("sha256");
  for (const path of [...sources, ...alone].sort()) hash.update(`${path}\0${readFileSync(`${root}${path}`, "utf8")}\0`);
  return hash.digest("hex");
}

/** Whether dist/ was completely built from the sources as they are now. */
export function isBuilt() {
  try {
    return readFileSync(record, "utf8") === sourcesHash();
  } catch {
    return false;
  }
}

/** Records that dist/ is complete. @param {string} hash of its sources */
export function recordBuild(hash) {
  writeFileSync(record, hash);
}
