import { describe, expect, it } from "vitest";
import { blockOf, centralLines } from "../../../web/src/data/coils/central-block.ts";
import { imageOfPlane, linesPlane, planeOfSamples, shaded } from "../../../web/src/data/kspace/kspace-grid.ts";
import { encodedRows, samplingPattern } from "../../../web/src/data/kspace/pattern.ts";
import { noiseFigures } from "../../../web/src/data/noise/correlation.ts";
import { ReadoutTable } from "../../../web/src/data/readouts/readout-table.ts";
import { asImage, partsOf } from "../../../web/src/data/readouts/sample-parts.ts";
import { fromFront, rotated, trajectoryPoints } from "../../../web/src/data/trajectory/projection.ts";
import {
  clockText,
  readoutTriggers,
  triggersOf,
  waveformCurves,
} from "../../../web/src/data/waveforms/waveform-curves.ts";

const noise = 1 << 18;
const calibration = 1 << 19;
const both = 1 << 20;
const reverse = 1 << 21;

/** A table of lines: flags, e1, e2 and the centre of each. */
function lines(...rows: readonly (readonly [flags: number, e1: number, e2?: number, center?: number])[]): ReadoutTable {
  return new ReadoutTable(
    rows.length,
    new Map<string, number | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>>([
      ["flags_0", Uint32Array.from(rows, ([flags]) => flags)],
      ["flags_1", 0],
      ["kspaceEncodeStep1", Uint16Array.from(rows, ([, e1]) => e1)],
      ["kspaceEncodeStep2", Uint16Array.from(rows, ([, , e2 = 0]) => e2)],
      ["centerSample", Uint16Array.from(rows, ([, , , center = 0]) => center)],
    ]),
  );
}

describe("the sampling pattern", () => {
  it("counts lines of images and of calibration, without noise", () => {
    const table = lines([noise, 0], [0, 0], [calibration, 1], [both, 2], [0, 2], [0, 4]);
    const rows = encodedRows(table);
    expect([...rows]).toEqual([1, 2, 3, 4, 5]);
    const pattern = samplingPattern(
      table,
      rows,
      { field: "kspaceEncodeStep1", size: 6 },
      { field: "kspaceEncodeStep2", size: 1 },
    );
    expect(pattern).toMatchObject({ width: 6, height: 1, acquired: 3, missing: 2, repeated: 1, calibrated: 1 });
    expect([...pattern.counts]).toEqual([1, 0, 2, 0, 1, 0]);
    expect([...pattern.calibration]).toEqual([0, 1, 0, 0, 0, 0]);
  });

  it("has room for lines beyond the encoded matrix", () => {
    const table = lines([0, 3, 2]);
    const pattern = samplingPattern(
      table,
      encodedRows(table),
      { field: "kspaceEncodeStep1", size: 2 },
      { field: "kspaceEncodeStep2", size: 1 },
    );
    expect(pattern).toMatchObject({ width: 4, height: 3, acquired: 1 });
  });
});

describe("planes of k-space", () => {
  it("aligns readouts by their centres, turns reversed ones, and leaves gaps empty", () => {
    const table = lines([0, 0, 0, 1], [reverse, 2, 0, 0]);
    const values = Float32Array.of(1, 10, 2, 20, 3, 30, 4, 40, 5, 50);
    const plane = linesPlane(
      table,
      Uint32Array.of(0, 1),
      { samples: [3, 2], values },
      { field: "kspaceEncodeStep1", size: 4 },
    );
    expect([plane.width, plane.height]).toEqual([3, 4]);
    const real = Array.from({ length: 12 }, (_, i) => plane.data[2 * i]);
    expect(real.slice(0, 3)).toEqual([1, 2, 3]);
    expect(real.slice(6, 9)).toEqual([5, 4, Number.NaN]);
    expect([...plane.rows]).toEqual([0, -1, 1, -1]);
  });

  it("has one sample of each line for a volume", () => {
    const table = lines([0, 1, 0], [0, 0, 1], [0, 1, 1]);
    const plane = planeOfSamples(
      table,
      Uint32Array.of(0, 1, 2),
      { samples: [1, 0, 1], values: Float32Array.of(1, 2, 3, 4) },
      [
        { field: "kspaceEncodeStep1", size: 2 },
        { field: "kspaceEncodeStep2", size: 2 },
      ],
    );
    expect([...plane.rows]).toEqual([-1, 0, -1, 2]);
    expect([...plane.data.subarray(2, 4), ...plane.data.subarray(6, 8)]).toEqual([1, 2, 3, 4]);
  });

  it("transforms to image space with zeros for gaps", () => {
    const data = new Float32Array(2 * 16).fill(Number.NaN);
    data.set([4, 0], 2 * 10); // the centre of 4 × 4
    const image = imageOfPlane({ width: 4, height: 4, data, rows: new Int32Array(4) });
    for (let i = 0; i < 16; i += 1) expect(image[2 * i]).toBeCloseTo(1, 6);
  });

  it("shows logarithms over four decades below the maximum", () => {
    const { values, range } = shaded(Float32Array.of(300, 400, 0, 0.5), "log");
    expect(values[0]).toBeCloseTo(Math.log10(500));
    expect(range[1] - range[0]).toBeCloseTo(4);
    expect(shaded(Float32Array.of(0, 2), "phase").values[0]).toBeCloseTo(Math.PI / 2);
    expect(shaded(Float32Array.of(3, -4), "imaginary")).toEqual({ values: Float32Array.of(-4), range: [-5, 5] });
    expect(shaded(Float32Array.of(3, -4), "real").values[0]).toBe(3);
  });
});

