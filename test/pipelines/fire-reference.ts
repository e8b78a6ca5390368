import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { type Acquisition, type Image, parseAttributes } from "../../src/mrd/index.ts";
import { runPython, skipReason } from "../support/peers.ts";

/** An image as expected by fire-reference.py. */
export interface ExpectedImage {
  readonly data: readonly number[];
  readonly attributes: Readonly<Record<string, string[]>>;
}

/** Why tests against fire-reference.py must be skipped. */
export const noReference = skipReason("python");

/** What FIRE's modules compute for some measurements, by NumPy; empty if NumPy is not installed. */
export function fireReference<Name extends string>(
  cases: Readonly<Record<Name, object>>,
): Record<Name, ExpectedImage[]> {
  const names = Object.keys(cases) as Name[];
  if (noReference !== undefined) return Object.fromEntries(names.map((name) => [name, []])) as never;
  const folder = mkdtempSync(join(tmpdir(), "fire-"));
  try {
    const path = join(folder, "cases.json");
    writeFileSync(path, JSON.stringify(Object.values(cases)));
    const script = readFileSync(new URL("fire-reference.py", import.meta.url), "utf8");
    const images = JSON.parse(runPython(script, [path])) as ExpectedImage[][];
    return Object.fromEntries(names.map((name, i) => [name, images[i]!])) as Record<Name, ExpectedImage[]>;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A readout in the form of fire-reference.py. */
export function lineOf({ header, data }: Acquisition) {
  return { e1: header.kspaceEncodeStep1, phase: header.phase, coils: header.activeChannels, data: [...data] };
}

/** Attributes that FIRE's modules know. */
export function knownAttributes({ attributes }: Image): Record<string, readonly string[]> {
  return Object.fromEntries([...parseAttributes(attributes)].filter(([name]) => !name.startsWith("Larmor")));
}

/** Asserts that images have these pixels, except for rounding: a value near a half may be rounded either way. */
export function expectPixels(images: readonly Image[], expected: readonly ExpectedImage[]): void {
  expect(images).toHaveLength(expected.length);
  for (const [i, { data }] of images.entries()) {
    expect(data).toHaveLength(expected[i]!.data.length);
    const differences = Array.from(data, (pixel, j) => Math.abs(pixel - expected[i]!.data[j]!));
    expect(Math.max(...differences)).toBeLessThanOrEqual(1);
    expect(differences.filter((difference) => difference > 0).length).toBeLessThanOrEqual(data.length / 50);
  }
}
