import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const alone = ["package.json", "scripts/bundle.js", "tsconfig.json", "tsconfig.build.json"];

/**
 * A hash of all sources of the build. The build writes it into dist/.sources, from which tests see whether the build is
 * up to date.
 */
export function sourcesHash() {
  const sources = ["src", "gadgets", "web"].flatMap((folder) =>
    readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8" })
      .filter((path) => /\.(ts|tsx|css|html)$/.test(path) && !path.includes("node_modules"))
      .map((path) => `${folder}/${path}`),
  );
  const hash = createHash("sha256");
  for (const path of [...sources, ...alone].sort()) hash.update(`${path}\0${readFileSync(`${root}${path}`, "utf8")}\0`);
  return hash.digest("hex");
}
