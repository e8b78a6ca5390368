import type { OperatorFunction } from "rxjs";
import {
  type GadgetContext,
  type ImageArray,
  mapOnPool,
  type ReconBuffer,
  requireHeader,
} from "../../gadget-api/index.ts";
import { Sequence } from "../../numerics/cartesian/index.ts";
import { type CalibrationMapOptions, calibrationMapSeconds, calibrationMapsTask } from "../../numerics/coils/index.ts";
import { type CgOptions, senseSeconds, senseTask } from "../../numerics/sense/index.ts";
import { counted } from "../../text/index.ts";
import { imagesOfBuffer } from "../kspace/index.ts";
import { reportWork } from "../readouts/index.ts";
import { reportAnnounced } from "../sampling/index.ts";
import { KeptMaps, type MapsEntry } from "./kept-maps.ts";
import { planSense, type SensePlan, type SensePlanOptions } from "./plan.ts";
import { senseTexts } from "./sense-text.ts";

/**
 * Plans how the images of buffers are unfolded, and computes the coil maps that are not known yet.
 * @throws SenseError, from the operator
 */
export function withCoilMaps(
  context: GadgetContext,
  planOptions: SensePlanOptions,
  options: CalibrationMapOptions,
): OperatorFunction<ReconBuffer, SensePlan> {
  reportAnnounced(context);
  const kept = new KeptMaps();
  // Results keep their order, so that maps that an earlier message computes are known when a later result leaves.
  const requested = new WeakSet<MapsEntry>();
  return mapOnPool(context, calibrationMapsTask, (buffer) => {
    const plan = planSense(buffer, context.header?.encoding[buffer.encoding], kept, planOptions);
    const missing = plan.entries.filter((entry) => !requested.has(entry));
    if (missing.length === 0) return { result: plan };
    for (const entry of missing) requested.add(entry);
    const { e0, e1, e2, coils } = plan.buffer.imaging.shape;
    const length = 2 * e0 * e1 * e2 * coils;
    const blocks = missing.map(({ block: { shape, center } }) => {
      return { size: [shape.e0, shape.e1, shape.e2] as const, center };
    });
    const parameters = { ...options, size: [e0, e1, e2] as const, coils, blocks };
    const seconds = calibrationMapSeconds(parameters);
    reportWork(context, {
      what: `computing coil maps of ${counted(coils, "coil")} and ${e0} × ${e1} × ${counted(e2, "pixel")} by ${options.method}`,
      seconds,
      advice: `${options.method === "direct" ? "" : "use 'maps: direct', or "}reduce the coils first (coil-pca, coil-reduction)`,
    });
    return {
      parameters,
      input: joined(missing.map(({ block }) => block.data)),
      outputLength: length * missing.length,
      heavy: true,
      ms: 1000 * seconds,
      finish(maps) {
        for (const [i, entry] of missing.entries()) entry.maps = maps.slice(i * length, (i + 1) * length);
        return plan;
      },
    };
  });
}

/** Unfolds the images of buffers, on the encoded grid. */
export function unfoldImages(context: GadgetContext, options: CgOptions): OperatorFunction<SensePlan, ImageArray> {
  return mapOnPool(context, senseTask, (plan) => {
    const { buffer, entries, images } = plan;
    for (const text of senseTexts(plan, options.lambda, options.iterations)) context.reportOnce(text, "info", text);
    const { imaging } = buffer;
    const { e0, e1, e2, coils, n, s, slices } = imaging.shape;
    const isDirect = images.every(({ lattice }) => lattice !== undefined);
    context.recordAttributes({ LarmorUnfolding: `SENSE, ${isDirect ? "direct" : "conjugate gradients"}` });
    const size = [e0, e1, e2] as const;
    const work = { ...options, size, coils, images, mapCount: entries.length, readout: imaging.readout };
    const seconds = senseSeconds(work);
    reportWork(context, {
      what: `unfolding ${counted(images.length, "image")} of ${counted(coils, "coil")} and ${e0} × ${e1} × ${counted(e2, "pixel")}`,
      seconds,
      advice: "use fewer iterations, or reduce the coils first (coil-pca, coil-reduction)",
    });
    const parts = new Sequence([...entries.map(({ maps }) => maps!), imaging.samples]);
    const input = context.memory.allocate(parts.length);
    parts.copy(0, input);
    return {
      parameters: work,
      input,
      outputLength: 2 * e0 * e1 * e2 * images.length,
      heavy: true,
      ms: 1000 * seconds,
      finish(data) {
        context.memory.release(input);
        const complete = { ...buffer, imaging: imaging.with({ missing: [] }) };
        const sizes = { x: e0, y: e1, z: e2, coils: 1, n, s, slices };
        return imagesOfBuffer(complete, { sizes, data }, requireHeader(context).encoding[buffer.encoding]!);
      },
    };
  });
}

/** Arrays one after another; a single one as it is. */
export function joined(parts: readonly Float32Array[]): Float32Array {
  if (parts.length === 1) return parts[0]!;
  const result = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}
