import { type ImageSize, NufftPlan, ToeplitzOperator } from "../src/numerics/nufft/index.ts";
import { randomGaussian } from "../src/numerics/random.ts";
import { type Trajectory, trajectoryDimensions, trajectoryPoints } from "../src/numerics/trajectories/index.ts";
import { timed, timedBart, writeCfl } from "./bart.ts";
import type { Figure, Setting } from "./bench.ts";
import { interleaved } from "./measure.ts";

const COILS = 8;
const GOLDEN_ANGLE = (Math.PI * (Math.sqrt(5) - 1)) / 2;

interface Case {
  readonly name: string;
  readonly trajectory: Exclude<Trajectory, { readonly kind: "stack" }>;
  readonly size: ImageSize;
}

const spokes = (interleaves: number, samples: number) =>
  ({ kind: "spokes", interleaves, samples, increment: GOLDEN_ANGLE, continued: false }) as const;

const cases: readonly Case[] = [
  { name: "201 spokes of 256 samples, 256²", trajectory: spokes(201, 256), size: { x: 256, y: 256 } },
  {
    name: "spirals, 13,600 samples, 256²",
    trajectory: { kind: "archimedean-spirals", interleaves: 16, samples: 850, matrix: 256 },
    size: { x: 256, y: 256 },
  },
  {
    name: "kooshball, 8000 spokes of 128 samples, 64³",
    trajectory: { kind: "koosh-ball", interleaves: 8000, samples: 128 },
    size: { x: 64, y: 64, z: 64 },
  },
];

/**
 * Non-uniform transforms as functions, compared with `bart nufft` as a process, which is skipped without BART; and the
 * normal operator of 21 spokes.
 */
export async function nufft({ folder, rounds }: Setting): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const each of cases) figures.push(...(await transforms(folder, rounds, each)));
  return [...figures, ...(await normalOperator(rounds))];
}

async function transforms(folder: string, rounds: number, { name, trajectory, size }: Case): Promise<Figure[]> {
  const dimensions = trajectoryDimensions(trajectory);
  const points = coordinates(trajectory);
  const data = randomSamples((COILS * points.length) / dimensions);
  const images = new Float32Array(2 * COILS * size.x * size.y * (size.z ?? 1));
  const build = () => new NufftPlan(points, dimensions, size);
  const plan = build();
  plan.adjoint(data, undefined, images);
  const { interleaves, samples } = trajectory;
  writeCfl(folder, "trajectory", [3, samples, interleaves], perFieldOfView(points, dimensions, size));
  writeCfl(folder, "data", [1, samples, interleaves, COILS], data);
  const shape = [size.x, size.y, size.z ?? 1].join(":");
  const seconds = await interleaved(rounds, {
    plan: () => timed(build),
    adjoint: () => timed(() => plan.adjoint(data, undefined, images)),
    bart: () => timedBart(folder, ["nufft", "-a", `-d${shape}`, "trajectory", "data", "images"]),
    forward: () => timed(() => plan.forward(images, data)),
    bartForward: () => timedBart(folder, ["nufft", "trajectory", "images", "forward"]),
  });
  const each = `${COILS} coils, ${name}`;
  return [
    { name: `${each}: plan`, larmor: 1000 * seconds.plan!, unit: "ms" },
    beside(`${each}: adjoint, vs. bart nufft -a`, seconds.adjoint!, seconds.bart),
    beside(`${each}: forward, vs. bart nufft`, seconds.forward!, seconds.bartForward),
  ];
}

/** A frame in real time: 21 spokes of 256 samples, 128². */
async function normalOperator(rounds: number): Promise<Figure[]> {
  const [points, size] = [coordinates(spokes(21, 256)), { x: 128, y: 128 }];
  const maps = randomSamples(COILS * size.x * size.y);
  const image = randomSamples(size.x * size.y);
  const build = () => new ToeplitzOperator(points, 2, size);
  const operator = build();
  const seconds = await interleaved(10 * rounds, {
    build: () => timed(build),
    apply: () => timed(() => operator.applySense(image, maps, new Float32Array(image.length))),
  });
  const each = `${COILS} coils, 21 spokes of 256 samples, 128²`;
  return [
    { name: `${each}: normal operator`, larmor: 1000 * seconds.build!, unit: "ms" },
    { name: `${each}: its application to an image, with coil maps`, larmor: 1000 * seconds.apply!, unit: "ms" },
  ];
}

function beside(name: string, larmor: number, other: number | undefined): Figure {
  const figure = { name, larmor: 1000 * larmor, unit: "ms" };
  return other === undefined ? figure : { ...figure, other: 1000 * other, ratio: other / larmor };
}

/** `[samples][dimensions]` in cycles per pixel. */
function coordinates(trajectory: Case["trajectory"]): Float32Array {
  const pointsOf = trajectoryPoints(trajectory);
  const readouts = Array.from({ length: trajectory.interleaves }, (_, interleaf) => pointsOf({ interleaf }));
  const points = new Float32Array(readouts.length * readouts[0]!.length);
  for (const [i, readout] of readouts.entries()) points.set(readout, i * readout.length);
  return points;
}

/** `[samples][3]` complex, in the unit of BART. */
function perFieldOfView(points: Float32Array, dimensions: number, { x, y, z = 1 }: ImageSize): Float32Array {
  const [result, sizes] = [new Float32Array((6 * points.length) / dimensions), [x, y, z]];
  for (let i = 0; i < points.length; i += 1) {
    const [sample, axis] = [Math.floor(i / dimensions), i % dimensions];
    result[2 * (3 * sample + axis)] = points[i]! * sizes[axis]!;
  }
  return result;
}

function randomSamples(count: number): Float32Array {
  return Float32Array.from({ length: 2 * count }, randomGaussian(1));
}
