import type { MrdHeader } from "../mrd/index.ts";
import type { GadgetContext } from "./define.ts";
import { GadgetError } from "./errors.ts";

/** The measurement's header, or `undefined` where the client sent none: for steps that can do without. */
export function headerIfAny(context: Pick<GadgetContext, "header">): MrdHeader | undefined {
  try {
    return context.header;
  } catch (error) {
    if (error instanceof GadgetError && error.code === "header-required") return undefined;
    throw error;
  }
}
