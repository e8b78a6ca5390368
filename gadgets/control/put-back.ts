import { map } from "rxjs";
import { type AsideImage, defineGadget } from "../../src/gadget-api/index.ts";
import type { Image } from "../../src/mrd/index.ts";

/** Ends what `set-aside` began: images that went around the steps between are images again. */
export default defineGadget({
  name: "put-back",
  summary: "Make images of what was set aside.",
  in: ["aside"],
  out: ["image"],
  parameters: {},
  create: () => map(({ image }: AsideImage): Image => image),
});
