import { expect, it } from "vitest";
import { AcquisitionFlag, AcquisitionHeader, parseHeader } from "../../src/mrd/index.ts";
import { expectedLines } from "../../src/session/live/expected-lines.ts";
import { KSpaceFilling } from "../../src/session/live/kspace-filling.ts";

function headerOf(limits: string, more = "", matrix = "<x>8</x><y>4</y><z>1</z>") {
  const space = `<matrixSize>${matrix}</matrixSize><fieldOfView_mm><x>8</x><y>8</y><z>1</z></fieldOfView_mm>`;
  const spaces = `<encodedSpace>${space}</encodedSpace><reconSpace>${space}</reconSpace>`;
  const encoding = `${spaces}<encodingLimits>${limits}</encodingLimits><trajectory>cartesian</trajectory>${more}`;
  return parseHeader(`<ismrmrdHeader><encoding>${encoding}</encoding></ismrmrdHeader>`);
}
const limit = (name: string, maximum: number) =>
  `<${name}><minimum>0</minimum><maximum>${maximum}</maximum><center>0</center></${name}>`;
const flagged = (...flags: number[]) => flags.reduce((all, flag) => all | (1n << BigInt(flag - 1)), 0n);
const cellsOf = (filling: KSpaceFilling) => [...Buffer.from(filling.takeState()![0]!.cells, "base64")];

it("counts lines by image, repeated and calibration lines, and those outside", () => {
  const filling = new KSpaceFilling(headerOf(limit("kspace_encoding_step_1", 3)));
  expect(filling.takeState()).toBeUndefined();
  const add = (values: Parameters<typeof AcquisitionHeader.of>[0]) => filling.add(AcquisitionHeader.of(values));
  add({ kspaceEncodeStep1: 0 });
  add({ kspaceEncodeStep1: 2 });
  add({ kspaceEncodeStep1: 2 });
  add({ kspaceEncodeStep1: 1, repetition: 1, flags: flagged(AcquisitionFlag.parallelCalibrationAndImaging) });
  add({ kspaceEncodeStep1: 4 });
  add({ kspaceEncodeStep1: 3, flags: flagged(AcquisitionFlag.noiseMeasurement) });
  add({ kspaceEncodeStep1: 3, flags: flagged(AcquisitionFlag.navigationData) });
  add({ kspaceEncodeStep1: 0, encodingSpaceRef: 5 });
  expect(filling.lines).toBe(6);
  const [state] = filling.takeState()!;
  expect(state).toMatchObject({ encoding: 0, e1: 4, e2: 1, lines: 5, outside: 1 });
  expect(state!.frames).toBe(2);
  expect([...Buffer.from(state!.cells, "base64")]).toEqual([1, 0, 2, 0, 0, 129, 0, 0]);
  expect(filling.takeState()).toBeUndefined();
});

it("forgets the oldest images, and counts up to 127", () => {
  const filling = new KSpaceFilling(headerOf(""));
  for (let repetition = 0; repetition < 300; repetition += 1) filling.add(AcquisitionHeader.of({ repetition }));
  const [state] = filling.takeState()!;
  expect(state).toMatchObject({ frames: 256, lines: 300 });
  expect([...Buffer.from(state!.cells, "base64")].slice(0, 8)).toEqual([1, 0, 0, 0, 1, 0, 0, 0]);
  for (let i = 0; i < 200; i += 1) filling.add(AcquisitionHeader.of({ repetition: 299 }));
  expect(cellsOf(filling).slice(-4)).toEqual([127, 0, 0, 0]);
});

it("keeps the lines of the newest volume", () => {
  const filling = new KSpaceFilling(headerOf("", "", "<x>8</x><y>2</y><z>2</z>"));
  for (const [kspaceEncodeStep1, kspaceEncodeStep2, repetition] of [
    [0, 0, 0],
    [1, 1, 0],
    [1, 0, 1],
  ] as const)
    filling.add(AcquisitionHeader.of({ kspaceEncodeStep1, kspaceEncodeStep2, repetition }));
  const [state] = filling.takeState()!;
  expect(state).toMatchObject({ e1: 2, e2: 2, frames: 2, lines: 3 });
  expect([...Buffer.from(state!.cells, "base64")]).toEqual([0, 1, 0, 0]);
});

it("leaves out grids that are too large, and needs no header", () => {
  const large = new KSpaceFilling(headerOf("", "", "<x>8</x><y>1024</y><z>1024</z>"));
  large.add(AcquisitionHeader.of({}));
  expect(large.takeState()).toEqual([]);
  const unknown = new KSpaceFilling(undefined);
  unknown.add(AcquisitionHeader.of({}));
  expect(unknown.takeState()).toEqual([]);
});

it("knows how many lines come, if the header determines it", () => {
  const limits = [limit("kspace_encoding_step_1", 127), limit("slice", 9), limit("repetition", 2)].join("");
  const accelerated = (factor: number) =>
    `<parallelImaging><accelerationFactor><kspace_encoding_step_1>${factor}</kspace_encoding_step_1><kspace_encoding_step_2>1</kspace_encoding_step_2></accelerationFactor></parallelImaging>`;
  expect(expectedLines(headerOf(limits))).toBe(128 * 10 * 3);
  expect(expectedLines(headerOf(limits, accelerated(1)))).toBe(128 * 10 * 3);
  expect(expectedLines(headerOf(limits, accelerated(2)))).toBeUndefined();
  expect(expectedLines(headerOf(""))).toBeUndefined();
  expect(expectedLines(undefined)).toBeUndefined();
});
