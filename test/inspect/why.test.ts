import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { why } from "../../src/cli/commands/why.ts";
import { MrdFileWriter } from "../../src/formats/mrd-hdf5/index.ts";
import { provenanceLines, provenanceOf } from "../../src/inspect/why/index.ts";
import {
  DataType,
  formatAttributes,
  formatHeader,
  type Image,
  type MrdHeader,
  parseHeader,
} from "../../src/mrd/index.ts";
import { phantom } from "../../src/simulator/index.ts";
import { image } from "../../src/testing/index.ts";
import { runCommand } from "../support/command.ts";
import { memoryNoise } from "../support/memory-noise.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { library } from "../support/session.ts";

const options = { matrix: 16, coils: 2, noiseLevel: 0.01 };

/** Provenance of images of a chain. */
async function explained(
  chain: string,
  phantomOptions: object,
  parameters: Record<string, string> = {},
  noise = memoryNoise(),
) {
  const measured = phantom({ ...options, ...phantomOptions });
  const { images } = await reconstruct(chain, measured.header, [...measured.acquisitions()], { parameters, noise });
  return { images, lines: provenanceLines("image_0", provenanceOf(images)) };
}

describe("provenance of images", () => {
  it("names chain, texts, versions and steps, and what the client set", async () => {
    const { lines } = await explained("cartesian", {}, { trigger: "slice" });
    expect(lines[0]).toBe("image_0, image 0:");
    expect(lines[1]).toMatch(
      /^ {2}Reconstructed by chain cartesian \(text [0-9a-f]{12}, as run [0-9a-f]{12}\), with Larmor 0 on Node \d+\.\d+\.\d+\. Its steps were noise-adjust, .*, extract\.$/,
    );
    expect(lines).toContain("  The client set trigger=slice.");
  });

  it("distinguishes runs only by what the client set", async () => {
    const hash = async (parameters: Record<string, string>) => {
      const { lines } = await explained("cartesian", {}, parameters);
      return /text (\w+), as run (\w+)/.exec(lines[1]!)!.slice(1);
    };
    const [text, plain] = await hash({});
    expect(await hash({ trigger: "repetition" })).toEqual([text, plain]);
    const [sameText, other] = await hash({ trigger: "slice" });
    expect(sameText).toBe(text);
    expect(other).not.toBe(plain);
  });

  it("says what the pixels are, if it is not the signal", async () => {
    const accelerated = { matrix: 32, coils: 8, acceleration: 2, calibrationWidth: 20, singleLattice: true };
    const { lines } = await explained("cartesian-snr", accelerated);
    const text = lines.join(" ");
    expect(text).toMatch(/Its pixels are: image in units of the noise, whose standard deviation is g .*; R is 2\./);
    expect(text).toMatch(/Its pixels are: SNR: image in units of the noise, divided by g; R is 2\./);
  });

  it("reports the source of the noise", async () => {
    const own = await explained("cartesian", { noiseReadouts: 4 });
    expect(own.lines).toContain("  Its coils were prewhitened with 128 noise samples from this measurement.");
    const without = await explained("cartesian", {});
    expect(without.lines).toContain("  Its coils were not prewhitened: there were no noise data.");
    expect((await explained("default", {})).lines.join("\n")).not.toMatch(/prewhitened/);
  });

  it("reports lines, partial Fourier, scale and stored pixels", async () => {
    const { lines } = await explained(
      "cartesian-full",
      { partialFourier: 0.75, averages: 2, alternating: false },
      { partialFourier: "pocs" },
    );
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^ {2}12 lines of its k-space were acquired, 12 of them more than once \(at most 2 times\) and averaged\.$/,
      ),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/^ {2}In k-space, the side omitted by partial Fourier was filled by pocs/),
    );
    const short = await explained("cartesian-short", {});
    expect(short.lines).toContainEqual(
      expect.stringMatching(/^ {2}Its pixels were multiplied by [\d.]+ and are stored as unsigned 16-bit integers\.$/),
    );
  });

  it("keeps the noise of branches apart", async () => {
    const chain = await library.compile(`description: d
chain:
  - parallel:
      white: [noise-adjust, remove-oversampling, accumulate, to-buffer, simple-recon, extract]
      plain: [remove-oversampling, accumulate, to-buffer, simple-recon, { extract: { series: 5 } }]
`);
    const measured = phantom({ ...options, noiseReadouts: 4 });
    const { images } = await reconstruct(chain, measured.header, [...measured.acquisitions()], {});
    const ofSeries = (series: number) => images.filter(({ header }) => header.imageSeriesIndex === series);
    expect(provenanceOf(ofSeries(0))[0]!.sentences.join("\n")).toMatch(/prewhitened with 128/);
    expect(provenanceOf(ofSeries(5))[0]!.sentences.join("\n")).not.toMatch(/prewhitened/);
  });

  it("says little about images of other programs, and nothing wrong", () => {
    const thirdParty = image([1], { attributes: formatAttributes({ ImageProcessingHistory: ["A", "B"] }) });
    expect(provenanceOf([image([1]), thirdParty]).map(({ sentences }) => sentences)).toEqual([
      ["It has no provenance attributes of Larmor."],
      ["It has no provenance attributes of Larmor; it was processed by A, B."],
    ]);
  });

  it("counts discarded readouts, clipped and non-finite pixels", () => {
    const attributes = formatAttributes({
      LarmorLines: 1,
      LarmorDroppedReadouts: 2,
      LarmorClippedPixels: 3,
      LarmorNonFinitePixels: 1,
      LarmorGadgets: ["hann 1a2b"],
    });
    expect(provenanceOf([image([1], { dataType: DataType.short, attributes })])[0]!.sentences).toEqual([
      "1 pixel is NaN or infinite, because samples were.",
      "It has no provenance attributes of Larmor.",
      "Third-party gadgets: hann 1a2b.",
      "1 line of its k-space was acquired; 2 readouts outside the encoded matrix discarded.",
      "Its pixels are stored as 16-bit integers, 3 of them clipped to their range.",
    ]);
  });

  it("reports the phase of EPI", () => {
    const attributes = formatAttributes({
      LarmorChain: "epi",
      LarmorEpiSlope: 2.2,
      LarmorEpiIntercept: 0.8,
      LarmorEpiDrift: 0.02,
      LarmorEpiGhost: 0.0125,
    });
    expect(provenanceOf([image([1], { attributes })])[0]!.sentences).toContain(
      "Its lines were read in both directions: forward ones had a phase of 2.2 rad over the field of view and 0.8 rad at " +
        "its centre relative to the others, and each echo added 0.02 rad; a ghost of 1.3 % of the object remained after " +
        "the correction.",
    );
  });

  it("says first what the image lacks", () => {
    const attributes = formatAttributes({
      LarmorChain: "mine",
      LarmorProblems: ["aliased: 64 of 128 lines were acquired"],
    });
    expect(provenanceOf([image([1], { attributes })])[0]!.sentences[0]).toBe("Aliased: 64 of 128 lines were acquired.");
  });
});

