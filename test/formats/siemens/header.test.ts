import { describe, expect, it } from "vitest";
import type { MrdHeader } from "../../../src/mrd/index.ts";
import { raidFile, type TestScan } from "../../support/siemens-file.ts";
import { protocolText, smallProtocol, type TestProtocol } from "../../support/siemens-protocol.ts";
import { readBytes } from "./source.ts";

const readout: TestScan = { data: [Array<number>(32).fill(1)] };

/** The header of a measurement whose protocol differs in some values, by path. */
async function headerOf(changes: TestProtocol = {}, scans: readonly TestScan[] = [readout], options = {}) {
  const text = protocolText(merged(smallProtocol, changes));
  const [{ header } = {} as never] = await readBytes(raidFile([{ buffers: { Meas: text }, scans }]), options);
  return header as MrdHeader;
}

function merged(base: TestProtocol, changes: TestProtocol): TestProtocol {
  const result: Record<string, TestProtocol[string]> = { ...base };
  for (const [name, value] of Object.entries(changes)) {
    const isMap = typeof value === "object" && !Array.isArray(value);
    result[name] = isMap ? merged((base[name] ?? {}) as TestProtocol, value as TestProtocol) : value;
  }
  return result;
}

const values = (list: readonly { readonly name?: string | undefined; readonly value?: unknown }[] | undefined) =>
  Object.fromEntries((list ?? []).map(({ name, value }) => [name, value]));

