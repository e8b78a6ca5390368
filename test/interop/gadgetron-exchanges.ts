import type { PhantomOptions } from "../../src/simulator/index.ts";

/** The phantom measurements that Gadgetron's client sends, by file name. */
export const gadgetronInputs = {
  /** Two slices, preceded by noise and accompanied by an electrocardiogram. */
  slices: { matrix: 16, coils: 2, slices: 2, waveforms: true, noiseReadouts: 2 },
  /** Noise readouts come first, as a separate measurement in the file `noise`. */
  dependent: { matrix: 16, coils: 2, noiseDependency: 4, noiseCorrelation: 0.5 },
} as const satisfies Record<string, PhantomOptions>;

/** How an exchange of Gadgetron's client with Larmor's server was recorded. */
export interface GadgetronExchange {
  /** In `recorded/gadgetron`. A client that requests noise first uses a separate connection. */
  readonly name: string;
  /** The file that is sent, if any. */
  readonly input?: keyof typeof gadgetronInputs | "noise";
  /** The client's other options; `{chains}` is the folder of chains in XML. */
  readonly options: readonly string[];
}

/**
 * Exchanges that record-gadgetron.ts records and gadgetron-clients.test.ts replays, ordered so that noise exists when
 * it is requested.
 */
export const gadgetronExchanges: readonly GadgetronExchange[] = [
  { name: "default", input: "slices", options: ["-c", "default.xml"] },
  { name: "default_optimized", input: "slices", options: ["-c", "default_optimized.xml"] },
  { name: "legacy", input: "slices", options: ["-C", "{chains}/legacy.xml"] },
  { name: "version-2", input: "slices", options: ["-C", "{chains}/version-2.xml"] },
  { name: "untranslatable", input: "slices", options: ["-C", "{chains}/untranslatable.xml"] },
  { name: "precision", input: "slices", options: ["-c", "default.xml", "-P", "14"] },
  { name: "tolerance", input: "slices", options: ["-c", "default.xml", "-T", "0.001"] },
  { name: "noise", input: "noise", options: ["-c", "default_measurement_dependencies.xml"] },
  { name: "dependent", input: "dependent", options: ["-c", "cartesian"] },
  { name: "gtquery", options: ["-q", "-c", "gtquery.xml"] },
  { name: "isalive", options: ["-q", "-c", "isalive.xml"] },
  { name: "info", options: ["-Q", "larmor::version"] },
];
