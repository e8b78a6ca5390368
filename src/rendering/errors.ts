import { defineErrors } from "../errors/index.ts";

/** A picture that can't be made. The message says why and what to do. */
export class PictureError extends defineErrors("picture", {
  "no-images": { meaning: "There is no image to show.", remedy: "Choose a group that has some: `larmor info`." },
  "no-such-image": {
    meaning: "A number is past the end of the series.",
    remedy: "`larmor info` prints how many images there are.",
  },
  "series-ambiguous": { meaning: "There are several image series.", remedy: "Name one; the message lists them." },
  "bad-option": { meaning: "An option is out of its range.", remedy: "Give a value that the message allows." },
  "picture-too-large": {
    meaning: "The picture would be larger than viewers accept.",
    remedy: "Show fewer images at once.",
  },
}) {}
