import type { MrdGroup } from "../../formats/mrd-hdf5/index.ts";
import { MrdError, type MrdHeader, parseHeader } from "../../mrd/index.ts";
import { parseXml, type XmlElement } from "../../mrd/xml/index.ts";
import type { EncodingEntry, HeaderTree, TreeNode, WaveformLabel } from "../api/index.ts";
import type { PatientData } from "./patient-data.ts";

/** Everything of these may identify the patient: whole programs' protocols are stored in base64. */
const hiddenAsWhole = ["subjectInformation", "userParameterBase64"];

/** Header and other texts of a measurement, without what identifies the patient if that is hidden. */
export function headerTree(group: MrdGroup, patient: PatientData): HeaderTree {
  const { header: xml, config, configFile, configAdditional } = group;
  const nodes: TreeNode[] = [];
  const read = xml === undefined ? {} : readHeader(xml, patient);
  if (read.root !== undefined) nodes.push(...treeOf(read.root, patient).members!);
  for (const [name, value] of Object.entries({ config, config_file: configFile, configAdditional })) {
    if (value !== undefined) nodes.push({ name, value: patient.text(value) });
  }
  return {
    nodes,
    ...(xml === undefined && { problem: "this group has no header" }),
    ...(read.problem !== undefined && { problem: patient.text(read.problem) }),
    coilNames: coilNames(read.header),
    waveforms: (read.header?.waveformInformation ?? []).map((each) => waveformLabel(each, patient)),
    encodings: (read.header?.encoding ?? []).map(encodingEntry),
    hides: nodes.some(hidesAny),
  };
}

interface ReadHeader {
  readonly root?: XmlElement;
  readonly header?: MrdHeader;
  readonly problem?: string;
}

/** The elements are shown even if some lack what a header needs. */
function readHeader(xml: string, patient: PatientData): ReadHeader {
  let root: XmlElement | undefined;
  try {
    root = parseXml(xml, { root: "ismrmrdHeader", title: "MRD header", code: "malformed-header" });
    return { root, header: parseHeader(xml) };
  } catch (error) {
    if (!(error instanceof MrdError)) throw error;
    return { ...(root !== undefined && { root }), problem: patient.text(error.message) };
  }
}

function treeOf(element: XmlElement, patient: PatientData): TreeNode {
  const { name, text, children } = element;
  if (!patient.isShown && hiddenAsWhole.includes(name)) return { name, hidden: true };
  if (patient.hides(name)) return { name, hidden: true };
  if (children.length === 0) return { name, value: patient.text(text.trim()) };
  const named = children.find((child) => child.name === "name")?.text.trim() ?? "";
  // A user parameter: its name says what it is.
  if (children.some((child) => child.name === "value") && patient.hides(named)) return { name, hidden: true };
  return { name, members: children.map((child) => treeOf(child, patient)) };
}

function hidesAny({ hidden, members = [] }: TreeNode): boolean {
  return hidden === true || members.some(hidesAny);
}

function waveformLabel(
  { waveformName: name, waveformType: type, userParameters }: MrdHeader["waveformInformation"][number],
  patient: PatientData,
): WaveformLabel {
  const trigger = userParameters.userParameterLong.find((each) => each.name === "TriggerChannel")?.value;
  return {
    ...(name !== undefined && { name: patient.text(name) }),
    ...(type !== undefined && { type }),
    ...(trigger !== undefined && { triggerChannel: trigger }),
  };
}

function coilNames(header: MrdHeader | undefined): Record<number, string> {
  const labels = header?.acquisitionSystemInformation?.coilLabel ?? [];
  return Object.fromEntries(
    labels.flatMap(({ coilNumber, coilName }) =>
      coilNumber === undefined || coilName === undefined ? [] : [[coilNumber, coilName]],
    ),
  );
}

function encodingEntry({ trajectory, encodedSpace, reconSpace, encodingLimits }: MrdHeader["encoding"][number]) {
  const { x, y, z } = encodedSpace.matrixSize;
  const { kspaceEncodingStep1: e1, kspaceEncodingStep2: e2 } = encodingLimits;
  const oversampling = encodedSpace.fieldOfViewMm.x / reconSpace.fieldOfViewMm.x;
  return {
    ...(trajectory !== undefined && { trajectory }),
    matrix: [x, y, z],
    center: [e1?.center ?? Math.floor(y / 2), e2?.center ?? Math.floor(z / 2)],
    oversampling: oversampling >= 1 && oversampling <= 4 ? oversampling : 1,
  } satisfies EncodingEntry;
}
