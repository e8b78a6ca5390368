import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { codeOf, isOwn } from "../../errors/index.ts";

/** The folder of the package: the path is valid for this source file and for the chunks of a build. */
const root = fileURLToPath(new URL("../../../", import.meta.url));
/** Folders with Larmor's own code. Authors of gadgets may work in a checkout, which has a folder for them. */
const ownFolders = [`${root}dist/`, `${root}src/`];
const ownGadgets = `${root}gadgets/`;

const FRAME = /^\s+at /;
const PLACE = /(?:\(|at (?:async )?)((?:file:\/\/)?\/.+):(\d+):(\d+)\)?$/;

/** A stack without the frames of Larmor, of Node and of packages; as it is, if no other frame would remain. */
export function authorStack(stack: string): string {
  const lines = stack.split("\n");
  const authors = lines.filter((line) => placeIn(line) !== undefined);
  return authors.length === 0 ? stack : [...lines.filter((line) => !FRAME.test(line)), ...authors].join("\n");
}

/** A copy of an error, of the same class, whose stack and that of its causes have the author's frames only. */
export function withAuthorStack(error: unknown): unknown {
  if (!(error instanceof Error) || typeof error.stack !== "string") return error;
  const { message, stack, cause } = error;
  const copy = Object.create(Object.getPrototypeOf(error) as object) as object;
  return Object.assign(copy, error, {
    message,
    stack: authorStack(stack),
    ...(cause !== undefined && { cause: withAuthorStack(cause) }),
  });
}

/** The frames of an error in the author's own code, as in its stack. */
export function authorFrames({ stack = "" }: Error): string[] {
  return stack.split("\n").filter((line) => placeIn(line) !== undefined);
}

/** Where an error occurred in the author's own code, such as `throws.ts:13:46`; `undefined` if that is unknown. */
function authorPlace(thrown: unknown): string | undefined {
  const { stack } = (thrown ?? {}) as { readonly stack?: unknown };
  if (typeof stack !== "string") return undefined;
  for (const line of stack.split("\n")) {
    const place = placeIn(line);
    if (place !== undefined) return place;
  }
  return undefined;
}

/**
 * A message with the place in the author's own code, if the error is a bug there: an error with a code explains itself,
 * unless the author called one of Larmor's functions wrongly.
 */
export function withAuthorPlace(message: string, thrown: unknown): string {
  if (isOwn(thrown) && !codeOf(thrown).startsWith("numerics/")) return message;
  const place = authorPlace(thrown);
  return place === undefined || message.includes(place) ? message : `${message} (${place})`;
}

function placeIn(line: string): string | undefined {
  if (!FRAME.test(line)) return undefined;
  const [, written, row, column] = PLACE.exec(line) ?? [];
  if (written === undefined) return undefined;
  const path = written.startsWith("file:") ? fileURLToPath(written) : written;
  return isAuthors(path) ? `${basename(path)}:${row}:${column}` : undefined;
}

function isAuthors(path: string): boolean {
  if (ownFolders.some((folder) => path.startsWith(folder))) return false;
  if (path.startsWith(ownGadgets) && path.slice(ownGadgets.length).includes("/")) return false;
  const inPackages = path.lastIndexOf("/node_modules/");
  if (inPackages < 0) return true;
  return /^\/node_modules\/(@[^/]+\/)?larmor-gadget-/.test(path.slice(inPackages));
}
