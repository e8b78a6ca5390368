import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { runPython, skipReason } from "../support/peers.ts";
import { openGroup, temporaryPath } from "./fixtures.ts";

const child = fileURLToPath(new URL("appending-child.ts", import.meta.url));
const KILLS = 12;

interface Killed {
  readonly path: string;
  readonly afterMs: number;
  /** What the child said was committed. */
  readonly readouts: number;
  readonly images: number;
}

/** Runs a writer until some time after its first report. */
async function kill(path: string, afterMs: number): Promise<Killed> {
  const writer = spawn(process.execPath, ["--import", "jiti/register", child, path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let last = "0 0";
  for await (const line of createInterface({ input: writer.stdout })) {
    if (last === "0 0") setTimeout(() => writer.kill("SIGKILL"), afterMs);
    last = line;
  }
  const [readouts, images] = last.split(" ").map(Number);
  return { path, afterMs, readouts: readouts!, images: images! };
}

const h5pyReads = `
import sys, h5py, numpy
for path in sys.argv[1:]:
    with h5py.File(path, "r") as f:
        g = f["dataset"]
        g["xml"][0]
        data = g["data"][:] if "data" in g else []
        good = all(row["head"]["scan_counter"] == i and len(row["data"]) == 1600 and (row["data"] == i).all() for i, row in enumerate(data))
        images = 0
        for k in range(sum(name.startswith("image_") for name in g)):
            s = g["image_%d" % k]
            held = len(s["header"])
            n = 200 * k + numpy.arange(held)
            good = good and (s["header"][:]["image_index"] == n).all() and (s["data"][:held] == n.reshape(-1, 1, 1, 1, 1)).all()
            good = good and list(s["attributes"][:held]) == [b"<ismrmrdMeta>%d</ismrmrdMeta>" % i for i in n]
            images += held
        print(len(data), images, good)
`;

describe("a writer that is killed", () => {
  // Without h5py, our own reader is the only judge.
  it("leaves a file that holds every committed message in order", { timeout: 60_000 }, async () => {
    const directory = temporaryPath("");
    const killed: Killed[] = [];
    for (let i = 0; i < KILLS; i += 3) {
      const batch = [0, 1, 2].map((k) => kill(`${directory}/${i + k}.h5`, Math.random() * 150));
      killed.push(...(await Promise.all(batch)));
    }
    for (const { path, readouts, images } of killed) {
      const group = await openGroup(path);
      let count = 0;
      for (const { header, data } of group.acquisitions()) {
        if (header.scanCounter !== count || data.some((value) => value !== count)) break;
        count += 1;
      }
      expect(count).toBe(group.acquisitionCount);
      expect(count).toBeGreaterThanOrEqual(readouts);
      expect(group.series.reduce((sum, series) => sum + series.count, 0)).toBeGreaterThanOrEqual(images);
    }
    if (skipReason("python") === undefined) {
      const lines = runPython(
        h5pyReads,
        killed.map(({ path }) => path),
      )
        .trim()
        .split("\n");
      killed.forEach(({ readouts, images, afterMs }, i) => {
        const [held, heldImages, good] = lines[i]!.split(" ");
        expect(good, `killed after ${afterMs} ms`).toBe("True");
        expect(Number(held)).toBeGreaterThanOrEqual(readouts);
        expect(Number(heldImages)).toBeGreaterThanOrEqual(images);
      });
    }
  });
});
