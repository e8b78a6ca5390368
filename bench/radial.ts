import { join } from "node:path";
import { sampleSense } from "../src/numerics/nufft/index.ts";
import { randomGaussian } from "../src/numerics/random.ts";
import { goldenAngle, trajectoryPoints } from "../src/numerics/trajectories/index.ts";
import { writePhantom } from "../src/simulator/index.ts";
import { timed, timedBart, writeCfl } from "./bart.ts";
import type { Figure, Setting } from "./bench.ts";
import { feed, loadStream } from "./feed.ts";
import { interleaved } from "./measure.ts";
import { BenchServer } from "./server.ts";

const [SPOKES, SAMPLES, SIZE, COILS, ITERATIONS] = [201, 256, 256, 8, 8];

/** In real time: spokes of a frame, frames, and the time of a frame at 25 frames a second. */
const [FRAME_SPOKES, FRAMES, FRAME_MS] = [21, 100, 40];

/**
 * CG-SENSE of spokes as a function, with all that a new trajectory needs, compared with `bart pics -t` as a process, which
 * is skipped without BART; and the chain `radial-real-time` in a server, as fast as it accepts spokes, and with a pause
 * before each of them.
 */
export async function radial({ folder, rounds }: Setting): Promise<Figure[]> {
  return [...(await cgSense(folder, rounds)), ...(await realTime(folder, rounds))];
}

async function cgSense(folder: string, rounds: number): Promise<Figure[]> {
  const pointsOf = trajectoryPoints({
    kind: "spokes",
    interleaves: SPOKES,
    samples: SAMPLES,
    increment: goldenAngle(),
    continued: false,
  });
  const spokes = Array.from({ length: SPOKES }, (_, interleaf) => [...pointsOf({ interleaf })]).flat();
  const density = Float32Array.from({ length: spokes.length / 2 }, (_, i) =>
    Math.max(Math.hypot(spokes[2 * i]!, spokes[2 * i + 1]!), 1 / (8 * SAMPLES)),
  );
  const total = density.reduce((sum, weight) => sum + weight, 0);
  for (let i = 0; i < density.length; i += 1) density[i]! *= Math.PI / 4 / total;
  const random = randomGaussian(1);
  const data = Float32Array.from({ length: 2 * COILS * density.length }, random);
  const maps = Float32Array.from({ length: 2 * COILS * SIZE ** 2 }, (_, i) => ((i % 2) - 1) / Math.sqrt(COILS));
  const input = Float32Array.from([...maps, ...data]);
  const image = new Float32Array(2 * SIZE ** 2);
  let turn = 0;
  const reconstruct = () => {
    turn += 1;
    const trajectory = Float32Array.from(spokes, (k) => k * (1 - 1e-6 * turn)); // Nothing is known of it.
    const cg = { lambda: 0.01, iterations: ITERATIONS, tolerance: 0 };
    const size = { x: SIZE, y: SIZE };
    const encoding = { trajectory, dimensions: 2, size, accuracy: "default", density } as const;
    sampleSense({ ...encoding, coils: COILS, cg, hasStart: false }, input, image);
  };
  reconstruct();
  const perFieldOfView = Float32Array.from({ length: 3 * spokes.length }, (_, i) => {
    const [sample, part] = [Math.floor(i / 6), i % 6];
    return part === 0 || part === 2 ? SIZE * spokes[2 * sample + part / 2]! : 0;
  });
  writeCfl(folder, "trajectory", [3, SAMPLES, SPOKES], perFieldOfView);
  writeCfl(folder, "data", [1, SAMPLES, SPOKES, COILS], data);
  writeCfl(folder, "maps", [SIZE, SIZE, 1, COILS], maps);
  const pics = ["pics", "-t", "trajectory", "-w1", "-l2", "-r0.01", `-i${ITERATIONS}`, "data", "maps", "image"];
  const seconds = await interleaved(rounds, {
    sense: () => timed(reconstruct),
    pics: () => timedBart(folder, pics),
  });
  const figure = {
    name: `CG-SENSE, ${COILS} coils, ${SPOKES} spokes of ${SAMPLES} samples, ${SIZE}², ${ITERATIONS} iterations, vs. bart pics -t`,
    larmor: 1000 * seconds.sense!,
    unit: "ms",
  };
  const { pics: other } = seconds;
  return [other === undefined ? figure : { ...figure, other: 1000 * other, ratio: other / seconds.sense! }];
}

async function realTime(folder: string, rounds: number): Promise<Figure[]> {
  const path = join(folder, "spokes.h5");
  const scan = { matrix: 128, coils: 16, trajectory: "golden-angle", interleaves: FRAME_SPOKES } as const;
  await writePhantom(path, { ...scan, repetitions: FRAMES, noiseReadouts: 1 });
  const [fast, paced] = [await loadStream(path), await loadStream(path, 0)];
  const few = { ...paced, pieces: paced.pieces.slice(0, 1 + 20 * FRAME_SPOKES) };
  const server = await BenchServer.start();
  await feed(server.port, "radial-real-time", fast);
  const measured = await interleaved(rounds, {
    frame: async () => (1000 * (await feed(server.port, "radial-real-time", fast)).seconds) / FRAMES,
    lastImage: async () => (await feed(server.port, "radial-real-time", few, { paceMs: 2 })).lastImageMs,
  });
  await server.stop();
  const each = `real time, 128², 16 coils compressed to 8, ${FRAME_SPOKES} spokes`;
  const frame = measured.frame!;
  return [
    {
      name: `${each}: a frame, vs. ${FRAME_MS} ms`,
      larmor: frame,
      unit: "ms",
      other: FRAME_MS,
      ratio: FRAME_MS / frame,
    },
    { name: `${each}: last readout to image`, larmor: measured.lastImage!, unit: "ms" },
  ];
}
