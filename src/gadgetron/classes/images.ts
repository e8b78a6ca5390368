import { type GadgetClass, gadgetClass, noStep } from "../gadget-class.ts";
import { deciding, flag, integer, number, only, parameter, type Reading } from "../rules.ts";

/** Bits of Gadgetron's `extract_mask`, and their meaning. */
const kinds = ["magnitude", "real", "imag", "phase"] as const;

const mask: Reading<number> = {
  read: (text) => (/^\d+$/.test(text) && Number(text) < 16 ? Number(text) : undefined),
  expected: "a sum of 1 (magnitude), 2 (real), 4 (imaginary) and 8 (phase)",
};

const extract = gadgetClass({
  names: ["ExtractGadget"],
  becomes: "extract",
  properties: {
    extract_mask: deciding(mask, 0, "`as`: 1 magnitude, 2 real, 4 imag, 8 phase, and the following"),
    extract_magnitude: deciding(flag, true, "`as: [magnitude]`"),
    extract_real: deciding(flag, false, "`as: [real]`"),
    extract_imag: deciding(flag, false, "`as: [imag]`"),
    extract_phase: deciding(flag, false, "`as: [phase]`, from −π to π; Gadgetron's range is 0 to 2π"),
    real_imag_offset: only(0, number, "set an offset in to-fixed-point"),
  },
  translate: ({ extract_mask, extract_magnitude, extract_real, extract_imag, extract_phase }) => {
    const asked = [extract_magnitude, extract_real, extract_imag, extract_phase];
    const as = kinds.filter((_, bit) => asked[bit] || (extract_mask >> bit) & 1);
    return {
      steps: [{ gadget: "extract", parameters: { as } }],
      warnings: as.includes("phase") ? ["phase images are from −π to π; Gadgetron's range is 0 to 2π"] : [],
      problems: as.length === 0 ? ["it extracts nothing"] : [],
    };
  },
});

/** Gadgets of Gadgetron that round pixel values. */
function toFixedPoint(name: string, type: string, [min, max, offset]: readonly [number, number, number]): GadgetClass {
  return gadgetClass({
    names: [name],
    becomes: `to-fixed-point: { type: ${type} }`,
    properties: {
      min_intensity: parameter("min", integer, min),
      max_intensity: parameter("max", integer, max),
      intensity_offset: parameter("offset", integer, offset),
    },
    translate: (_values, parameters) => ({
      steps: [{ gadget: "to-fixed-point", parameters: { type, ...parameters } }],
    }),
  });
}

/** Gadgets of Gadgetron from the transform on. */
export const imageClasses: readonly GadgetClass[] = [
  gadgetClass({ names: ["SimpleReconGadget"], becomes: "simple-recon" }),
  gadgetClass({ names: ["FFTGadget"], becomes: "fft" }),
  gadgetClass({
    names: ["DicomFinishGadget"],
    becomes: "`to-dicom: { names: gadgetron }`",
    translate: () => ({ steps: [{ gadget: "to-dicom", parameters: { names: "gadgetron" } }] }),
  }),
  gadgetClass({
    names: ["CombineGadget"],
    becomes: "`coil-combine: { method: rss }`, without a phase",
    translate: () => ({ steps: [{ gadget: "coil-combine", parameters: { method: "rss" } }] }),
  }),
  extract,
  gadgetClass({
    names: ["ComplexToFloatGadget"],
    becomes: "extract: { as: [magnitude] }",
    translate: () => ({ steps: [{ gadget: "extract", parameters: { as: ["magnitude"] } }] }),
  }),
  gadgetClass({
    names: ["AutoScaleGadget"],
    becomes: "auto-scale",
    properties: {
      max_value: parameter("value", number),
      histogram_bins: parameter("bins", integer, 100),
    },
  }),
  gadgetClass({
    names: ["ScaleGadget"],
    becomes: "auto-scale",
    properties: { max_value: parameter("value", number), percentile: parameter("percentile", number, 98.5) },
  }),
  toFixedPoint("FloatToUShortGadget", "ushort", [0, 4095, 2048]),
  toFixedPoint("FloatToShortGadget", "short", [-0x8000, 0x7fff, 0]),
  toFixedPoint("FloatToUIntGadget", "uint", [0, 4095, 2048]),
  toFixedPoint("FloatToIntGadget", "int", [0, 4095, 2048]),
  noStep("`extract` produces single images", "ImageArraySplitGadget"),
  noStep("`extract` numbers the images of each series", "ImageIndexGadget"),
  noStep("`extract` writes their directions into images", "AugmentImageMetadataGadget"),
  noStep(
    "the output of a chain is sent to the client",
    "ImageFinishGadget",
    "ImageFinishGadgetUSHORT",
    "ImageFinishGadgetSHORT",
    "ImageFinishGadgetFLOAT",
    "ImageFinishGadgetCPLX",
  ),
];
