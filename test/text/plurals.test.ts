import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Nouns that messages count. */
const nouns =
  "acquisitions|attempts|bytes|channels|checks|clients|coils|elements|groups|images|lines|messages|partitions|pixels|" +
  "problems|readouts|rows|samples|sessions|slices|steps|trajectories|waveforms";
const COUNT = new RegExp(`\\$\\{(?<value>[^{}]+)\\} (noise )?(${nouns})\\b`, "g");

/** Values that are never 1, or are not numbers. */
const allowed: readonly RegExp[] = [
  /^kind$/,
  /^MOST_/,
  /Text\(/,
  /\?/,
  /join\(/,
  /^counted\(/,
  /^end$/,
  /^z$/,
  /^attributes\./,
  /^bytes$/,
];

it("counts nouns with `counted`, which knows the singular", () => {
  const files = ["src/", "gadgets/"].flatMap((folder) =>
    readdirSync(root + folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => folder + file),
  );
  const found = files.flatMap((file) =>
    readFileSync(root + file, "utf8")
      .split("\n")
      .flatMap((line, i) =>
        /^\s*(\*|\/[/*])/.test(line) ? [] : [...line.matchAll(COUNT)].map((match) => ({ match, i })),
      )
      .filter(({ match }) => !allowed.some((each) => each.test(match.groups!.value!)))
      .map(({ match, i }) => `${file}:${i + 1}: ${match[0]}`),
  );
  expect(found).toEqual([]);
});
