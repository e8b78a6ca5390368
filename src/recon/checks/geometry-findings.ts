import { type Encoding, type HeaderRemark, type MrdHeader, unusableEncoding } from "../../mrd/index.ts";
import type { Finding } from "./finding.ts";

/** Smaller fields of view are most likely in metres, or in pixels. */
const SMALLEST_FOV_MM = 5;
const LARGEST_FOV_MM = 5000;

const axes = ["x", "y", "z"] as const;

/** What the encodings of a header lack: what was assumed when it was read, and fields of view that cannot be right. */
export function geometryFindings(header: MrdHeader): Finding[] {
  return [
    ...(header.remarks ?? []).map(remarkFinding),
    ...header.encoding.flatMap((_, index) => emptyMatrixFindings(header, index)),
    ...header.encoding.flatMap((encoding, index) => fieldOfViewFindings(encoding, `encoding ${index}`)),
  ];
}

function remarkFinding({ where, problem, effect, unusable }: HeaderRemark): Finding {
  return {
    weight: "warning",
    where,
    problem,
    effect,
    remedy: unusable ? "Write its matrix and field of view, or leave it out." : "Write it to the header.",
  };
}

/** An encoding of size 0 that was written so. */
function emptyMatrixFindings(header: MrdHeader, index: number): Finding[] {
  const problem = unusableEncoding(header, index);
  if (problem === undefined || header.remarks?.some((remark) => remark.unusable && remark.encoding === index))
    return [];
  return [
    {
      weight: "warning",
      where: `encoding ${index}`,
      problem,
      effect: "It is ignored, since no image can be made of its readouts.",
      remedy: "Write its matrix, or leave it out.",
    },
  ];
}

function fieldOfViewFindings({ encodedSpace, reconSpace }: Encoding, name: string): Finding[] {
  return Object.entries({ encodedSpace, reconSpace }).flatMap(([space, { fieldOfViewMm, matrixSize }]): Finding[] => {
    // A slab may be thin.
    const sizes = axes.slice(0, 2).flatMap((axis) => (matrixSize[axis] > 1 ? fieldOfViewMm[axis] : []));
    const shown = axes.map((axis) => Number(fieldOfViewMm[axis].toPrecision(6))).join(" × ");
    const common = { weight: "warning", where: `${name}: ${space}.fieldOfView_mm` } as const;
    const remedy = "Write the field of view in mm.";
    if (sizes.some((size) => !(size > 0))) {
      const effect = "Pixels have no size, and oversampling cannot be removed.";
      return [{ ...common, problem: `the field of view is ${shown} mm`, effect, remedy }];
    }
    if (sizes.every((size) => size >= SMALLEST_FOV_MM && size <= LARGEST_FOV_MM)) return [];
    const problem = `the field of view is ${shown} mm, which looks like another unit`;
    return [{ ...common, problem, effect: "Images get a wrong pixel size.", remedy }];
  });
}