describe("the header of a Siemens measurement", () => {
  it("has the measurement, its dependencies, the scanner and its coils", async () => {
    const header = await headerOf({}, [{ ...readout, time: (13 * 3600 + 5 * 60 + 9) * 400 }]);
    expect(header.studyInformation).toEqual({ studyTime: "13:05:09" });
    expect(header.measurementInformation).toMatchObject({
      measurementId: "45385_111_222_42",
      patientPosition: "HFS",
      protocolName: "small",
      sequenceName: "%SiemensSeq%\\gre",
      measurementDependency: [
        { dependencyType: "SenMap", measurementId: "45385_111_222_11" },
        { dependencyType: "Noise", measurementId: "45385_111_222_12" },
      ],
    });
    expect(header.acquisitionSystemInformation).toMatchObject({
      systemModel: "Skyra",
      receiverChannels: 2,
      coilLabel: [
        { coilNumber: 4, coilName: "Head:1:H2" },
        { coilNumber: 9, coilName: "Head:1:H1" },
      ],
    });
    expect(header.sequenceParameters).toMatchObject({
      tr: [10],
      te: [3, 6],
      ti: [250],
      flipAngleDeg: [15],
      sequenceType: "Flash",
    });
  });

  it("names the patient only if that is asked for", async () => {
    expect((await headerOf()).subjectInformation).toBeUndefined();
    expect((await headerOf({}, [readout], { keepPatient: true })).subjectInformation).toEqual({
      patientName: "Somebody^Else",
      patientWeightKg: 70,
      patientId: "P-77",
      patientBirthdate: "1970-01-31",
      patientGender: "F",
    });
  });

  it("has no patient in the protocols, either", async () => {
    const lines = '### ASCCONV BEGIN ###\nsPatient.tPatientName = ""Somebody^Else""\nalTR[0] = 5\n### ASCCONV END ###';
    const file = raidFile([{ buffers: { Meas: protocolText(smallProtocol), MeasYaps: lines }, scans: [readout] }]);
    const texts = async (options: object) => {
      const [{ source } = {} as never] = await readBytes(file, options);
      return [...source.attachments].map(([name, bytes]) => `${name} ${new TextDecoder().decode(bytes)}`).join("\n");
    };
    const without = await texts({});
    expect(without).not.toMatch(/Somebody|P-77|19700131/);
    for (const kept of ["protocol_Meas", "protocol_MeasYaps", '"HFS"', "alTR[0] = 5"]) expect(without).toContain(kept);
    expect(await texts({ keepPatient: true })).toMatch(/Somebody\^Else.*P-77.*19700131/s);
  });

  it("has limits of the protocol, or larger ones of the readouts", async () => {
    const MEAS = { lRepetitions: 4, lAverages: 2, sSliceArray: { lSize: 3 }, sPhysioImaging: { lPhases: 5 } };
    const limits = (await headerOf({ MEAS, YAPS: { iNSet: 2 } })).encoding[0]!.encodingLimits;
    const maxima = Object.entries(limits).map(([name, limit]) => [name, limit?.maximum]);
    expect(Object.fromEntries(maxima)).toMatchObject({
      kspaceEncodingStep1: 7,
      average: 1,
      slice: 2,
      contrast: 1,
      phase: 4,
      repetition: 4,
      set: 1,
      segment: 0,
    });
    const scans = [
      { ...readout, counters: [9, 0, 0, 0, 0, 0, 6, 0, 2] },
      { ...readout, bits: [25], counters: [99] },
    ];
    const measured = (await headerOf({}, scans)).encoding[0]!.encodingLimits;
    expect(
      [measured.kspaceEncodingStep1, measured.repetition, measured.segment].map((limit) => limit!.maximum),
    ).toEqual([9, 6, 2]);
  });

  it("has the centre of k-space that readouts have, as partial Fourier moves it", async () => {
    const center = async (scans: readonly TestScan[]) =>
      (await headerOf({}, scans)).encoding[0]!.encodingLimits.kspaceEncodingStep1!.center;
    expect(await center([{ ...readout, center: [8, 2, 0] }])).toBe(2);
    expect(await center([readout, { ...readout, center: [8, 2, 0] }])).toBe(4); // they differ: half of the lines
  });

  it("describes slabs", async () => {
    const YAPS = { i3DFTLength: 20, iNoOfFourierPartitions: 16 };
    const MEAS = { sKSpace: { lPartitions: 20, lImagesPerSlab: 16, dSliceOversamplingForDialog: 0.25 } };
    const [encoding] = (await headerOf({ YAPS, MEAS }, [{ ...readout, center: [8, 4, 6] }])).encoding;
    expect(encoding!.encodedSpace).toMatchObject({ matrixSize: { z: 20 }, fieldOfViewMm: { z: 6.25 } });
    expect(encoding!.reconSpace).toMatchObject({ matrixSize: { z: 16 }, fieldOfViewMm: { z: 5 } });
    expect(encoding!.encodingLimits.kspaceEncodingStep2).toEqual({ minimum: 0, maximum: 15, center: 6 });
  });

  it("halves the encoded lines of interpolated images, and extends their field of view", async () => {
    const changes = { MEAS: { sKSpace: { uc2DInterpolation: 1 } }, IRIS: { DERIVED: { phaseOversampling: 0.5 } } };
    const [encoding] = (await headerOf(changes)).encoding;
    expect(encoding!.encodedSpace).toEqual({
      matrixSize: { x: 16, y: 4, z: 1 },
      fieldOfViewMm: { x: 400, y: 300, z: 5 },
    });
  });

  it.each([
    [1, "other", "other"],
    [2, "embedded", undefined],
    [4, "separate", undefined],
    [8, "separate", undefined],
    [16, "interleaved", "average"],
    [32, "interleaved", "repetition"],
    [64, "interleaved", "phase"],
    [128, "other", undefined],
  ])("has the calibration of mode %i: %s", async (ucRefScanMode, calibrationMode, interleavingDimension) => {
    const [encoding] = (await headerOf({ MEAS: { sPat: { ucRefScanMode } } })).encoding;
    const accelerationFactor = { kspaceEncodingStep1: 2, kspaceEncodingStep2: 1 };
    expect(encoding!.parallelImaging).toEqual({ accelerationFactor, calibrationMode, interleavingDimension });
  });

  it("describes spirals, whose matrix is that of the image", async () => {
    const adFree = [0, 0, 0, 0, 0, 0, 2.4, 14_414.4, 3.5, 20];
    const alFree = [...Array<number>(56).fill(0), 2500];
    const MEAS = { sKSpace: { ucTrajectory: 4, lRadialViews: 16 }, sWipMemBlock: { adFree, alFree } };
    const [encoding] = (await headerOf({ MEAS })).encoding;
    expect(encoding).toMatchObject({ trajectory: "spiral", encodedSpace: { matrixSize: { x: 8, y: 8 } } });
    const { identifier, userParameterLong, userParameterDouble } = encoding!.trajectoryDescription!;
    expect(identifier).toBe("HargreavesVDS2000");
    expect(values(userParameterLong)).toEqual({ interleaves: 16, fov_coefficients: 1, SamplingTime_ns: 2500 });
    expect(values(userParameterDouble)).toEqual({
      MaxGradient_G_per_cm: 2.4,
      MaxSlewRate_G_per_cm_per_s: 14_414.4,
      FOVCoeff_1_cm: 20,
      krmax_per_cm: 3.5,
    });
  });

  it.each([
    [2, "radial"],
    [8, "other"],
  ])("has trajectory %i as %s", async (ucTrajectory, trajectory) => {
    const [encoding] = (await headerOf({ MEAS: { sKSpace: { ucTrajectory } } })).encoding;
    expect(encoding).toMatchObject({ trajectory, encodedSpace: { fieldOfViewMm: { x: 200 } } });
  });

  it("describes EPI, whose lines are a train of echoes", async () => {
    const ramps = { alRegridRampupTime: [100, 0], alRegridRampdownTime: [90, 0], alRegridFlattopTime: [300, 0] };
    const MEAS = { ucSequenceType: 4, sFastImaging: { lEPIFactor: 8 } };
    const navigators = [24, 0, 24].map((bit) => ({ ...readout, bits: bit === 0 ? [21] : [21, bit] }));
    const header = await headerOf({ MEAS, YAPS: { ...ramps, lEchoSpacing: 500 } }, [...navigators, readout]);
    expect(header.encoding[0]).toMatchObject({ trajectory: "epi", echoTrainLength: 8 });
    expect(values(header.encoding[0]!.trajectoryDescription!.userParameterLong)).toMatchObject({
      etl: 8,
      numberOfNavigators: 3,
      rampUpTime: 100,
      rampDownTime: 90,
      flatTopTime: 300,
      echoSpacing: 500,
    });
    expect(header.sequenceParameters?.echoSpacing).toEqual([0.5]);
  });

  it("forms identifiers as XA does, and takes what its protocols lack from others", async () => {
    const loid = `${"1".repeat(28)}777`;
    const changes = {
      DICOM: { SoftwareVersions: "syngo MR XA30", adFlipAngleDegree: [12] },
      MEAS: { adFlipAngleDegree: [0] },
      IRIS: { RECOMPOSE: { StudyLOID: loid }, DERIVED: { ImageColumns: 0, ImageLines: 0 } },
    };
    const header = await headerOf(changes);
    expect(header.measurementInformation?.measurementId).toBe("45385_777_777_42");
    expect(header.sequenceParameters?.flipAngleDeg).toEqual([12]);
    expect(header.encoding[0]!.reconSpace.matrixSize).toEqual({ x: 8, y: 8, z: 1 });
  });

  it("has segments of the protocol", async () => {
    const maximum = async (sFastImaging: TestProtocol) =>
      (await headerOf({ MEAS: { sFastImaging }, YAPS: { iNoOfFourierPartitions: 1 } })).encoding[0]!.encodingLimits
        .segment!.maximum;
    expect(await maximum({ ucSegmentationMode: 2, lShots: 4 })).toBe(3);
    expect(await maximum({ ucSegmentationMode: 1, lSegments: 3 })).toBe(3); // 8 lines in shots of 3
    expect(await maximum({ ucSegmentationMode: 1, lSegments: 1 })).toBe(0);
  });

  it("has further values of the protocol as user parameters", async () => {
    const changes = {
      MEAS: {
        sAngio: { sFlowArray: { lSize: 1, asElm: [{ nVelocity: 150, nDir: 2 }] } },
        sPhysioImaging: { lSignal1: 2, lMethod1: 8, lPhases: 20, lRetroGatedImages: 25 },
        sFastImaging: { lShots: 2, lSegments: 7 },
        ucOneSeriesForAllMeas: 2,
        sPrepPulses: { adT2PrepDuration: [40.5, 60.5] },
        sSliceAcceleration: { lMultiBandFactor: 3 },
      },
      YAPS: { aflMaxwellCoefficients: [0.5, 1.5], tContrastBolusAgent: "Gd" },
    };
    const { userParameters } = await headerOf(changes);
    expect(values(userParameters?.userParameterLong)).toEqual({
      "sWipMemBlock.alFree[0]": 7,
      "sWipMemBlock.alFree[1]": 0,
      "sWipMemBlock.alFree[2]": 3,
      VENC_0: 150,
      Flow_Dir: 2,
      RetroGatedImages: 25,
      RetroGatedSegmentSize: 7,
      MultiSeriesForSlices: 2,
      EmbeddedRefLinesE1: 24,
      MultiBandFactor: 3,
    });
    expect(values(userParameters?.userParameterDouble)).toEqual({
      "sWipMemBlock.adFree[0]": 0.5,
      T2PrepDuration_0: 40.5,
      T2PrepDuration_1: 60.5,
      MaxwellCoefficient_0: 0.5,
      MaxwellCoefficient_1: 1.5,
    });
    expect(values(userParameters?.userParameterString)).toEqual({ ContrastBolusAgent: "Gd", RetroGatingMode: "ECG" });
  });
});
