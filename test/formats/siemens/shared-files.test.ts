import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { MrdFile } from "../../../src/formats/mrd-hdf5/index.ts";
import { AcquisitionFlag, flagMask } from "../../../src/mrd/index.ts";
import { withReason } from "../../support/peers.ts";
import { noSharedData, sharedData } from "../../support/shared-data.ts";
import { readFile } from "./source.ts";

const path = (name: string) => fileURLToPath(new URL(name, sharedData));

/** What the other converter leaves out or has no rule for. */
const notInReference = flagMask(AcquisitionFlag.navigationData, AcquisitionFlag.lastInRepetition);

const gre = {
  name: "gre",
  measurementId: "45385_6327770_6327775_358",
  frequency: 123_263_034,
  matrix: { x: 320, y: 160, z: 1 },
  te: [3],
  tr: [10],
  flipAngleDeg: [30],
};
const epi = {
  name: "epi",
  measurementId: "45385_6327770_6327775_360",
  frequency: 123_263_033,
  matrix: { x: 160, y: 80, z: 1 },
  te: [27],
  tr: [2000],
  flipAngleDeg: [90],
};

describe.skipIf(noSharedData !== undefined)(withReason("measurements of a Skyra", noSharedData), () => {
  for (const expected of [gre, epi]) {
    it(`has the readouts of ${expected.name} as another conversion has them, sample by sample`, async () => {
      const [measurement] = await readFile(path(`twix-${expected.name}.dat`));
      const file = await MrdFile.open(path(`raw-siemens-${expected.name}.h5`));
      const reference = [...file.group().acquisitions()];
      file.close();
      expect(measurement!.readouts).toHaveLength(reference.length);
      expect(measurement!.source.remarks).toEqual([]);
      expect(measurement!.source.counts()).toEqual({ acquisitions: reference.length, waveforms: 0, images: 0 });
      for (const [i, { header, data }] of measurement!.readouts.entries()) {
        const bytes = ({ buffer, byteOffset, byteLength }: Float32Array) => Buffer.from(buffer, byteOffset, byteLength);
        expect(bytes(data).equals(bytes(reference[i]!.data))).toBe(true);
        const { kspaceEncodeStep1, kspaceEncodeStep2, average, slice, segment, user } = reference[i]!.header;
        expect(header).toMatchObject({ kspaceEncodeStep1, kspaceEncodeStep2, average, slice, segment, user });
        const { centerSample, sampleTimeUs, position, acquisitionTimeStamp, measurementUid } = reference[i]!.header;
        expect(header).toMatchObject({ centerSample, sampleTimeUs, position, acquisitionTimeStamp, measurementUid });
        expect(header.flags & ~notInReference).toBe(reference[i]!.header.flags & ~notInReference);
      }
    });

    // Values of siemens_to_ismrmrd 1.2.13.
    it(`has the header of ${expected.name}`, async () => {
      const [{ header } = {} as never] = await readFile(path(`twix-${expected.name}.dat`));
      const { measurementInformation, acquisitionSystemInformation, experimentalConditions, encoding } = header;
      expect(measurementInformation).toMatchObject({
        measurementId: expected.measurementId,
        patientPosition: "HFS",
        frameOfReferenceUid: "1.3.12.2.1107.5.2.19.45385.1.20210622151635693.0.0.0",
      });
      expect(acquisitionSystemInformation).toMatchObject({
        systemVendor: "SIEMENS",
        systemModel: "Skyra",
        systemFieldStrengthT: 2.89362,
        relativeReceiverNoiseBandwidth: 0.793,
        receiverChannels: 2,
        coilLabel: [
          { coilNumber: 1, coilName: "Body:1:BC2" },
          { coilNumber: 2, coilName: "Body:1:BC" },
        ],
        deviceId: "45385",
      });
      expect(experimentalConditions).toEqual({ h1ResonanceFrequencyHz: expected.frequency });
      expect(encoding[0]).toMatchObject({
        encodedSpace: { matrixSize: expected.matrix, fieldOfViewMm: { x: 400, y: 200, z: 4 } },
        reconSpace: {
          matrixSize: { x: expected.matrix.x / 2, y: expected.matrix.y, z: 1 },
          fieldOfViewMm: { x: 200, y: 200, z: 4 },
        },
      });
      const lines = { minimum: 0, maximum: expected.matrix.y - 1, center: expected.matrix.y / 2 };
      expect(encoding[0]!.encodingLimits).toMatchObject({ kspaceEncodingStep1: lines, repetition: { maximum: 0 } });
      expect(header.sequenceParameters).toMatchObject({ te: expected.te, tr: expected.tr });
      expect(header.subjectInformation).toBeUndefined();
    });
  }

  it("describes the trapezoid of EPI, and counts its navigators", async () => {
    const [{ header } = {} as never] = await readFile(path("twix-epi.dat"));
    const { trajectory, trajectoryDescription, encodingLimits } = header.encoding[0]!;
    expect(trajectory).toBe("epi");
    const values = Object.fromEntries(trajectoryDescription!.userParameterLong.map(({ name, value }) => [name, value]));
    expect(values).toEqual({
      etl: 128,
      numberOfNavigators: 3,
      rampUpTime: 160,
      rampDownTime: 160,
      flatTopTime: 240,
      echoSpacing: 560,
      acqDelayTime: 32,
      numSamples: 160,
    });
    expect(trajectoryDescription!.userParameterDouble).toEqual([{ name: "dwellTime", value: 3.1 }]);
    expect(encodingLimits.segment?.maximum).toBe(1); // reversed lines
  });

  it("has directions along which slices are as far off the centre as the scanner says", async () => {
    const bytes = readFileSync(path("twix-epi.dat"));
    const [{ readouts } = {} as never] = await readFile(path("twix-epi.dat"));
    const first = 10_240 + bytes.readUInt32LE(10_240);
    const { position, readDir, phaseDir, sliceDir } = readouts[0]!.header;
    const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
    expect(dot(position, readDir)).toBeCloseTo(bytes.readFloatLE(first + 40 + 48), 5); // its ReadOutOffcentre
    for (const direction of [readDir, phaseDir, sliceDir]) expect(dot(direction, direction)).toBeCloseTo(1, 6);
    expect(dot(readDir, phaseDir)).toBeCloseTo(0, 6);
  });
});
