import { type Command, Option } from "commander";
import {
  calibrationModes,
  epiReferences,
  phantomDefaults,
  spectroscopyKinds,
  trajectories,
} from "../simulator/index.ts";
import { decimal, triple, wholeNumber } from "./arguments.ts";

export function addLoopOptions(command: Command): void {
  command
    .optionsGroup("Loops:")
    .option(
      "--interleaved",
      "acquire each line of all slices, in the order 0, 2, 4, …, 1, 3, 5, …, before the next line",
      phantomDefaults.interleaved,
    )
    .option(
      "--contrasts <count>",
      "acquire every line this many times, contrast c of N weighted by exp(-c/N)",
      wholeNumber,
      phantomDefaults.contrasts,
    )
    .option(
      "--averages <count>",
      "acquire all slices this many times, for averaging",
      wholeNumber,
      phantomDefaults.averages,
    )
    .option("--phases <count>", "cardiac phases, which differ by noise", wholeNumber, phantomDefaults.phases)
    .option("--sets <count>", "sets, which differ by noise", wholeNumber, phantomDefaults.sets)
    .option(
      "--segments <count>",
      "acquire the lines in interleaved segments: of N, segment s has lines s, s+N, …",
      wholeNumber,
      phantomDefaults.segments,
    )
    .option(
      "--alternating",
      "acquire every second line in the reverse direction, as in EPI",
      phantomDefaults.alternating,
    )
    .option("--dummies <count>", "dummy scans before each slice of a repetition", wholeNumber, phantomDefaults.dummies)
    .option("--navigators", "a navigator before each slice of a repetition", phantomDefaults.navigators)
    .option(
      "--phase-correction",
      "a phase-correction readout before each slice of a repetition",
      phantomDefaults.phaseCorrection,
    );
}

export function addSamplingOptions(command: Command): void {
  command
    .optionsGroup("Sampling:")
    .option(
      "--partial-fourier <part>",
      "acquire this fraction of the lines, more than 0.5; the first lines are omitted",
      decimal,
      phantomDefaults.partialFourier,
    )
    .option(
      "--partial-fourier-z <part>",
      "the same for the partitions of a 3-D measurement",
      decimal,
      phantomDefaults.partialFourierZ,
    )
    .option(
      "--asymmetric-echo <part>",
      "acquire this fraction of each readout, more than 0.5; its beginning is missing",
      decimal,
      phantomDefaults.asymmetricEcho,
    )
    .option(
      "--discard-pre <samples>",
      "invalid samples at the beginning of each readout, to be discarded",
      wholeNumber,
      phantomDefaults.discardPre,
    )
    .option("--discard-post <samples>", "the same at the end of each readout", wholeNumber, phantomDefaults.discardPost)
    .option(
      "--phase-oversampling <factor>",
      "encode this multiple of the object's field of view along y",
      decimal,
      phantomDefaults.phaseOversampling,
    )
    .option("--recon-matrix <pixels>", "matrix size of the images, at least the measured one", wholeNumber)
    .option(
      "--second-encoding <pixels>",
      "matrix size of a second encoding, after each repetition of the first",
      wholeNumber,
    );
}

export function addAccelerationOptions(command: Command): void {
  command
    .optionsGroup("Acceleration:")
    .option(
      "--acceleration-z <factor>",
      "acceleration along the partitions of a 3-D measurement; a repetition has a shot for each lattice",
      wholeNumber,
      phantomDefaults.accelerationZ,
    )
    .option(
      "--caipirinha <partitions>",
      "shift each acquired line by this many partitions relative to the one before it",
      wholeNumber,
      phantomDefaults.caipirinha,
    )
    .option(
      "--single-lattice",
      "acquire only the first shot of each repetition, so that all have the same lattice",
      phantomDefaults.singleLattice,
    )
    .addOption(
      new Option(
        "--calibration-mode <mode>",
        "embedded: each shot also has the calibration area; interleaved: all shots together are the calibration; separate, " +
          "external: calibration lines before all others, with the counters of the images or their own; auto: embedded if " +
          "there is a width, else interleaved",
      )
        .choices(calibrationModes)
        .default(phantomDefaults.calibrationMode),
    )
    .option(
      "--calibration-width-z <partitions>",
      "partitions of the calibration area; 0 for all",
      wholeNumber,
      phantomDefaults.calibrationWidthZ,
    )
    .option(
      "--calibration-matrix <pixels>",
      "matrix size along the readout of a separate or external calibration; 0 for that of the images",
      wholeNumber,
      phantomDefaults.calibrationMatrix,
    )
    .option(
      "--calibration-scale <factor>",
      "intensity of the object in a separate or external calibration, as of another contrast",
      decimal,
      phantomDefaults.calibrationScale,
    );
}

