import { map } from "rxjs";
import Type from "typebox";
import { defineGadget, withAttributes } from "../../src/gadget-api/index.ts";
import type { Image } from "../../src/mrd/index.ts";
import { contour, contourNames } from "../../src/numerics/images/index.ts";

const share = { minimum: 0, maximum: 1 };

/**
 * Adds a region of interest to an image's attributes, for viewers: `ROI_<name>`, as FIRE defines it, is a list of red,
 * green and blue (0 to 1), thickness, style (0 solid, 1 dashed), visibility, and x and y of each point in pixels, from
 * the upper left corner. Lengths are fractions of the image's shorter side.
 */
export default defineGadget({
  name: "roi",
  summary: "Add the contour of a region to the attributes of images.",
  in: ["image"],
  out: ["image"],
  parameters: {
    name: Type.String({ pattern: "^\\w+$", default: "example", description: "Name of the region." }),
    outline: Type.Enum([...contourNames], { default: "ellipse", description: "Shape of the region." }),
    size: Type.Number({ ...share, default: 0.1, description: "Width and height of the region." }),
    inset: Type.Number({
      ...share,
      default: 0.2,
      description: "Distance of the region's upper left corner from the image's lower and right edges.",
    }),
    color: Type.Array(Type.Number(share), {
      minItems: 3,
      maxItems: 3,
      default: [1, 0, 0],
      description: "Red, green and blue of the line.",
    }),
    thickness: Type.Number({ exclusiveMinimum: 0, default: 1, description: "Thickness of the line." }),
    style: Type.Enum(["solid", "dashed"], { default: "solid", description: "Style of the line." }),
    visible: Type.Boolean({ default: true, description: "Whether viewers show the region initially." }),
  },
  create: (_context, { name, outline: shape, size, inset, color, thickness, style, visible }) =>
    map((image: Image): Image => {
      const [columns, rows] = image.header.matrixSize as readonly [number, number];
      const shorter = Math.min(columns, rows);
      const points = contour(shape, {
        left: columns - inset * shorter,
        top: rows - inset * shorter,
        width: size * shorter,
        height: size * shorter,
      });
      const decimals = (values: readonly number[]) => values.map((value) => value.toFixed(6));
      const line = [...decimals([...color, thickness]), style === "dashed" ? "1" : "0", visible ? "1" : "0"];
      return withAttributes(image, { [`ROI_${name}`]: [...line, ...decimals(points.flat())] });
    }),
});
