import type { Message, MessageKind } from "../../gadget-api/index.ts";
import { kindNames } from "../../gadget-api/kinds/index.ts";
import { AcquisitionFlag } from "../../mrd/index.ts";
import { type Counter, counters, counterValue } from "../../recon/readouts/index.ts";

/** Properties by which messages can be routed. */
export const routings = ["kind", "flag", ...counters] as const;

/** Which branch a message goes to. */
export interface Route {
  readonly by: (typeof routings)[number];
  /** Branches by message kind, readout flag or value of the counter. The first match determines the branch. */
  readonly targets: readonly { readonly key: string; readonly branch: string }[];
  /** The branch of all other messages. Without it, they are an error. */
  readonly otherwise: string | undefined;
}

/** The allowed keys of a route; `undefined` if they are numbers. */
export function routeKeys(by: Route["by"]): readonly string[] | undefined {
  if (by === "kind") return kindNames;
  return by === "flag" ? Object.keys(AcquisitionFlag) : undefined;
}

/** The branches that messages of a kind may go to. */
export function branchesFor({ by, targets, otherwise }: Route, kind: MessageKind): string[] {
  const rest = otherwise === undefined ? [] : [otherwise];
  if (by !== "kind") return hasRoutingKey(by, kind) ? [...targets.map(({ branch }) => branch), ...rest] : rest;
  const target = targets.find(({ key }) => key === kind);
  return target === undefined ? rest : [target.branch];
}

/** The branch that a message goes to; `undefined` if none matches. */
export function branchFor({ by, targets, otherwise }: Route, message: Message): string | undefined {
  const target = targets.find(({ key }) => {
    if (by === "kind") return message.kind === key;
    if (by !== "flag") return counterOf(message, by) === Number(key);
    return message.kind === "acquisition" && message.header.has(AcquisitionFlag[key as keyof typeof AcquisitionFlag]);
  });
  return target?.branch ?? otherwise;
}

/** The error message for a message that no branch accepts. */
export function noBranchFor(route: Route, message: Message): string {
  const what =
    message.kind === "acquisition" ? `readout ${message.header.scanCounter}` : `messages of kind ${message.kind}`;
  const fix = "add one, or name a branch for all others: `otherwise`";
  return `no branch accepts ${what}${reasonFor(route, message)}; ${fix}`;
}

function reasonFor({ by, targets }: Route, message: Message): string {
  if (by === "kind") return "";
  if (!hasRoutingKey(by, message.kind)) return `, which have no ${by}`;
  if (by !== "flag") return `, whose ${by} is ${counterOf(message, by)}`;
  return `, which has none of the flags ${targets.map(({ key }) => key).join(", ")}`;
}

/** Whether messages of a kind have flags, or the counter: images have fewer counters than readouts. */
function hasRoutingKey(by: Exclude<Route["by"], "kind">, kind: MessageKind): boolean {
  if (kind === "acquisition") return true;
  return kind === "image" && by !== "flag" && isImageCounter(by);
}

function counterOf(message: Message, by: Counter): number | undefined {
  if (message.kind === "acquisition") return counterValue(message.header, by);
  return message.kind === "image" && isImageCounter(by) ? message.header[by] : undefined;
}

const imageCounters = ["average", "slice", "contrast", "phase", "repetition", "set"] as const;

function isImageCounter(counter: Counter): counter is (typeof imageCounters)[number] {
  return imageCounters.some((each) => each === counter);
}
