import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { MrdFile, type MrdGroup } from "../../src/formats/mrd-hdf5/index.ts";
import type { Acquisition } from "../../src/mrd/index.ts";
import { TapFolder } from "../../src/session/index.ts";
import { phantom } from "../../src/simulator/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { allSteps, library } from "../support/session.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-tap-"));
afterAll(() => rmSync(folder, { recursive: true }));

const measured = phantom({ matrix: 16, coils: 2, slices: 2, noiseLevel: 0.01, waveforms: true });
const TAPPED = `description: d
chain:
  - tap: raw
  - remove-oversampling
  - tap: { name: cropped }
  - accumulate
  - tap: collected
  - to-buffer
  - tap: k-space
  - simple-recon
  - tap: images
  - extract
  - tap: results
`;

async function run(text: string, where?: string) {
  const taps = where === undefined ? undefined : new TapFolder(where, 7);
  const chain = await library.compile(text, "taps.yaml", allSteps);
  return reconstruct(chain, measured.header, [...measured.waveforms(), ...measured.acquisitions()], { taps });
}

/** Lists the contents of a tap's file. */
async function tapped<T>(name: string, look: (group: MrdGroup) => T): Promise<T> {
  const file = readdirSync(folder).filter((each) => each.startsWith(`${name}_`));
  expect(file).toEqual([expect.stringMatching(/_session7\.h5$/)]);
  const opened = await MrdFile.open(join(folder, file[0]!));
  try {
    return look(opened.group());
  } finally {
    opened.close();
  }
}

describe("tap", () => {
  it("saves the messages at each position of a chain, without changing them", async () => {
    const { images, reported } = await run(TAPPED, folder);
    const untapped = await run(TAPPED.replaceAll(/ {2}- tap: .*\n/g, ""));
    expect(images).toEqual(untapped.images.map((each, i) => ({ ...each, attributes: images[i]!.attributes })));
    expect(reported).toEqual(untapped.reported);

    const samples = (readouts: Iterable<Acquisition>) => [...readouts].map(({ data }) => [...data]);
    await tapped("raw", (group) => {
      expect(samples(group.acquisitions())).toEqual(samples(measured.acquisitions()));
      expect(group.waveformCount).toBe([...measured.waveforms()].length);
      expect(group.header).toContain("<matrixSize>");
    });
    const cropped = await tapped("cropped", (group) => {
      expect(group.header).toMatch(/<encodedSpace>\s*<matrixSize>\s*<x>16</);
      return samples(group.acquisitions());
    });
    expect(cropped[0]).toHaveLength(2 * 16 * 2);
    // Files store k-space, even if the chain has left the readouts in image space.
    const inKSpace = (await run("description: d\nchain: [remove-oversampling]")).images;
    expect(inKSpace).toHaveLength(cropped.length);
    for (const [i, { data }] of inKSpace.entries())
      expect(relativeError(cropped[i]!, data as Float32Array)).toBeLessThan(1e-6);
    expect(await tapped("collected", (group) => samples(group.acquisitions()))).toEqual(cropped);
    // Without `splitSlices: false`, each slice is a buffer of its own.
    await tapped("k-space", (group) => {
      expect(group.arrays).toEqual(["buffer_0", "buffer_1"]);
      expect(group.array("buffer_1").shape).toEqual([1, 1, 1, 2, 1, 16, 16]);
    });
    await tapped("images", (group) => expect(group.array("image_array_1").shape).toEqual([1, 1, 1, 1, 1, 16, 16]));
    await tapped("results", (group) => {
      expect([...group.images("image_0")].map(({ data }) => [...data])).toEqual(images.map(({ data }) => [...data]));
    });
    for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
  });

  it("passes everything if there is no folder, and reports it", async () => {
    const { images, reported } = await run(
      "description: d\nchain: [remove-oversampling, accumulate, to-buffer, simple-recon, extract, tap: out]",
    );
    expect(images).toHaveLength(2);
    expect(reported).toContain("warning: tap: 'out' is not saved: the server has no folder for taps (--taps)");
  });

  it("is an error of its step if the folder can't be written", async () => {
    await expect(
      run(
        "description: d\nchain: [remove-oversampling, tap: x, accumulate, to-buffer, simple-recon, extract]",
        "/dev/null/no",
      ),
    ).rejects.toThrow(/step 2, tap .*'x' can't be saved: /);
  });

  it.each(["../x", "a/b", "", ".hidden", "x".repeat(65)])(
    "refuses a name with a path or other characters: '%s'",
    async (name) => {
      const text = `description: d\nchain: [{ tap: ${JSON.stringify(name)} }]`;
      await expect(library.compile(text, "taps.yaml", allSteps)).rejects.toThrow(/'name' is .*it must/);
    },
  );
});
