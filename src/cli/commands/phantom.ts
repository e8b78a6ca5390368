import { resolve } from "node:path";
import { Command, Option } from "commander";
import { CommandError } from "../../app/errors.ts";
import { PhantomProgress } from "../../app/phantom-progress.ts";
import { groupPath, MrdFileWriter, type WriteSummary } from "../../formats/mrd-hdf5/index.ts";
import {
  noiseScan,
  type PhantomOptions,
  phantomDefaults,
  writeNoiseScan,
  writePhantom,
} from "../../simulator/index.ts";
import { counted } from "../../text/index.ts";
import { decimal, overwrite, type Triple, triple, wholeNumber } from "../arguments.ts";
import {
  addAccelerationOptions,
  addEpiOptions,
  addLoopOptions,
  addSamplingOptions,
  addSpectroscopyOptions,
  addTrajectoryOptions,
} from "../phantom-options.ts";

/** Options of the command line: those of the library, and some with other names or unknown to it. */
interface PhantomCommandOptions extends Omit<PhantomOptions, "noiseDependency"> {
  output: string;
  dataset: string;
  overwrite: boolean;
  matrixSize?: number;
  s?: number;
  correlatedNoise?: number | true;
  noiseCalibration: boolean;
  noiseDependency?: number | true;
  noiseOutput?: string;
  kCoordinates: boolean;
  rotate?: Triple;
}

/** Correlation of neighbouring coils if the user gives no value. */
const CORRELATION = 0.5;
/** Number of readouts of a noise scan if the user gives no value. */
const NOISE_SCAN_READOUTS = 32;

export const phantom = new Command("phantom")
  .summary("generate a synthetic measurement")
  .description(
    "Simulates a measurement of the Shepp-Logan phantom and writes it to a new group of an MRD file. Accepts the options of " +
      "ISMRMRD's generator, ismrmrd_generate_cartesian_shepp_logan, and of FIRE's. The group also contains the ground truth: " +
      "the arrays phantom, csm (coil sensitivities), coil_images and, if the noise is correlated, noise_covariance; " +
      "contrast_factors if there are several contrasts, and phantom_1, csm_1, coil_images_1 of a second encoding; of " +
      "spectroscopy, the arrays voxels, csm and time_signal.",
  )
  .option("-o, --output <file>", "file to write; the group is added to an existing file", "testdata.h5")
  .option("-d, --dataset <group>", "name of the group", "dataset")
  .addOption(overwrite())
  .option("-m, --matrix <pixels>", "matrix size (also --matrix-size)", wholeNumber, phantomDefaults.matrix)
  .option("--matrix-y <lines>", "phase-encoding lines, if different from the matrix size", wholeNumber)
  .option("--partitions <count>", "partitions; more than 1: a 3-D measurement", wholeNumber, phantomDefaults.partitions)
  .option("--slices <count>", "slices of a 2-D measurement", wholeNumber, phantomDefaults.slices)
  .option("-c, --coils <count>", "number of coils", wholeNumber, phantomDefaults.coils)
  .option("-O, --oversampling <factor>", "readout oversampling (also -s)", wholeNumber, phantomDefaults.oversampling)
  .option("-r, --repetitions <count>", "repetitions", wholeNumber, phantomDefaults.repetitions)
  .option(
    "-a, --acceleration <factor>",
    "acceleration; each shot counts as a repetition",
    wholeNumber,
    phantomDefaults.acceleration,
  )
  .option(
    "-w, --calibration-width <lines>",
    "width of the calibration area",
    wholeNumber,
    phantomDefaults.calibrationWidth,
  )
  .option("-k, --k-coordinates", "store k-space coordinates", phantomDefaults.coordinates)
  .option("--waveforms", "add an electrocardiogram", phantomDefaults.waveforms)
  .option("--seed <number>", "seed of the noise", wholeNumber, phantomDefaults.seed)
  .option("--protocol <name>", "name of the protocol", phantomDefaults.protocol)
  .addOption(new Option("--matrix-size <pixels>").argParser(wholeNumber).hideHelp())
  .addOption(new Option("-s <factor>").argParser(wholeNumber).hideHelp());

