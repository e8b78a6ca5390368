import { calibrationMaps } from "../src/numerics/coils/calibration-maps.ts";
import { transformAxis } from "../src/numerics/fft/index.ts";
import { cgSense } from "../src/numerics/sense/cg-sense.ts";
import { phantom } from "../src/simulator/index.ts";
import { timed, timedBart, writeCfl } from "./bart.ts";
import type { Figure, Setting } from "./bench.ts";
import { interleaved } from "./measure.ts";

/** Samples of a readout, twice oversampled, and lines. */
const SAMPLES = 512;
const LINES = 256;
const WIDTH = 24;
const ITERATIONS = 30;
const COILS = [8, 16] as const;

/**
 * ESPIRiT maps and conjugate gradients, compared with the commands of BART for the same work. They are skipped without
 * BART.
 */
export async function sense({ folder, rounds }: Setting): Promise<Figure[]> {
  if (timedBart(folder, ["version"]) === undefined) return [];
  const figures: Figure[] = [];
  for (const coils of COILS) figures.push(...(await ofCoils(folder, rounds, coils)));
  return figures;
}

async function ofCoils(folder: string, rounds: number, coils: number): Promise<Figure[]> {
  const kSpace = phantomKSpace(coils);
  const mask = Uint8Array.from({ length: LINES }, (_, y) => Number(y % 3 === 0 || Math.abs(y - LINES / 2) < WIDTH / 2));
  const data = kSpace.map((value, i) => value * mask[Math.floor(i / (2 * SAMPLES)) % LINES]!);
  const dimensions = [SAMPLES, LINES, 1, coils];
  writeCfl(folder, "k", dimensions, kSpace);
  writeCfl(folder, "data", dimensions, data);
  const calibration = centralLines(kSpace, coils);
  const maps = new Float32Array(kSpace.length);
  const options = { method: "espirit", kernel: 6, threshold: Math.sqrt(0.02), width: WIDTH, crop: 0 } as const;
  const computeMaps = () =>
    calibrationMaps(calibration, [SAMPLES, LINES, 1], { ...options, window: 7, iterations: 3 }, maps);
  const unfold = () => {
    const lines = data.slice();
    transformAxis(lines, [SAMPLES, LINES * coils], 0, "inverse");
    const model = { size: [SAMPLES, LINES, 1] as const, coils, maps, mask };
    const image = new Float32Array(2 * SAMPLES * LINES);
    cgSense(model, lines, { lambda: 0.01, iterations: ITERATIONS, tolerance: 0 }, image);
  };
  computeMaps();
  unfold();
  const seconds = await interleaved(rounds, {
    maps: () => timed(computeMaps),
    ecalib: () => timedBart(folder, ["ecalib", "-m1", `-r${WIDTH}`, "-k6", "-t0.02", "-c0", "k", "maps"]),
    cg: () => timed(unfold),
    pics: () => timedBart(folder, ["pics", "-w1", "-l2", "-r0.01", `-i${ITERATIONS}`, "data", "maps", "image"]),
  });
  const beside = (name: string, larmor: number, other: number): Figure => ({
    name: `${coils} coils, ${SAMPLES} × ${LINES}: ${name}`,
    larmor: 1000 * larmor,
    unit: "ms",
    other: 1000 * other,
    ratio: other / larmor,
  });
  return [
    beside("ESPIRiT maps, vs. bart ecalib", seconds.maps!, seconds.ecalib!),
    beside(`CG-SENSE, ${ITERATIONS} iterations, vs. bart pics`, seconds.cg!, seconds.pics!),
  ];
}

/** `[coils][lines][samples]` complex. */
function phantomKSpace(coils: number): Float32Array {
  const kSpace = new Float32Array(2 * coils * LINES * SAMPLES);
  for (const { header, data } of phantom({ matrix: LINES, coils, noiseLevel: 0.01 }).acquisitions()) {
    for (let coil = 0; coil < coils; coil += 1) {
      const readout = data.subarray(2 * coil * SAMPLES, 2 * (coil + 1) * SAMPLES);
      kSpace.set(readout, 2 * SAMPLES * (coil * LINES + header.kspaceEncodeStep1));
    }
  }
  return kSpace;
}

function centralLines(kSpace: Float32Array, coils: number) {
  const data = new Float32Array(2 * coils * WIDTH * SAMPLES);
  for (let coil = 0; coil < coils; coil += 1) {
    const from = 2 * SAMPLES * (coil * LINES + LINES / 2 - WIDTH / 2);
    data.set(kSpace.subarray(from, from + 2 * WIDTH * SAMPLES), 2 * coil * WIDTH * SAMPLES);
  }
  return { size: [SAMPLES, WIDTH, 1] as const, center: [SAMPLES / 2, WIDTH / 2, 0] as const, coils, data };
}
