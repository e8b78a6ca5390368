import type { TextPlace, XmlNode } from "./xml.ts";

/** A property of a gadget, as written. */
export interface Property extends TextPlace {
  readonly name: string;
  readonly value: string;
}

/** A gadget of a chain, as written. */
export interface GadgetNode extends TextPlace {
  /** Its name in the chain; may be empty. */
  readonly name: string;
  readonly className: string;
  readonly properties: readonly Property[];
}

/** Contents of Gadgetron's XML, in either of its forms. */
export interface Configuration {
  readonly gadgets: readonly GadgetNode[];
  /** Classes of the writers that serialize results. */
  readonly writers: readonly string[];
}

/** Receives the problems of a text. */
export type Report = (place: TextPlace, message: string) => void;

/** Elements that are not translated, and what to do about them. */
const unsupportedNodes: Readonly<Record<string, string>> = {
  parallel: "branches are not translated; write them in YAML (docs/chains.md)",
  distributed: "distribution over several servers is not translated; one session uses all cores of its machine",
  puredistributed: "distribution over several servers is not translated; one session uses all cores of its machine",
  external: "steps in other processes are not translated; write them in YAML (docs/external.md)",
};

/** Parses a document's root: `gadgetronStreamConfiguration`, or `configuration` of version 2. */
export function readConfiguration(root: XmlNode, report: Report): Configuration {
  if (root.name === "gadgetronStreamConfiguration") {
    const gadgets = root.children.filter(({ name }) => name === "gadget").map((each) => readGadget(each, report));
    return { gadgets, writers: writersIn(root) };
  }
  if (root.name !== "configuration") {
    report(root, `<${root.name}> is not a Gadgetron chain: expected <gadgetronStreamConfiguration> or <configuration>`);
    return { gadgets: [], writers: [] };
  }
  const version = textOf(root, "version");
  if (version !== "2") report(root, `<configuration> needs <version>2</version>, not '${version}'`);
  const streams = root.children.filter(({ name }) => name === "stream");
  const [writers] = root.children.filter(({ name }) => name === "writers");
  return {
    gadgets: streams.flatMap((stream) => stream.children.flatMap((node) => readNode(node, report))),
    writers: writers === undefined ? [] : writersIn(writers),
  };
}

function readNode(node: XmlNode, report: Report): GadgetNode[] {
  if (node.name === "gadget") return [readGadget(node, report)];
  // Its gadgets do the same work in several workers, which is only faster, so they become consecutive steps.
  if (node.name === "parallelprocess") {
    const streams = node.children.filter(({ name }) => name === "purestream");
    return streams.flatMap(({ children }) => children.flatMap((each) => readNode(each, report)));
  }
  const joined = node.name === "parallel" ? readJoined(node, report) : undefined;
  if (joined !== undefined) return joined;
  const reason = Object.hasOwn(unsupportedNodes, node.name) ? unsupportedNodes[node.name]! : "unknown node";
  report(node, `<${node.name}>: ${reason}`);
  return [];
}

/** Classes of branches whose streams are steps one after another in Larmor. */
const joinedBranches: readonly string[] = ["AcquisitionFanout"];

/** The gadgets of such branches, and the one that merges their results; `undefined` for other branches. */
function readJoined({ children }: XmlNode, report: Report): GadgetNode[] | undefined {
  const branch = children.find(({ name }) => name === "branch");
  const merge = children.find(({ name }) => name === "merge");
  if (branch === undefined || merge === undefined || !joinedBranches.includes(textOf(branch, "classname")))
    return undefined;
  const streams = children.filter(({ name }) => name === "stream");
  return [
    ...streams.flatMap((stream) => stream.children.flatMap((each) => readNode(each, report))),
    readGadget(merge, report),
  ];
}

function readGadget(node: XmlNode, report: Report): GadgetNode {
  const { line, column } = node;
  const className = textOf(node, "classname");
  const name = textOf(node, "name");
  if (className === "") report(node, `gadget '${name}' has no <classname>`);
  const properties = node.children.filter((child) => child.name === "property");
  return { name, className, line, column, properties: properties.flatMap((each) => readProperty(each, report)) };
}

/** Name and value are elements in one form and attributes in the other; both are accepted. */
function readProperty(node: XmlNode, report: Report): Property[] {
  const { line, column, attributes, children } = node;
  const has = (part: string) => children.some(({ name }) => name === part);
  if (has("name") && has("value")) return [{ name: textOf(node, "name"), value: textOf(node, "value"), line, column }];
  const { name, value } = attributes;
  if (name !== undefined && value !== undefined) return [{ name: name.trim(), value: value.trim(), line, column }];
  report(node, "a <property> needs a name and a value, as elements or as attributes");
  return [];
}

function writersIn(parent: XmlNode): string[] {
  return parent.children.filter(({ name }) => name === "writer").map((writer) => textOf(writer, "classname"));
}

function textOf(parent: XmlNode, child: string): string {
  return parent.children.find(({ name }) => name === child)?.text.trim() ?? "";
}