export function addTrajectoryOptions(command: Command): void {
  command
    .optionsGroup("Trajectory:")
    .addOption(
      new Option(
        "--trajectory <name>",
        "how k-space is traversed; along others than cartesian the object's exact transform is measured, and readouts have " +
          "the coordinates of their samples",
      )
        .choices(trajectories)
        .default(phantomDefaults.trajectory),
    )
    .option(
      "--interleaves <count>",
      "spokes or spirals of an image or partition; 0 for as many spokes as cover k-space, or for 16 spirals",
      wholeNumber,
      phantomDefaults.interleaves,
    )
    .option(
      "--interleaf-samples <samples>",
      "samples of a spoke or spiral; 0 for as many as cover it",
      wholeNumber,
      phantomDefaults.interleafSamples,
    )
    .option(
      "--full-turn",
      "space the spokes of radial and stack-of-stars over a whole turn, not half of one",
      phantomDefaults.fullTurn,
    )
    .option(
      "--tiny-golden-number <number>",
      "number of the tiny golden angle; 7 is 23.628°",
      wholeNumber,
      phantomDefaults.tinyGoldenNumber,
    )
    .option(
      "--spiral-density <factor>",
      "density of variable-density-spiral at the centre of k-space, relative to its edge",
      decimal,
      phantomDefaults.spiralDensity,
    )
    .option(
      "--gradient-delays <x,y,xy>",
      "measure ahead of the coordinates, along x, along y, and along the one for the other, in samples",
      triple,
    )
    .option(
      "--trajectory-in-header",
      "omit the coordinates of samples, which the header determines, too",
      phantomDefaults.trajectoryInHeader,
    );
}

export function addEpiOptions(command: Command): void {
  command
    .optionsGroup("EPI:")
    .option(
      "--epi",
      "measure echo-planar images: a segment is a shot, read on trapezoidal gradients",
      phantomDefaults.epi,
    )
    .option(
      "--epi-samples <samples>",
      "samples of a readout; 0 for the fewest that do not undersample the flat top",
      wholeNumber,
      phantomDefaults.epiSamples,
    )
    .option("--dwell-time <µs>", "time from one sample to the next", decimal, phantomDefaults.dwellTime)
    .option("--ramp-up <part>", "part of a readout during which its gradient rises", decimal, phantomDefaults.rampUp)
    .option("--ramp-down <part>", "the same for its fall", decimal, phantomDefaults.rampDown)
    .option(
      "--acquisition-delay <µs>",
      "time of the gradient before the first sample and after the last one",
      decimal,
      phantomDefaults.acquisitionDelay,
    )
    .option(
      "--epi-navigators <count>",
      "measured lines at the centre of k-space before each shot, for phase correction",
      wholeNumber,
      phantomDefaults.epiNavigators,
    )
    .option(
      "--gradient-delay <shift>",
      "shift of lines along the readout, opposite for reversed ones, in samples of the encoded grid",
      decimal,
      phantomDefaults.gradientDelay,
    )
    .option(
      "--odd-even-phase <rad>",
      "phase of forward lines relative to reversed ones",
      decimal,
      phantomDefaults.oddEvenPhase,
    )
    .option(
      "--drift <rad>",
      "phase that each echo adds, counted from the first image line",
      decimal,
      phantomDefaults.drift,
    )
    .option("--shot-phase <rad>", "change of the odd-even phase from shot to shot", decimal, phantomDefaults.shotPhase)
    .addOption(
      new Option(
        "--epi-reference <kind>",
        "lines of a separate or external calibration. epi: as the images, in as many shots as the acceleration, with " +
          "navigators; gradient-echo: plain readouts in a second encoding",
      )
        .choices(epiReferences)
        .default(phantomDefaults.epiReference),
    );
}

export function addSpectroscopyOptions(command: Command): void {
  command
    .optionsGroup("Spectroscopy:")
    .addOption(
      new Option(
        "--spectroscopy <kind>",
        "measure free induction decays of four metabolites instead of images: of a single voxel, or of the phantom's voxels " +
          "by phase encodings, kspace_encode_step_1 and segment",
      )
        .choices(spectroscopyKinds)
        .default(phantomDefaults.spectroscopy),
    )
    .option(
      "--spectrum-samples <samples>",
      "samples of a spectrum, without oversampling",
      wholeNumber,
      phantomDefaults.spectrumSamples,
    )
    .option("--voxels <count>", "voxels along each axis of spectroscopic imaging", wholeNumber, phantomDefaults.voxels);
}
