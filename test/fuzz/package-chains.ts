import { readFileSync } from "node:fs";
import { library } from "../support/session.ts";
import type { Chains } from "./streams.ts";

/**
 * The built-in chains for cases, without those of BART: its handling of damaged data is not tested here, and its
 * processes would take most of the time.
 */
export async function packageChains(): Promise<Chains> {
  const names = (await library.names()).filter((name) => !name.startsWith("bart-"));
  const files = await Promise.all(names.map((name) => library.fileOf(name)));
  return { names, texts: files.map((file) => readFileSync(file!, "utf8")) };
}
