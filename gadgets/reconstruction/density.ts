import Type from "typebox";
import { defineGadget } from "../../src/gadget-api/index.ts";
import { densityMethods, withDensity } from "../../src/recon/trajectories/index.ts";

/**
 * Weights samples by the area, or volume, of k-space that they stand for, so that gridded images have true scale, and
 * regions with more samples do not count more. Weights are kept for trajectories that come again.
 *
 * - `voronoi`: areas of the samples' Voronoi cells, in a plane
 * - `pipe-menon`: by iterations w ← w / (w ∗ ψ) with the kernel ψ; J. Pipe and P. Menon, Magn Reson Med 41:179 (1999)
 * - `analytic`: of readouts through the centre of k-space that are evenly distributed over all directions: the ramp |k| of
 *   spokes, k² of those in three dimensions, |g| |k| |cos(g, k)| of spirals with the gradient g; R. D. Hoge et al., Magn Reson
 *   Med 38:117 (1997)
 * - `uniform`: equal weights
 * - `given`: those of the trajectory's third dimension
 * - `gadgetron`: given ones, otherwise Hoge's at each sample of a spiral, for pixel values as in Gadgetron
 */
export default defineGadget({
  name: "density",
  summary: "Weight samples by the area of k-space that they stand for.",
  in: ["samples"],
  out: ["samples"],
  parameters: {
    method: Type.Enum([...densityMethods], {
      default: "auto",
      description: "How weights are computed; `auto`: given ones if there are any, otherwise pipe-menon.",
    }),
    iterations: Type.Integer({ minimum: 1, maximum: 200, default: 20, description: "Iterations of pipe-menon." }),
  },
  create(context, { method, iterations }) {
    return withDensity(context, method, iterations);
  },
});
