import { describe, expect, it } from "vitest";
import { withParameters } from "../../../src/chain/index.ts";
import { noNoiseStore } from "../../../src/gadget-api/index.ts";
import { dryRun, explanationLines, planOf } from "../../../src/inspect/explain/index.ts";
import { formatHeader } from "../../../src/mrd/index.ts";
import { phantom } from "../../../src/simulator/index.ts";
import { library } from "../../support/session.ts";

const text = `description: Images.
save: true
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
  it("tells of each parameter where its value comes from", async () => {
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
    ]);
    expect(steps[2]!.parameters[1]).toEqual({ name: "count", value: 1, from: "gadget", names: [], place: undefined });
  });

  it("tells what is done together", async () => {
    expect(planOf(await chainWith()).fused).toEqual([
      "step 1 (noise-adjust) and step 2 (remove-oversampling) share one pass over each readout, behind step 2",
      "all steps up to the reconstruction use the memory of samples again",
    ]);
  });
});

describe("explanationLines", () => {
  it("explain a chain alone", async () => {
    const lines = explanationLines(planOf(await chainWith({ way: "long" })));
    expect(lines.join("\n")).toContain(`mine: Images.
The incoming data are saved.

Parameters of the chain:
  images  ["magnitude"]  default  for step 5 (extract). Kinds.
  way     "long"         set      chooses among steps. How.

step 1: noise-adjust (mine:7:5)
`);
    expect(lines.join("\n")).toContain(`
step 5: extract (mine:15:5)
  Turn complex images into magnitude, phase, real, imaginary or complex images.
  as      ["magnitude"]  $images at mine:15:20
  series  4              written at mine:15:37
  takes  image-array
  makes  image
`);
  });

  it("explain what becomes of a measurement", async () => {
    const { header, acquisitions } = phantom({ matrix: 16, coils: 2, slices: 2 });
    const chain = await chainWith();
    const options = { header: formatHeader(header), noise: noNoiseStore, maxBytes: 1e9, version: "0" };
    const lines = explanationLines(planOf(chain), await dryRun(chain, acquisitions(), options)).join("\n");
    expect(lines).toContain("\nComes in:\n  32 × acquisition, 27.3 kB: 32 samples × 2 coils\n");
    expect(lines).toContain(`
  takes  32 × acquisition, 19.1 kB: 16 samples × 2 coils
  makes  2 × bucket, 19.1 kB: 16 readouts
  needs  29.7 kB at once, of 1000.0 MB at most
`);
    expect(lines).toContain(
      "  makes  2 × buffer, 8.2 kB: k-space of 16 × 16 × 1, coils 2, in image space along the readout\n",
    );
    expect(lines).toMatch(
      /Goes out:\n {2}2 × image, .*: 16 × 16 × 1, 1 channel, float\n {2}series 4: 2 × magnitude, 16 × 16 × 1, 1 channel, float\n {2}The first image comes with readout 17 of 32, 1 of 2 with the end\.\n/,
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
      "Comes in:\n  19 × acquisition, 16.2 kB:\n    3 of 32 samples of noise × 2 coils\n    16 of 32 samples × 2 coils\n",
    );
    expect(lines).toContain("\nWill be told:\n  accumulate: 3 noise readouts are not used");
  });

  it("say what is not known before, behind another program", async () => {
    const { header, acquisitions } = phantom({ matrix: 16, coils: 2 });
    const options = { header: formatHeader(header), noise: noNoiseStore, maxBytes: 1e9, version: "0" };
    const chain = await library.find("bart-fft");
    const lines = explanationLines(planOf(chain), await dryRun(chain, acquisitions(), options)).join("\n");
    expect(lines).toContain("  makes  what another program makes of it: not known before\n");
    expect(lines).toContain("  takes  what is made of another program's results: not known before\n");
    expect(lines).toContain("Goes out:\n  what is made of another program's results: not known before\n");
  });

  it("say what fails", async () => {
    const { header, acquisitions } = phantom({ matrix: 16, coils: 2, noiseReadouts: 9, deadCoil: 0 });
    const options = { header: formatHeader(header), noise: noNoiseStore, maxBytes: 1e9, version: "0" };
    const chain = await chainWith();
    const lines = explanationLines(planOf(chain), await dryRun(chain, acquisitions(), options)).join("\n");
    expect(lines).toMatch(
      /Goes out:\n {2}nothing\n\nIt will fail:\n {2}chain mine, step 1, noise-adjust \(mine:7:5\).*coil 0/,
    );
    expect(lines).toContain("takes  nothing: no bucket comes");
  });
});
