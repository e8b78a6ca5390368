import { map } from "rxjs";
import { type BypassedImage, defineGadget } from "../../src/gadget-api/index.ts";
import type { Image } from "../../src/mrd/index.ts";

/** The counterpart of `bypass`: bypassed images become images again. */
export default defineGadget({
  name: "restore",
  summary: "Restore bypassed images.",
  in: ["bypassed"],
  out: ["image"],
  parameters: {},
  create: () => map(({ image }: BypassedImage): Image => image),
});