addLoopOptions(phantom);
addSamplingOptions(phantom);
addAccelerationOptions(phantom);
addTrajectoryOptions(phantom);
addEpiOptions(phantom);
addSpectroscopyOptions(phantom);

phantom
  .optionsGroup("Object and geometry:")
  .option("--phase-map", "give the object a smooth phase, included in the array phantom", phantomDefaults.phaseMap)
  .option("--rotate <rx,ry,rz>", "rotate the slices about x, then y, then z, in degrees", triple)
  .option("--position <x,y,z>", "centre of the first slice, or of the slab, relative to the isocentre in mm", triple)
  .optionsGroup("Receiver:")
  .option(
    "--coil-rings <rings>",
    "1: coils that are constant along z; 2: two rings of them along z; 0: two with --acceleration-z",
    wholeNumber,
    phantomDefaults.coilRings,
  )
  .option(
    "-n, --noise-level <level>",
    "standard deviation of the noise, of the real and the imaginary part",
    decimal,
    phantomDefaults.noiseLevel,
  )
  .option(
    "--correlated-noise [correlation]",
    `correlate the noise of neighbouring coils (preset: ${CORRELATION})`,
    decimal,
  )
  .option("-C, --noise-calibration", "start with a noise readout", false)
  .option("--noise-readouts <count>", "start with this many noise readouts", wholeNumber)
  .option(
    "--noise-dependency [readouts]",
    `measure noise separately, into group <dataset>_noise, as a dependency (preset: ${counted(NOISE_SCAN_READOUTS, "readout")})`,
    wholeNumber,
  )
  .option("--noise-output <file>", "file for that noise measurement, in a group of the same name as the measurement's")
  .option(
    "--permute-noise-coils",
    "give that noise measurement a different order of coils, as its coil labels show",
    phantomDefaults.permuteNoiseCoils,
  )
  .option("--dead-coil <coil>", "a coil, counted from 0, that produces only zeros", wholeNumber)
  .action(async (options: PhantomCommandOptions) => {
    const { correlatedNoise = 0, noiseDependency = 0 } = options;
    const measurement: PhantomOptions = {
      ...options,
      matrix: options.matrixSize ?? options.matrix,
      oversampling: options.s ?? options.oversampling,
      noiseCorrelation: correlatedNoise === true ? CORRELATION : correlatedNoise,
      noiseReadouts: options.noiseReadouts ?? (options.noiseCalibration ? 1 : 0),
      noiseDependency: noiseDependency === true ? NOISE_SCAN_READOUTS : noiseDependency,
      coordinates: options.kCoordinates,
      rotation: options.rotate,
    };
    if (measurement.noiseDependency !== 0) await writeScan(options, measurement);
    else if (options.noiseOutput !== undefined)
      throw new CommandError("wrong-options", "--noise-output needs --noise-dependency");
    const { output, dataset: group } = options;
    await MrdFileWriter.check(output, group, options.overwrite ? "replace" : "add"); // before a long computation
    const progress = new PhantomProgress(output);
    try {
      report(
        await writePhantom(output, { ...measurement, group, onProgress: (now) => progress.update(now) }),
        progress,
      );
    } finally {
      progress.stop();
    }
  });

/** Writes the noise scan before the measurement, as on a scanner, but only if the measurement can be written too. */
async function writeScan(
  { output, dataset, noiseOutput = output, overwrite }: PhantomCommandOptions,
  options: PhantomOptions,
) {
  noiseScan(options); // rejects invalid options before a file is changed
  await MrdFileWriter.check(output, dataset, overwrite ? "replace" : "add");
  const group = resolve(noiseOutput) === resolve(output) ? `${groupPath(dataset)}_noise` : dataset;
  report(await writeNoiseScan(noiseOutput, { ...options, group, overwrite }));
}

function report({ path, acquisitions, waveforms, group }: WriteSummary, progress?: PhantomProgress): void {
  progress?.stop();
  const also = waveforms > 0 ? ` and ${counted(waveforms, "waveform")}` : "";
  console.log(`${path}: ${counted(acquisitions, "readout")}${also} in group ${group}`);
}
