import { dataTypeName, ImageFlag, ImageType } from "../../../../src/mrd/index.ts";
import { Tree, type TreeNode } from "../../components/tree.tsx";
import type { ShownPlane } from "../state/shown-series.ts";
import type { Viewer } from "../state/viewer.ts";

/** Header and attributes of the shown image. */
export function HeaderPanel({ viewer }: { readonly viewer: Viewer }) {
  const shown = viewer.plane("a");
  if (shown === undefined) return null;
  return (
    <details open>
      <summary>Image</summary>
      <Tree label="header and attributes" nodes={[attributeNodes(shown), headerNodes(shown)]} />
    </details>
  );
}

function headerNodes({ header, place }: ShownPlane): TreeNode {
  const members = Object.entries(header.toObject()).map(([name, value]): TreeNode => {
    if (name === "flags") return { name, value: flagNames(header).join(", ") || "none" };
    if (name === "dataType") return { name, value: dataTypeName(header.dataType) };
    if (name === "imageType") return { name, value: typeName(header.imageType) };
    return { name, value: Array.isArray(value) ? value.map(numeral).join(", ") : numeral(value as number) };
  });
  return { name: "header", value: `image ${place.index} of the series`, members };
}

function flagNames(header: ShownPlane["header"]): string[] {
  return Object.entries(ImageFlag).flatMap(([name, flag]) => (header.has(flag) ? [name] : []));
}

function typeName(type: number): string {
  const name = Object.entries(ImageType).find(([, number]) => number === type)?.[0];
  return name === undefined ? String(type) : `${type} (${name})`;
}

/** Floats of 32 bits have 7 digits at most. */
function numeral(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(7)));
}

function attributeNodes({ attributes }: ShownPlane): TreeNode {
  const members = [...attributes].map(([name, values]) => ({ name, value: values.join(", ") }));
  return { name: "attributes", value: members.length === 0 ? "none" : String(members.length), members };
}
