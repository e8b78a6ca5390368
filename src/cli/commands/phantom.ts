import { Command, InvalidArgumentError, Option } from "commander";
import { phantomDefaults, writePhantom } from "../../tools/phantom/index.ts";
import { wholeNumber } from "../arguments.ts";

interface PhantomCommandOptions {
  output: string;
  dataset: string;
  matrix: number;
  matrixSize?: number;
  matrixY?: number;
  partitions: number;
  slices: number;
  coils: number;
  oversampling: number;
  s?: number;
  repetitions: number;
  acceleration: number;
  calibrationWidth: number;
  noiseLevel: number;
  correlatedNoise?: number | true;
  noiseCalibration: boolean;
  noiseReadouts?: number;
  kCoordinates: boolean;
  waveforms: boolean;
  seed: number;
  protocol: string;
}

/** Correlation of neighbouring coils where the user names none. */
const CORRELATION = 0.5;

export const phantom = new Command("phantom")
  .summary("make a file of a synthetic measurement")
  .description(
    "Measures the Shepp-Logan phantom into a new group of an MRD file. Takes the options of ISMRMRD's generator, " +
      "ismrmrd_generate_cartesian_shepp_logan, and of FIRE's. Beside the readouts the group holds the truth: " +
      "the arrays phantom, csm (coil sensitivities), coil_images and, if the noise is correlated, noise_covariance.",
  )
  .option("-o, --output <file>", "file to write; in a file that exists, the group is added", "testdata.h5")
  .option("-d, --dataset <group>", "name of the group", "dataset")
  .option("-m, --matrix <pixels>", "matrix size (also --matrix-size)", wholeNumber, phantomDefaults.matrix)
  .option("--matrix-y <lines>", "phase-encoding lines, where they differ from the matrix size", wholeNumber)
  .option(
    "--partitions <count>",
    "partitions; more than 1 is a 3-D measurement",
    wholeNumber,
    phantomDefaults.partitions,
  )
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
  .option(
    "-n, --noise-level <level>",
    "standard deviation of each part of the noise",
    decimal,
    phantomDefaults.noiseLevel,
  )
  .option(
    "--correlated-noise [correlation]",
    `correlate the noise of neighbouring coils (preset: ${CORRELATION})`,
    decimal,
  )
  .option("-C, --noise-calibration", "begin with a readout of noise", false)
  .option("--noise-readouts <count>", "begin with so many readouts of noise", wholeNumber)
  .option("-k, --k-coordinates", "store k-space coordinates", phantomDefaults.coordinates)
  .option("--waveforms", "add an electrocardiogram", phantomDefaults.waveforms)
  .option("--seed <number>", "seed of the noise", wholeNumber, phantomDefaults.seed)
  .option("--protocol <name>", "name of the protocol", phantomDefaults.protocol)
  .addOption(new Option("--matrix-size <pixels>").argParser(wholeNumber).hideHelp())
  .addOption(new Option("-s <factor>").argParser(wholeNumber).hideHelp())
  .action(async (options: PhantomCommandOptions) => {
    const { correlatedNoise = 0 } = options;
    const summary = await writePhantom(options.output, {
      ...options,
      group: options.dataset,
      matrix: options.matrixSize ?? options.matrix,
      oversampling: options.s ?? options.oversampling,
      noiseCorrelation: correlatedNoise === true ? CORRELATION : correlatedNoise,
      noiseReadouts: options.noiseReadouts ?? (options.noiseCalibration ? 1 : 0),
      coordinates: options.kCoordinates,
    });
    const waveforms = summary.waveforms > 0 ? ` and ${summary.waveforms} waveforms` : "";
    console.log(`${summary.path}: ${summary.acquisitions} readouts${waveforms} in group ${summary.group}`);
  });

function decimal(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || Number.isNaN(value)) throw new InvalidArgumentError("It must be a number.");
  return value;
}