describe("noise figures", () => {
  it("are those of NumPy for two correlated coils", () => {
    // np.array([[4, 1 + 1j], [1 - 1j, 9]]): sqrt(diag) = 2, 3; |1 + 1j| / 6 = 0.23570226
    const { deviations, relative, correlation, largest } = noiseFigures(Float64Array.of(4, 0, 1, 1, 1, -1, 9, 0), 2);
    expect([...deviations]).toEqual([2, 3]);
    expect([...relative]).toEqual([0.8, 1.2]);
    expect(correlation[1]).toBeCloseTo(0.23570226, 8);
    expect(largest?.coils).toEqual([0, 1]);
  });

  it("have no correlation for a coil without noise", () => {
    expect([...noiseFigures(Float64Array.of(0, 0, 0, 0, 0, 0, 1, 0), 2).correlation]).toEqual([0, 0, 0, 1]);
  });
});

describe("samples of a readout", () => {
  it("are shown by their parts", () => {
    const data = Float32Array.of(3, 4, 0, -2);
    expect(partsOf(data, "magnitude")[0]!.values).toEqual(Float32Array.of(5, 2));
    expect(partsOf(data, "phase")[0]!.values[1]).toBeCloseTo(-Math.PI / 2);
    expect(partsOf(data, "both").map(({ values }) => [...values])).toEqual([
      [3, 0],
      [4, -2],
    ]);
  });

  it("are constant in image space for a peak at the centre", () => {
    const image = asImage(Float32Array.of(0, 0, 0, 0, 2, 0, 0, 0), 4);
    expect(partsOf(image, "magnitude")[0]!.values).toEqual(Float32Array.of(1, 1, 1, 1));
  });
});

describe("trajectories", () => {
  it("take three dimensions and leave out weights", () => {
    const { points, starts, reach, dimensions } = trajectoryPoints(
      Float32Array.of(3, 4, 0, 0.5, 0, 0, 1, 0.5, 1, 1),
      [2, 5, 1],
      [4, 0, 2],
    );
    expect([...points]).toEqual([3, 4, 0, 0, 0, 1, 1, 1, 0]);
    expect(starts).toEqual([0, 2, 2, 3]);
    expect([reach, dimensions]).toEqual([5, 3]);
  });

  it("are rotated about the axes of the view", () => {
    const turned = rotated(fromFront, Math.PI / 2, 0);
    expect(turned.map((each) => Math.round(each))).toEqual([0, 0, 1, 0, 1, 0, -1, 0, 0]);
  });
});

describe("waveforms", () => {
  const entry = { id: 0, count: 2, channels: 2, sampleTimeUs: 5000 };

  it("follow each other by time", () => {
    const curves = waveformCurves(entry, [
      Uint32Array.of(404, 400),
      Uint32Array.of(2, 2),
      Uint32Array.of(30, 40, 0, 1, 10, 20, 1, 1),
    ]);
    expect([...curves.times].map((time) => Number(time.toFixed(6)))).toEqual([1, 1.005, 1.01, 1.015]);
    expect(curves.channels.map((channel) => [...channel])).toEqual([
      [10, 20, 30, 40],
      [1, 1, 0, 1],
    ]);
    expect([...triggersOf(curves, 1)].map((time) => Number(time.toFixed(6)))).toEqual([1, 1.015]);
    expect([...triggersOf(curves, 7)]).toEqual([]);
  });

  it("have triggers according to readouts", () => {
    const table = new ReadoutTable(
      4,
      new Map([
        ["acquisitionTimeStamp", Uint32Array.of(400, 404, 410, 414)],
        ["physiologyTimeStamp_0", Uint32Array.of(40, 44, 2, 6)],
      ]),
    );
    expect([...readoutTriggers(table, 0)]).toEqual([0.9, 1.02]);
    expect(clockText(36_061.5)).toBe("10:01:01.500");
  });
});

describe("lines for coil maps", () => {
  it("are those around the centre without gaps", () => {
    const table = lines([0, 0], [0, 3], [0, 4], [0, 5], [0, 7]);
    expect(centralLines(table, Uint32Array.of(0, 1, 2, 3, 4), 4, 8)).toEqual({ rows: [1, 2, 3], center: 1 });
    expect(centralLines(table, Uint32Array.of(0, 1, 2, 3, 4), 6, 8)).toBeUndefined();
  });

  it("are a block with samples around the centre, and reversed lines turned", () => {
    const table = lines([0, 0, 0, 2], [reverse, 1, 0, 2]);
    const values = Float32Array.from({ length: 2 * 2 * 4 }, (_, i) => (i % 2 === 0 ? i / 2 : 0)); // [2 lines][1 coil][4]
    const block = blockOf(table, { rows: [0, 1], center: 1 }, values, { coils: 1, length: 4, most: 2 });
    expect(block).toMatchObject({ size: [2, 2, 1], center: [1, 1, 0], coils: 1 });
    expect([...block.data].filter((_, i) => i % 2 === 0)).toEqual([1, 2, 6, 5]);
  });
});
