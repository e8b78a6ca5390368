import { describe, expect, it } from "vitest";
import { withParameters } from "../../../src/chain/text/index.ts";
import { noNoiseStore } from "../../../src/gadget-api/services/index.ts";
import { dryRun, explanationLines, planOf } from "../../../src/inspect/explain/index.ts";
import { formatHeader } from "../../../src/mrd/index.ts";
import { phantom } from "../../../src/simulator/index.ts";
import { library } from "../../support/session.ts";

const text = `description: Images.
save: [data, nifti]
parameters:
  images: { default: [magnitude], description: Kinds. }
  way: { default: short, description: How. }
chain:
  - noise-adjust
  - remove-oversampling
  - accumulate: { trigger: slice }
  - choose:
      parameter: way
      branches:
        short: [to-buffer, simple-recon]
        long: [to-buffer, fft, coil-combine]
  - extract: { as: $images, series: 4 }
`;
const chainWith = async (given: Record<string, string> = {}) =>
  withParameters(await library.compile(text, "mine"), given).chain;

describe("planOf", () => {
  it("reports the origin of each parameter's value", async () => {
    const { parameters, steps } = planOf(await chainWith({ images: "phase,real" }));
    expect(parameters.map(({ name, value, from, usedBy }) => [name, value, from, usedBy])).toEqual([
      ["images", ["phase", "real"], "set", ["step 5 (extract)"]],
      ["way", "short", "default", []],
    ]);
    expect(steps.map(({ position, gadget }) => `${position}: ${gadget}`)).toEqual([
      "step 1: noise-adjust",
      "step 2: remove-oversampling",
      "step 3: accumulate",
      "step 1 in branch short of step 4: to-buffer",
      "step 2 in branch short of step 4: simple-recon",
      "step 5: extract",
    ]);
    expect(steps.at(-1)!.parameters).toEqual([
      { name: "as", value: ["phase", "real"], from: "parameter", names: ["images"], place: "mine:15:20" },
      { name: "series", value: 4, from: "chain", names: [], place: "mine:15:37" },
      { name: "offsets", value: true, from: "gadget", names: [], place: undefined },
      { name: "seriesBy", value: "none", from: "gadget", names: [], place: undefined },
      { name: "sequenceAttributes", value: true, from: "gadget", names: [], place: undefined },
    ]);
    expect(steps[2]!.parameters[1]).toEqual({ name: "count", value: 1, from: "gadget", names: [], place: undefined });
  });

  it("reports shared work", async () => {
    expect(planOf(await chainWith()).fused).toEqual([
      "step 1 (noise-adjust) and step 2 (remove-oversampling) share one pass over each readout, after step 2",
      "all steps up to the reconstruction reuse sample buffers",
    ]);
  });
});

describe("explanationLines", () => {
  it("explain a chain without a measurement", async () => {
    const lines = explanationLines(planOf(await chainWith({ way: "long" })));
    expect(lines.join("\n")).toContain(`mine: Images.
The incoming data are saved.
The images are also saved as NIfTI.

Parameters of the chain:
  images  ["magnitude"]  default  for step 5 (extract). Kinds.
  way     "long"         set      selects steps. How.

step 1: noise-adjust (mine:7:5)
`);
    expect(lines.join("\n")).toContain(`
step 5: extract (mine:15:5)
  Turn complex images into magnitude, phase, real, imaginary or complex images.
  as                  ["magnitude"]  $images at mine:15:20
  series              4              written at mine:15:37
  offsets             true           the gadget's default
  seriesBy            "none"         the gadget's default
  sequenceAttributes  true           the gadget's default
  input   image-array
  output  image
`);
  });

  it("explain what a chain does with a measurement", async () => {
    const { header, acquisitions } = phantom({ matrix: 16, coils: 2, slices: 2 });
    const chain = await chainWith();
    const options = { header: formatHeader(header), noise: noNoiseStore, maxBytes: 1e9, version: "0" };
    const lines = explanationLines(planOf(chain), await dryRun(chain, acquisitions(), options)).join("\n");
    expect(lines).toContain("\nInput:\n  32 × acquisition, 27.3 kB: 32 samples × 2 coils\n");
    expect(lines).toContain(`
  input   32 × acquisition, 19.1 kB: 16 samples × 2 coils
  output  2 × bucket, 19.1 kB: 16 readouts
  memory  29.7 kB of at most 1000.0 MB
`);
    expect(lines).toContain(
      "  output  2 × buffer, 8.2 kB: k-space of 16 × 16 × 1, coils 2, in image space along the readout\n",
    );
    expect(lines).toMatch(
      /Output:\n {2}2 × image, .*: 16 × 16 × 1, 1 channel, float\n {2}series 4: 2 × magnitude, 16 × 16 × 1, 1 channel, float\n {2}The first image leaves after readout 17 of 32, 1 of 2 after the last\.\n/,
    );
    expect(lines).toMatch(
      /\nWarnings:\n {2}noise-adjust: no noise readouts before the image data: the data are not prewhitened$/,
    );
  });

  it("names shapes one by one where there are several", async () => {
    const { header, acquisitions } = phantom({ matrix: 16, coils: 2, noiseReadouts: 3 });
    const options = { header: formatHeader(header), noise: noNoiseStore, maxBytes: 1e9, version: "0" };
    const chain = await library.find("default");
    const lines = explanationLines(planOf(chain), await dryRun(chain, acquisitions(), options)).join("\n");
    expect(lines).toContain(
      "Input:\n  19 × acquisition, 16.2 kB:\n    3 of 32 samples of noise × 2 coils\n    16 of 32 samples × 2 coils\n",
    );
    expect(lines).toContain("\nMessages to the client:\n  accumulate: 3 noise readouts are not used");
  });

  it("say what is unknown after an external program", async () => {
    const { header, acquisitions } = phantom({ matrix: 16, coils: 2 });
    const options = { header: formatHeader(header), noise: noNoiseStore, maxBytes: 1e9, version: "0" };
    const chain = await library.find("bart-fft");
    const lines = explanationLines(planOf(chain), await dryRun(chain, acquisitions(), options)).join("\n");
    expect(lines).toContain("  output  computed by an external program: unknown\n");
    expect(lines).toContain("  input   depends on the results of an external program: unknown\n");
    expect(lines).toContain("Output:\n  depends on the results of an external program: unknown\n");
  });

  it("say what fails", async () => {
    const { header, acquisitions } = phantom({ matrix: 16, coils: 2, noiseReadouts: 9, deadCoil: 0 });
    const options = { header: formatHeader(header), noise: noNoiseStore, maxBytes: 1e9, version: "0" };
    const chain = await chainWith();
    const lines = explanationLines(planOf(chain), await dryRun(chain, acquisitions(), options)).join("\n");
    expect(lines).toMatch(
      /Output:\n {2}nothing\n\nIt will fail:\n {2}chain mine, step 1, noise-adjust \(mine:7:5\).*coil 0/,
    );
    expect(lines).toContain("input   nothing: no bucket arrives");
  });
});
