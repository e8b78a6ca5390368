import { rmSync } from "node:fs";
import { join } from "node:path";
import { type PhantomOptions, writePhantom } from "../src/simulator/index.ts";
import type { Figure, Setting } from "./bench.ts";
import { feed, loadStream } from "./feed.ts";
import { floorOf } from "./floor.ts";
import { interleaved } from "./measure.ts";
import { BenchServer } from "./server.ts";

interface Case {
  readonly name: string;
  readonly options: PhantomOptions & { readonly matrix: number; readonly coils: number };
  /** The name of a chain that both have, or Gadgetron's XML. */
  readonly chain: string;
  /** How many times as fast as Gadgetron it should be. */
  readonly goal: number;
  /** Coils after a coil transform. */
  readonly coilsOut?: number;
  /** Whether the chain computes coil maps, so that there is no lower limit here. */
  readonly hasMaps?: boolean;
}

const PLAIN = "default.xml";
const MAPS = "Generic_Cartesian_FFT.xml";
const NOISE = { noiseReadouts: 8 };

/** Gadgetron's default.xml with whitening before it. */
const whitened = configuration(
  ["NoiseAdjustGadget"],
  ["RemoveROOversamplingGadget"],
  ["AcquisitionAccumulateTriggerGadget", { trigger_dimension: "repetition", sorting_dimension: "slice" }],
  ["BucketToBufferGadget", { split_slices: "true" }],
  ["SimpleReconGadget"],
  ["ImageArraySplitGadget"],
  ["ExtractGadget"],
);

const cases: readonly Case[] = [
  { name: "256², 8 coils", chain: PLAIN, goal: 5, options: { matrix: 256, coils: 8, repetitions: 100 } },
  {
    name: "256², 32 coils, noise",
    chain: whitened,
    goal: 4,
    options: { matrix: 256, coils: 32, repetitions: 10, ...NOISE },
    coilsOut: 32,
  },
  {
    name: "256², 32 coils compressed to 16",
    chain: "default_optimized.xml",
    goal: 4,
    options: { matrix: 256, coils: 32, repetitions: 10, ...NOISE },
    coilsOut: 16,
  },
  {
    name: "256², 64 coils, noise",
    chain: whitened,
    goal: 4,
    options: { matrix: 256, coils: 64, repetitions: 10, ...NOISE },
    coilsOut: 64,
  },
  {
    name: "256², 128 coils, noise",
    chain: whitened,
    goal: 4,
    options: { matrix: 256, coils: 128, repetitions: 5, ...NOISE },
    coilsOut: 128,
  },
  { name: "512², 16 coils", chain: PLAIN, goal: 4, options: { matrix: 512, coils: 16, repetitions: 10 } },
  {
    name: "128³, 8 coils",
    chain: PLAIN,
    goal: 4,
    options: { matrix: 128, partitions: 128, coils: 8, repetitions: 3 },
  },
  { name: "64², 8 coils, 2000 images", chain: PLAIN, goal: 4, options: { matrix: 64, coils: 8, repetitions: 2000 } },
  {
    name: "256², maps of 8 coils",
    chain: MAPS,
    goal: 4,
    options: { matrix: 256, coils: 8, repetitions: 10, ...NOISE },
    hasMaps: true,
  },
  {
    name: "256², maps of 32 coils",
    chain: MAPS,
    goal: 4,
    options: { matrix: 256, coils: 32, repetitions: 10, ...NOISE },
    hasMaps: true,
  },
];

/**
 * The same measurements through a server of this project and a running Gadgetron, by one client, and the lower limit of
 * two cores that client and server share: half of the processor time of sending, of reading and of the kernels, compared
 * with the time that the goal allows.
 */
export async function gadgetron({ folder, rounds, gadgetron: port }: Setting): Promise<Figure[]> {
  if (port === undefined) throw new Error("'gadgetron' needs '--gadgetron': the port of a Gadgetron that is running");
  const path = join(folder, "measurement.h5");
  const figures: Figure[] = [];
  for (const { name, options, chain, goal, coilsOut, hasMaps = false } of cases) {
    rmSync(path, { force: true });
    await writePhantom(path, options);
    const stream = await loadStream(path);
    const server = await BenchServer.start();
    const through = async (port: number) => {
      const { seconds, images } = await feed(port, chain, stream);
      const expected = options.repetitions ?? 1;
      if (images !== expected) throw new Error(`${name}: port ${port} sent ${images} instead of ${expected} images`);
      return seconds;
    };
    const seconds = await interleaved(rounds, {
      larmor: async () => {
        await server.warm();
        return through(server.port);
      },
      gadgetron: () => through(port),
    }).finally(() => server.stop());
    const [larmor, other] = [seconds.larmor!, seconds.gadgetron!];
    figures.push({ name: `${name}: server, vs. Gadgetron`, larmor, unit: "s", other, ratio: other / larmor });
    if (hasMaps) continue;
    const { matrix, coils, partitions, repetitions: images = 1 } = options;
    const { transfer, kernels } = await floorOf(stream, {
      matrix,
      coils,
      images,
      ...(partitions !== undefined && { partitions }),
      ...(coilsOut !== undefined && { coilsOut }),
    });
    const [least, allowed] = [(transfer + kernels) / 2, other / goal];
    figures.push(
      { name: `${name}: processor time of sending and reading`, larmor: transfer, unit: "s" },
      { name: `${name}: processor time of kernels`, larmor: kernels, unit: "s" },
      {
        name: `${name}: half of that, vs. Gadgetron's time divided by ${goal}`,
        larmor: least,
        unit: "s",
        other: allowed,
        ratio: allowed / least,
      },
    );
  }
  return figures;
}

/** A configuration of Gadgetron that receives readouts and sends images. */
function configuration(...gadgets: readonly (readonly [name: string, properties?: Record<string, string>])[]): string {
  const dll = "<dll>gadgetron_mricore</dll>";
  const stream = gadgets.map(([name, properties = {}]) => {
    const values = Object.entries(properties).map(
      ([key, value]) => `<property><name>${key}</name><value>${value}</value></property>`,
    );
    return `<gadget><name>${name}</name>${dll}<classname>${name}</classname>${values.join("")}</gadget>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<configuration>
<version>2</version>
<readers><reader>${dll}<classname>GadgetIsmrmrdAcquisitionMessageReader</classname></reader></readers>
<writers><writer>${dll}<classname>MRIImageWriter</classname></writer></writers>
<stream>${stream.join("\n")}</stream>
</configuration>
`;
}
