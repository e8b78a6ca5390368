// tsc writes without the executable bit, which `npx larmor` in a checkout needs.
import { chmodSync } from "node:fs";

chmodSync(new URL("../dist/src/cli/main.js", import.meta.url), 0o755);
