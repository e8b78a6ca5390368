import type { Attributes, ImageHeader } from "../../mrd/index.ts";

export type Vector = readonly [number, number, number];

/** Where the planes of an image are, in the patient's coordinates of DICOM and MRD (x to the left, y to the back). */
export interface PlaneGeometry {
  /** Direction of increasing x: along a row. */
  readonly rowDir: Vector;
  /** Direction of increasing y: along a column. */
  readonly columnDir: Vector;
  /** Direction of increasing z: from one plane to the next. */
  readonly planeDir: Vector;
  /** Distances of pixels along x and y, and of planes, in mm. */
  readonly spacingMm: Vector;
  /** Centre of pixel (0, 0) of plane 0, in mm. */
  readonly firstPixelMm: Vector;
  /** Whether directions or distances are missing, so that axial planes or 1 mm are assumed. */
  readonly assumed: boolean;
}

/**
 * The geometry of an image. Its position is that of pixel floor(N / 2) along each axis, where the Fourier transform has
 * its centre. The attributes ImageRowDir and ImageColumnDir replace the directions of the header, as in FIRE.
 */
export function geometryOf(header: ImageHeader, attributes: Attributes): PlaneGeometry {
  const pair =
    orthonormal(vectorOf(attributes, "ImageRowDir"), vectorOf(attributes, "ImageColumnDir")) ??
    orthonormal(header.readDir, header.phaseDir);
  const [rowDir, columnDir] = pair ?? [
    [1, 0, 0],
    [0, 1, 0],
  ];
  const normal = cross(rowDir, columnDir);
  const planeDir = dot(normal, header.sliceDir as unknown as Vector) < 0 ? scaled(normal, -1) : normal;
  const { matrixSize, fieldOfView, position } = header;
  const isKnown = matrixSize.every((size, i) => fieldOfView[i]! > 0 && size > 0);
  const spacingMm = [0, 1, 2].map((i) => {
    const mm = fieldOfView[i]! / matrixSize[i]!;
    return mm > 0 && Number.isFinite(mm) ? mm : 1;
  }) as unknown as Vector;
  const directions = [rowDir, columnDir, planeDir];
  const firstPixelMm = [0, 1, 2].map((axis) =>
    directions.reduce(
      (sum, direction, i) => sum - Math.floor(matrixSize[i]! / 2) * spacingMm[i]! * direction[axis]!,
      position[axis]!,
    ),
  ) as unknown as Vector;
  return { rowDir, columnDir, planeDir, spacingMm, firstPixelMm, assumed: pair === undefined || !isKnown };
}

/** The fields of an image's header for planes at a place: the inverse of {@link geometryOf}. */
export function headerFields(geometry: Omit<PlaneGeometry, "assumed">, matrixSize: Vector) {
  const { rowDir, columnDir, planeDir, spacingMm, firstPixelMm } = geometry;
  const directions = [rowDir, columnDir, planeDir];
  return {
    matrixSize,
    fieldOfView: spacingMm.map((mm, i) => mm * matrixSize[i]!),
    position: firstPixelMm.map((place, axis) =>
      directions.reduce(
        (sum, direction, i) => sum + Math.floor(matrixSize[i]! / 2) * spacingMm[i]! * direction[axis]!,
        place,
      ),
    ),
    readDir: rowDir,
    phaseDir: columnDir,
    sliceDir: planeDir,
  } satisfies Partial<Record<keyof ImageHeader, readonly number[]>>;
}

/** Centre of pixel (0, 0) of a plane. */
export function planePositionMm({ firstPixelMm, planeDir, spacingMm }: PlaneGeometry, plane: number): Vector {
  return firstPixelMm.map((place, axis) => place + plane * spacingMm[2] * planeDir[axis]!) as unknown as Vector;
}

export function cross([a, b, c]: Vector, [x, y, z]: Vector): Vector {
  return [b * z - c * y, c * x - a * z, a * y - b * x];
}

export function dot(a: Vector, b: Vector): number {
  return a.reduce((sum, each, i) => sum + each * b[i]!, 0);
}

export function scaled(vector: Vector, factor: number): Vector {
  return vector.map((each) => each * factor + 0) as unknown as Vector;
}

function vectorOf(attributes: Attributes, name: string): readonly number[] {
  return (attributes.get(name) ?? []).map(Number);
}

/** Two directions at a right angle, both of length 1; `undefined` if they are not nearly so. */
function orthonormal(row: readonly number[], column: readonly number[]): readonly [Vector, Vector] | undefined {
  const isUnit = (each: readonly number[]) => each.length === 3 && Math.abs(Math.hypot(...each) - 1) < 0.01;
  if (!isUnit(row) || !isUnit(column)) return undefined;
  const first = scaled(row as unknown as Vector, 1 / Math.hypot(...row));
  const along = dot(first, column as unknown as Vector);
  if (Math.abs(along) > 0.01) return undefined;
  const rest = column.map((each, i) => each - along * first[i]!) as unknown as Vector;
  return [first, scaled(rest, 1 / Math.hypot(...rest))];
}
