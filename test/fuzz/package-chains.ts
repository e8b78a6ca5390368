import { fileURLToPath } from "node:url";
import { library } from "../support/session.ts";
import { type Chains, chainsIn } from "./streams.ts";

/**
 * The chains that cases name. How BART takes damaged data is not ours to test, and its processes would take most of the time.
 */
export async function packageChains(): Promise<Chains> {
  const names = (await library.names()).filter((name) => !name.startsWith("bart-"));
  return chainsIn(fileURLToPath(new URL("../../pipelines/", import.meta.url)), names);
}
