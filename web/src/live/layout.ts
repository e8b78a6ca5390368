import { Graph, layout } from "@dagrejs/dagre";
import type { LiveStep } from "../../../src/viewer/api/index.ts";

/** Size of a step, in pixels. */
export const STEP = { width: 113, height: 98 } as const;

export interface Placed {
  readonly width: number;
  readonly height: number;
  /** Top left corners, in the order of the steps. */
  readonly steps: readonly { readonly x: number; readonly y: number }[];
  /** Paths of SVG. */
  readonly edges: readonly { readonly path: string; readonly to: number }[];
}

/** Places steps from left to right, branches one below the other. */
export function placeSteps(steps: readonly Pick<LiveStep, "after">[]): Placed {
  if (steps.length === 0) return { width: 0, height: 0, steps: [], edges: [] };
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 10, ranksep: 16, marginx: 1, marginy: 1 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const [i] of steps.entries()) graph.setNode(String(i), { ...STEP });
  for (const [i, { after }] of steps.entries()) {
    for (const from of after) if (from >= 0 && from < i) graph.setEdge(String(from), String(i));
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width,
    height,
    steps: steps.map((_, i) => {
      const { x, y } = graph.node(String(i)) as { x: number; y: number };
      return { x: x - STEP.width / 2, y: y - STEP.height / 2 };
    }),
    edges: (graph.edges() as { v: string; w: string }[]).map((edge) => {
      const { points } = graph.edge(edge) as { points: { x: number; y: number }[] };
      const path = points.map(({ x, y }, i) => `${i === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
      return { path, to: Number(edge.w) };
    }),
  };
}
