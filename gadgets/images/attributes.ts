import { map } from "rxjs";
import Type from "typebox";
import { defineGadget, withAttributes } from "../../src/gadget-api/index.ts";
import { type Image, parseAttributes } from "../../src/mrd/index.ts";
import { chainAttributes, directionAttributes } from "../../src/recon/images/index.ts";

const single = Type.Union([Type.String(), Type.Number()]);

/** Sets and removes attributes of images. */
export default defineGadget({
  name: "attributes",
  summary: "Set and remove attributes of images.",
  in: ["image"],
  out: ["image"],
  parameters: {
    set: Type.Record(Type.String({ minLength: 1 }), Type.Union([single, Type.Array(single)]), {
      default: {},
      description: "Values by attribute name; a single value or a list.",
    }),
    remove: Type.Array(Type.String(), { default: [], description: "Names of attributes to remove." }),
    directions: Type.Boolean({
      default: false,
      description: "Set ImageRowDir and ImageColumnDir from the header where missing.",
    }),
    origin: Type.Boolean({
      default: false,
      description: "Record this chain's name and hash, and Larmor's version.",
    }),
  },
  create: ({ provenance }, { set, remove, directions, origin }) => {
    const removed = Object.fromEntries(remove.map((name) => [name, undefined]));
    const always = { ...(origin && chainAttributes(provenance)), ...removed, ...set };
    return map((image: Image): Image => {
      if (!directions) return withAttributes(image, always);
      const known = parseAttributes(image.attributes);
      const missing = Object.entries(directionAttributes(image.header) ?? {}).filter(([name]) => !known.has(name));
      return withAttributes(image, { ...Object.fromEntries(missing), ...always });
    });
  },
});
