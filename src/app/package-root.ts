import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The package's own folder: one level further up if this runs compiled, from dist/. */
export const packageRoot = [new URL("../../", import.meta.url), new URL("../../../", import.meta.url)].find((folder) =>
  existsSync(new URL("package.json", folder)),
)!;

/** The version of the package. */
export const { version } = JSON.parse(readFileSync(new URL("package.json", packageRoot), "utf8")) as {
  version: string;
};

/** Folder of the built page. */
export const builtPage = fileURLToPath(new URL("dist/web/", packageRoot));
