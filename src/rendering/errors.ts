import { defineErrors } from "../errors/index.ts";

/** A picture that cannot be rendered. The message says why and what to do. */
export class PictureError extends defineErrors("picture", {
  "no-images": { meaning: "There is no image to show.", remedy: "Choose a group with images: `larmor info`." },
  "no-such-image": {
    meaning: "A number is past the end of the series.",
    remedy: "`larmor info` prints the number of images.",
  },
  "series-ambiguous": { meaning: "There are several image series.", remedy: "Name one; the message lists them." },
  "bad-option": { meaning: "An option is out of range.", remedy: "Use a value within the range in the message." },
  "picture-too-large": {
    meaning: "The picture would be larger than viewers accept.",
    remedy: "Show fewer images.",
  },
}) {}