describe("larmor why", () => {
  const folder = mkdtempSync(join(tmpdir(), "larmor-why-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "images.h5");
  let images: readonly Image[];
  let header: MrdHeader;

  beforeAll(async () => {
    const measured = phantom({ ...options, slices: 3 });
    header = parseHeader(formatHeader(measured.header));
    ({ images } = await reconstruct("cartesian-short", header, [...measured.acquisitions()], {}));
    const writer = await MrdFileWriter.create(path, { group: "g" });
    for (const each of images) writer.append(each);
    writer.close();
  });

  it("reports what all images of a series share once, and then the differences", async () => {
    const { stdout } = await runCommand(why, path);
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toBe("image_0, images 0 to 2:");
    expect(lines.filter((line) => line.includes("chain cartesian-short"))).toHaveLength(1);
    expect(lines.filter((line) => /^ {2}Image \d: Its pixels were multiplied by/.test(line))).toHaveLength(3);
  });

  it("reports one image, and as JSON", async () => {
    const { stdout } = await runCommand(why, path, "0:1");
    expect(stdout).toMatch(/^image_0, image 1:\n/);
    const { stdout: json } = await runCommand(why, path, "image_0:2", "--json");
    expect(JSON.parse(json)).toMatchObject([
      { series: "image_0", stories: [{ first: 2, last: 2, sentences: expect.any(Array) }] },
    ]);
  });

  it("lists existing images if the image does not exist", async () => {
    await expect(runCommand(why, path, "0:3")).rejects.toThrow("image_0 has no image 3: there are 3, counted from 0");
    await expect(runCommand(why, path, "nothing")).rejects.toThrow(/no image series nothing: it has image_0/);
  });
});
