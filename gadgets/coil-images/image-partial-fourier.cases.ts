import { type GadgetCase, imageArray } from "../../src/testing/index.ts";

const whole = { first: 0, last: 7, step: 1 } as const;
const partial = (size: number) => ({ first: 2, last: size - 1, step: 1 });
const images = imageArray();
const truncated = { ...images, sampled: [whole, partial(images.shape.y), { ...whole, last: 0 }] as const };

export default [
  { name: "pocs", messages: [truncated, images], outputs: 2 },
  { name: "homodyne", messages: [truncated], outputs: 1, parameters: { method: "homodyne" } },
  { name: "a tapered edge", messages: [truncated], outputs: 1, parameters: { method: "filter" } },
] satisfies readonly GadgetCase[];
