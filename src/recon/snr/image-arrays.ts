import { type GadgetContext, type ImageArray, MemoryBudget, requireHeader } from "../../gadget-api/index.ts";
import { imageRoles, withRole } from "../images/index.ts";
import { imagesOfBuffer } from "../kspace/index.ts";
import type { SnrImages } from "./operators.ts";
import { accelerationOf, unmixingText } from "./plan.ts";
import { complexOf, RepetitionMoments } from "./repetitions.ts";

/** What {@link SnrArrays} sends. */
export interface SnrArrayOptions {
  /** Repetitions that do not count for the standard deviation. */
  readonly skip: number;
  readonly replicas: number;
}

/** Added to the series of the images; those of g-factor and SNR are Gadgetron's. */
const series = { image: 0, gFactor: 20, snr: 300, repetitions: 400, replicas: 500 } as const;

/** Gadgetron's roles, for `scale`. */
const roles = {
  image: undefined,
  gFactor: imageRoles.gFactor,
  snr: imageRoles.snr,
  repetitions: imageRoles.deviation,
  replicas: imageRoles.deviation,
} as const;

/** What the pixels are. */
const pixels = {
  image: "image in units of the noise, whose standard deviation is g in each of real and imaginary part",
  gFactor: "g-factor, which is 1 without acceleration: SNR is that of all lines divided by g √R",
  snr: "SNR: image in units of the noise, divided by g",
  repetitions: (count: number) => `standard deviation over ${count} repetitions, in units of the noise`,
  replicas: (count: number) =>
    `standard deviation over ${count} pseudo-replicas, in units of the noise: g, as measured`,
} as const;

/** Makes image arrays of images in units of the noise, each result with a series of its own. */
export class SnrArrays {
  readonly #context: GadgetContext;
  readonly #options: SnrArrayOptions;
  readonly #repetitions: RepetitionMoments;

  constructor(context: GadgetContext, options: SnrArrayOptions) {
    this.#context = context;
    this.#options = options;
    const budget = new MemoryBudget(Number.POSITIVE_INFINITY, context);
    this.#repetitions = new RepetitionMoments(options.skip, budget);
  }

  /** @throws GadgetError `result-too-large` */
  take({ plan, images, replicas }: SnrImages): ImageArray[] {
    this.#report(plan);
    const { buffer } = plan;
    const { e0, e1, e2, n, s, slices } = buffer.imaging.shape;
    const missing = buffer.imaging.missing.map((lack) => (lack?.kind === "aliased" ? undefined : lack));
    const sizes = { x: e0, y: e1, z: e2, coils: 1, n, s, slices };
    const unfolded = { ...buffer, imaging: buffer.imaging.with({ missing }) };
    const encoding = requireHeader(this.#context).encoding[buffer.encoding]!;
    const base = imagesOfBuffer(unfolded, { sizes, data: images }, encoding);
    const own = base.attributes.map((attributes, i) => ({
      ...attributes,
      LarmorAcceleration: accelerationOf(plan.images[i]!),
      ...this.#problems(attributes),
    }));
    const described = { ...base, attributes: own };
    this.#repetitions.add(described);

    const gFactor = new Float32Array(images.length / 2);
    const length = e0 * e1 * e2;
    for (const [i, { entry }] of plan.images.entries()) gFactor.set(entry.result!.gFactor, i * length);
    const snr = images.map((value, i) => (gFactor[i >> 1]! > 0 ? value / gFactor[i >> 1]! : 0));
    return [
      result(described, images, "image"),
      result(described, complexOf(gFactor), "gFactor"),
      result(described, snr, "snr"),
      ...[...replicas].map(([image, deviation]) =>
        result(imageOf(described, image), complexOf(deviation), "replicas", this.#options.replicas),
      ),
    ];
  }

  /** The standard deviations over repetitions. */
  *finish(): Iterable<ImageArray> {
    for (const { count, images } of this.#repetitions.deviations())
      yield result(images, images.data, "repetitions", count);
  }

  #problems({ LarmorProblems }: ImageArray["attributes"][number]) {
    const { LarmorNoise = "none" } = this.#context.provenance.notes();
    if (LarmorNoise !== "none") return {};
    const text = "not in units of the noise: there were no noise data, so that the coils were not prewhitened";
    this.#context.reportOnce("noise", "warning", `images are ${text}`);
    return { LarmorProblems: [LarmorProblems ?? [], text].flat().map(String) };
  }

  #report(plan: SnrImages["plan"]): void {
    const { skip, replicas } = this.#options;
    const also = [
      replicas === 0 ? "" : `, the standard deviation over ${replicas} pseudo-replicas (+${series.replicas})`,
      `, at the end that over repetitions after the first ${skip}, if at least 2 follow (+${series.repetitions})`,
    ].join("");
    for (const image of plan.images) {
      if (image.key === undefined) continue;
      const text =
        `${unmixingText(image)}; series of images in units of the noise (+${series.image}), g-factors ` +
        `(+${series.gFactor}) and SNR (+${series.snr})${also}`;
      this.#context.reportOnce(text, "info", text);
    }
  }
}

function result(images: ImageArray, data: Float32Array, kind: keyof typeof series, count = 0): ImageArray {
  const what = pixels[kind];
  const LarmorPixels = typeof what === "string" ? what : what(count);
  const attributes = images.attributes.map((each) => ({ ...each, LarmorPixels }));
  const described = { ...images, data, attributes };
  const role = roles[kind];
  return { ...(role === undefined ? described : withRole(described, role)), series: series[kind] };
}

/** One image of an array. */
function imageOf(images: ImageArray, index: number): ImageArray {
  const length = images.data.length / images.headers.length;
  return {
    ...images,
    shape: { ...images.shape, n: 1, s: 1, slices: 1 },
    data: images.data.subarray(index * length, (index + 1) * length),
    headers: [images.headers[index]!],
    attributes: [images.attributes[index]!],
  };
}
