import { existsSync, readFileSync } from "node:fs";

/** The package's own folder: a step further up when this runs compiled, from dist/. */
export const packageRoot = [new URL("../../", import.meta.url), new URL("../../../", import.meta.url)].find((folder) =>
  existsSync(new URL("package.json", folder)),
)!;

/** Version of the package. */
export const { version } = JSON.parse(readFileSync(new URL("package.json", packageRoot), "utf8")) as {
  version: string;
};
