import { imageRoles, withRole } from "../../src/recon/images/index.ts";
import { type GadgetCase, imageArray } from "../../src/testing/index.ts";

const repeated = (n: number) => withRole(imageArray({ n, s: 2 }), imageRoles.snr);

export default [
  { name: "maps of seven repetitions", messages: [repeated(7)], outputs: 2 },
  { name: "too few, and other images", messages: [repeated(3), imageArray({ n: 7 })], outputs: 2 },
] satisfies readonly GadgetCase[];
