import type { Gadget } from "../../gadget-api/index.ts";
import { counted, nearest } from "../../text/index.ts";
import type { Step } from "../chain.ts";
import { outsideIssues, reachesOutside, stepRefusal } from "../client-rights.ts";
import type { Path } from "../text/document.ts";
import { isRecord } from "../text/records.ts";
import { substitute } from "../text/substitute.ts";
import { validate } from "../text/validate.ts";
import { MOST_OUTSIDE_STEPS } from "./bounds.ts";
import type { Compilation } from "./compilation.ts";

/**
 * Compiles a step from a gadget's name and parameters as written. Problems are reported; it is `undefined` if a client
 * may not use it.
 * @param at path of the step
 * @param within path of its parameters
 */
export function compileStep(
  compilation: Compilation,
  gadget: Gadget,
  parameters: unknown,
  at: Path,
  within: Path,
): Step | undefined {
  const { document, registry, defaults, used } = compilation;
  const short = gadget.shorthand !== undefined && !isRecord(parameters);
  const written = short ? { [gadget.shorthand]: parameters } : parameters;
  /** Location of an item of the written map. */
  const placeOf = (path: Path): Path => [...within, ...(short ? path.slice(1) : path)];

  for (const { name } of substitute(written, {}).unknown) used.add(name);
  const { value, unknown } = substitute(written, defaults);
  for (const reference of unknown) {
    const meant = nearest(reference.name, Object.keys(defaults));
    if (meant !== undefined) used.add(meant); // report each error once
    const hint = meant === undefined ? "; declare it under `parameters`" : `; did you mean '$${meant}'?`;
    document.report(placeOf(reference.path), `unknown parameter '$${reference.name}'${hint}`);
  }
  const problemCount = document.problems.length;
  reportTrusted(compilation, gadget, written, placeOf);
  if (compilation.origin === "client" && reachesOutside(gadget)) {
    // The parameters of a refused step are not looked at.
    if (document.problems.length === problemCount) reportOutside(compilation, gadget, at);
    if (document.problems.length > problemCount) return undefined;
  }
  reportKinds(compilation, gadget, written, placeOf);

  const checked = validate(gadget.schema, value);
  const named = new Set(unknown.map(({ path }) => path.join("/")));
  for (const issue of checked.issues) {
    if (named.has(issue.path.join("/"))) continue;
    document.reportAll(placeOf(issue.path), [{ ...issue, path: [] }]);
  }
  const valid = checked.issues.length === 0 && unknown.length === 0;
  if (valid && compilation.origin === "client") reportSet(compilation, gadget, checked.value, placeOf);
  const issue = valid ? gadget.validate(checked.value) : undefined;
  if (issue !== undefined) document.report(within, issue);
  // The kinds that such a step consumes and produces are unknown.
  if (!valid && gadget.flow.kinds.length > 0) compilation.incomplete = true;
  const narrowed = valid ? gadget.withKinds(checked.value) : gadget;
  const thirdParty = registry.fingerprint(gadget.name);
  const keys = isRecord(written) ? Object.keys(written) : [];
  const places = Object.fromEntries(keys.map((key) => [key, document.placed(placeOf([key])).place]));
  return {
    kind: "step",
    gadget: thirdParty === undefined ? narrowed : withoutDeferral(narrowed),
    thirdParty,
    written,
    places,
    parameters: checked.value,
    ...document.placed(at),
  };
}

/** Only built-in gadgets can handle pending readouts and readouts in image space. */
function withoutDeferral(gadget: Gadget): Gadget {
  return { ...gadget, runtime: { ...gadget.runtime, defers: false, imageSpace: false } };
}

/**
 * A server-side-only parameter is taken from the server's disk verbatim: a client can set neither all nor part of it.
 */
function reportTrusted(
  { document, origin }: Compilation,
  { name, trusted }: Gadget,
  written: unknown,
  placeOf: (path: Path) => Path,
): void {
  if (trusted.length === 0) return;
  if (!isRecord(written)) {
    if (substitute(written, {}).unknown.length === 0) return;
    const keys = trusted.map((key) => `'${key}'`).join(" and ");
    document.report(placeOf([]), `the parameters of '${name}' have to be written out: no client may set ${keys}`);
    return;
  }
  for (const key of trusted.filter((each) => Object.hasOwn(written, each))) {
    if (origin === "client") {
      document.report(
        placeOf([key]),
        `'${key}' of '${name}' can be set only by a chain on the server's disk, and this one came from a client`,
      );
      continue;
    }
    for (const { path, name: parameter } of substitute(written[key], {}).unknown) {
      document.report(
        placeOf([key, ...path]),
        `'$${parameter}' can't be used in '${key}' of '${name}': clients can set it, but '${key}' only a chain on the server's disk`,
      );
    }
  }
}

/** Parameters that determine the step's message kinds have to be written out. */
function reportKinds(
  { document }: Compilation,
  { name, flow: { kinds } }: Gadget,
  written: unknown,
  placeOf: (path: Path) => Path,
): void {
  if (kinds.length === 0) return;
  for (const { path, name: parameter } of substitute(written, {}).unknown) {
    const key = path[0];
    if (key !== undefined && !kinds.includes(String(key))) continue;
    const what = key === undefined ? `all of '${name}'` : `'${key}' of '${name}'`;
    document.report(
      placeOf(path),
      `'$${parameter}' can't be used for ${what}: the kinds of messages that a step consumes and produces have to be written out`,
    );
  }
}

/** A client's chain may act outside of its session only if the server allows that, and only so often. */
function reportOutside(compilation: Compilation, gadget: Gadget, at: Path): void {
  const refusal = stepRefusal(gadget, compilation.rights);
  compilation.outsideCount += 1;
  if (refusal !== undefined) compilation.document.report(at, refusal);
  else if (compilation.outsideCount > MOST_OUTSIDE_STEPS) {
    compilation.document.report(
      at,
      `a client's chain may act outside of its session in ${counted(MOST_OUTSIDE_STEPS, "step")}`,
    );
  }
}

/** Reports addresses and chains for other servers that a client may not set. */
function reportSet({ document, rights }: Compilation, gadget: Gadget, value: unknown, placeOf: (path: Path) => Path) {
  for (const [key, refusal] of outsideIssues(gadget, value as Readonly<Record<string, unknown>>, rights)) {
    document.report(placeOf([key]), refusal);
  }
}
