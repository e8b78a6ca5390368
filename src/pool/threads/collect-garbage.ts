import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Collects all garbage of the calling thread synchronously. Memory of buffers returns to the system a little later. */
export function collectGarbage(): void {
  setFlagsFromString("--expose-gc"); // for contexts made from now on
  (runInNewContext("gc") as () => void)();
  setFlagsFromString("--no-expose-gc");
}
