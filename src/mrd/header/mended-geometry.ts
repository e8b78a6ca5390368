import type { XmlElement } from "../xml/xml-document.ts";

/** Something in a header that was assumed, or left out, when it was read. */
export interface HeaderRemark {
  /** Index of the encoding that it concerns. */
  readonly encoding: number;
  /** The element: `encoding 0: reconSpace`. */
  readonly where: string;
  /** What is wrong with it, as a clause. */
  readonly problem: string;
  /** What is assumed instead, as a sentence. */
  readonly effect: string;
  /** Set if the encoding has no usable geometry, so that no readout may belong to it. */
  readonly unusable?: true;
}

export interface MendedHeader {
  readonly root: XmlElement;
  readonly remarks: readonly HeaderRemark[];
}

const axes = ["x", "y", "z"] as const;
type Axis = (typeof axes)[number];
type Values = Readonly<Record<Axis, string>>;

/**
 * Completes the geometry of a header as far as it can be inferred: what reconSpace lacks is taken from encodedSpace, and
 * an encoding that cannot be read is replaced by one of size 0 if there are others.
 * @param problemOf why an encoding cannot be read; `undefined` if it can
 */
export function mendGeometry(
  root: XmlElement,
  problemOf: (encoding: XmlElement, index: number) => string | undefined,
): MendedHeader {
  const mended = root.children.filter(isEncoding).map((encoding, index) => withReconSpace(encoding, index));
  const problems = mended.map(({ element }, index) => problemOf(element, index));
  const isUsable = problems.includes(undefined);
  const remarks = mended.flatMap(({ remarks }, index) => {
    const problem = isUsable ? problems[index] : undefined;
    return problem === undefined ? remarks : [unusable(index, problem)];
  });
  let index = 0;
  const children = root.children.map((child) => {
    if (!isEncoding(child)) return child;
    const current = index++;
    return isUsable && problems[current] !== undefined ? emptyEncoding : mended[current]!.element;
  });
  return { root: { ...root, children }, remarks };
}

function isEncoding({ name }: XmlElement): boolean {
  return name === "encoding";
}

function unusable(encoding: number, problem: string): HeaderRemark {
  return {
    encoding,
    where: `encoding ${encoding}`,
    problem: `it cannot be read: ${problem}`,
    effect: "It is ignored, since no image can be made of its readouts.",
    unusable: true,
  };
}

function withReconSpace(
  encoding: XmlElement,
  index: number,
): { element: XmlElement; remarks: readonly HeaderRemark[] } {
  const [encoded, recon] = ["encodedSpace", "reconSpace"].map((name) => childOf(encoding, name));
  const unchanged = { element: encoding, remarks: [] };
  if (encoded === undefined) return unchanged;
  if (recon === undefined) {
    const effect = "The encoded space is reconstructed; readout oversampling, if there is any, remains.";
    const remark = { encoding: index, where: `encoding ${index}: reconSpace`, problem: "it is missing", effect };
    const children = [...encoding.children, { ...encoded, name: "reconSpace" }];
    return { element: { ...encoding, children }, remarks: [remark] };
  }
  const [size, field] = ["matrixSize", "fieldOfView_mm"].map((name) => ({
    encoded: valuesOf(encoded, name),
    recon: valuesOf(recon, name),
  }));
  const lacking = [
    ...axes.filter((axis) => isLacking(size!, axis)).map((axis) => `matrixSize.${axis}`),
    ...axes.filter((axis) => isLacking(field!, axis)).map((axis) => `fieldOfView_mm.${axis}`),
  ];
  if (lacking.length === 0) return unchanged;
  const matrixSize = completed(size!, (axis) => Math.round(scaled(size!.encoded[axis], field!, axis)));
  const fieldOfView = completed(field!, (axis) => scaled(field!.encoded[axis], size!, axis));
  const completedSpace = {
    ...recon,
    children: [elementOf("matrixSize", matrixSize), elementOf("fieldOfView_mm", fieldOfView)],
  };
  return {
    element: { ...encoding, children: encoding.children.map((child) => (child === recon ? completedSpace : child)) },
    remarks: [
      {
        encoding: index,
        where: `encoding ${index}: reconSpace`,
        problem: `it has no ${lacking.join(", ")}`,
        effect: `Taken from encodedSpace: a matrix of ${shown(matrixSize)} and a field of view of ${shown(fieldOfView)} mm.`,
      },
    ],
  };
}

interface Pair {
  readonly encoded: Values;
  readonly recon: Values;
}

/** Whether the recon space has no value. A zero is one. */
function isLacking({ recon }: Pair, axis: Axis): boolean {
  return recon[axis].trim() === "";
}

function completed(pair: Pair, value: (axis: Axis) => number): Values {
  const { encoded, recon } = pair;
  const text = (axis: Axis) => {
    if (!isLacking(pair, axis)) return recon[axis];
    const inferred = value(axis);
    return Number.isFinite(inferred) ? String(inferred) : encoded[axis];
  };
  return { x: text("x"), y: text("y"), z: text("z") };
}

/**
 * A value of the encoded space for the recon space, if its pixels have the same size: smaller by as much as the other
 * measure is. A larger matrix is interpolation.
 */
function scaled(value: string, other: Pair, axis: Axis): number {
  if (value.trim() === "") return Number.NaN;
  const ratio = isLacking(other, axis) ? 1 : Number(other.recon[axis]) / Number(other.encoded[axis]);
  return Number(value) * (ratio > 0 && ratio < 1 ? ratio : 1);
}

function valuesOf(space: XmlElement, name: string): Values {
  const group = childOf(space, name);
  const text = (axis: Axis) => (group === undefined ? "" : (childOf(group, axis)?.text ?? ""));
  return { x: text("x"), y: text("y"), z: text("z") };
}

function childOf({ children }: XmlElement, name: string): XmlElement | undefined {
  return children.find((child) => child.name === name);
}

function elementOf(name: string, values: Values): XmlElement {
  return { name, text: "", children: axes.map((axis) => ({ name: axis, text: values[axis], children: [] })) };
}

function shown(values: Values): string {
  return axes.map((axis) => values[axis].trim()).join(" × ");
}

const nothing = { x: "0", y: "0", z: "0" };
const emptySpace = [elementOf("matrixSize", nothing), elementOf("fieldOfView_mm", nothing)];
const emptyEncoding: XmlElement = {
  name: "encoding",
  text: "",
  children: ["encodedSpace", "reconSpace"].map((name) => ({ name, text: "", children: emptySpace })),
};
