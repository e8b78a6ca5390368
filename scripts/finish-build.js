// What tsc leaves to do: the kernels beside their module, and the executable bit that `npx larmor` in a checkout needs.
import { chmodSync, copyFileSync } from "node:fs";

const root = new URL("../", import.meta.url);
const kernels = "src/numerics/kernels/kernels.wasm";
copyFileSync(new URL(kernels, root), new URL(`dist/${kernels}`, root));
chmodSync(new URL("dist/src/cli/main.js", root), 0o755);
