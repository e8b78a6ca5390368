import { map } from "rxjs";
import { type BypassedImage, defineGadget } from "../../src/gadget-api/index.ts";
import type { Image } from "../../src/mrd/index.ts";

/** Ends what `bypass` began: images that went around the steps between are images again. */
export default defineGadget({
  name: "restore",
  summary: "Make images of what was set aside.",
  in: ["bypassed"],
  out: ["image"],
  parameters: {},
  create: () => map(({ image }: BypassedImage): Image => image),
});
