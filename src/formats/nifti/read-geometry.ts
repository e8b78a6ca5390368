import { cross, dot, scaled, type Vector } from "../image-series/index.ts";
import type { SourceRemark } from "../source/index.ts";

/**
 * The coordinates of a file, to the right and front, as a geometry of DICOM.
 * @param remarks gets what is assumed
 */
export function geometryIn(view: DataView, little: boolean, remarks: SourceRemark[]) {
  const float = (at: number) => view.getFloat32(at, little);
  const [qform, sform] = [view.getInt16(252, little), view.getInt16(254, little)];
  let columns: [Vector, Vector, Vector, Vector];
  if (sform > 0) {
    columns = [0, 1, 2, 3].map((column) => [0, 1, 2].map((row) => float(280 + 16 * row + 4 * column))) as never;
  } else if (qform > 0) columns = qformColumns(float);
  else {
    remarks.push({
      level: "warning",
      text: "the file has no coordinates: axial planes around the isocentre are assumed",
    });
    const sizes = [1, 2, 3].map((i) => float(76 + 4 * i) || 1);
    const counts = [1, 2, 3].map((i) => Math.floor(view.getInt16(40 + 2 * i, little) / 2));
    columns = [
      [-sizes[0]!, 0, 0],
      [0, -sizes[1]!, 0],
      [0, 0, sizes[2]!],
      [counts[0]! * sizes[0]!, counts[1]! * sizes[1]!, -counts[2]! * sizes[2]!],
    ];
  }
  const [x, y, z, origin] = columns.map(([a, b, c]): Vector => [-a, -b, c]) as [Vector, Vector, Vector, Vector];
  const unit = (vector: Vector) => scaled(vector, 1 / Math.hypot(...vector));
  const normal = cross(unit(x), unit(y));
  if (Math.abs(dot(unit(x), unit(y))) > 0.001 || Math.abs(dot(normal, unit(z))) < 0.999) {
    remarks.push({ level: "warning", text: "the axes are not at right angles: slices are placed along the third one" });
  }
  return {
    rowDir: unit(x),
    columnDir: unit(y),
    planeDir: unit(z),
    spacingMm: [x, y, z].map((axis) => Math.hypot(...axis)) as unknown as Vector,
    firstPixelMm: origin,
  };
}

/** The affine of a quaternion (nifti1.h, method 2). */
function qformColumns(float: (at: number) => number): [Vector, Vector, Vector, Vector] {
  const [b, c, d] = [float(256), float(260), float(264)];
  const a = Math.sqrt(Math.max(0, 1 - b * b - c * c - d * d));
  const [dx, dy, dz] = [float(80), float(84), float(88) * (float(76) < 0 ? -1 : 1)];
  return [
    scaled([a * a + b * b - c * c - d * d, 2 * (b * c + a * d), 2 * (b * d - a * c)], dx),
    scaled([2 * (b * c - a * d), a * a + c * c - b * b - d * d, 2 * (c * d + a * b)], dy),
    scaled([2 * (b * d + a * c), 2 * (c * d - a * b), a * a + d * d - b * b - c * c], dz),
    [float(268), float(272), float(276)],
  ];
}
