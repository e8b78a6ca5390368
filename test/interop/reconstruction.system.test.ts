import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MrdFile } from "../../src/formats/mrd-hdf5/index.ts";
import { larmor, type RunningServer, serve } from "../support/cli.ts";
import { findPython, skipReason, withReason } from "../support/peers.ts";

const reason = skipReason("python", "ismrmrd_generate_cartesian_shepp_logan", "ismrmrd_recon_cartesian_2d");
const script = fileURLToPath(new URL("./reference.py", import.meta.url));

interface Judgement {
  readonly error: number;
  readonly count: number;
  readonly type: string;
  readonly image_types: readonly number[];
  readonly indices: readonly number[];
  readonly repetitions: readonly number[];
}

describe.skipIf(reason)(withReason("files of ISMRMRD's generator through a running server", reason), () => {
  let folder: string;
  let server: RunningServer;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "larmor-interop-"));
    server = await serve();
  });
  afterAll(() => {
    server?.process.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  const generate = (name: string, args: readonly string[]) => {
    const file = join(folder, `${name}.h5`);
    execFileSync("ismrmrd_generate_cartesian_shepp_logan", [...args, "-o", file], { stdio: "ignore" });
    return file;
  };
  const reconstruct = async (file: string, chain: string, options: readonly string[] = []) => {
    const output = file.replace(".h5", `_${chain}.h5`);
    const args = ["send", file, "-p", String(server.port), "-c", chain, "-o", output, "-G", "result", ...options];
    const { status, stdout, stderr } = await larmor(args, folder);
    expect(status, stdout + stderr).toBe(0);
    return output;
  };
  const judge = (file: string, mode: "plain" | "whitened", bandwidth: number, result: string): Judgement =>
    JSON.parse(
      execFileSync(findPython()!, [script, file, mode, String(bandwidth), result, "result"], { encoding: "utf8" }),
    ) as Judgement;

  it.each<[string, string[], number]>([
    ["several coils and repetitions", ["-m", "96", "-c", "4", "-r", "3"], 3],
    ["a noise readout", ["-m", "64", "-c", "3", "-C"], 1],
    ["acceleration and calibration lines", ["-m", "64", "-c", "4", "-a", "2", "-w", "24", "-r", "2"], 4],
    ["an odd matrix", ["-m", "63", "-c", "2"], 1],
    ["a prime matrix", ["-m", "97", "-c", "2"], 1],
    ["a matrix of 192 with one coil", ["-m", "192", "-c", "1"], 1],
    ["k-space coordinates", ["-m", "64", "-c", "2", "-k"], 1],
  ])("`default` equals NumPy for %s", async (name, args, images) => {
    const file = generate(name.replaceAll(" ", "-"), args);
    const found = judge(file, "plain", 1, await reconstruct(file, "default"));
    expect(found).toMatchObject({ count: images, type: "float32", image_types: [1] });
    expect(found.indices).toEqual(Array.from({ length: images }, (_, i) => i + 1));
    expect(found.repetitions).toEqual(Array.from({ length: images }, (_, i) => i));
    expect(found.error).toBeLessThan(1e-5);
  });

  it.each<[string, string[], number]>([
    ["8 coils", ["-m", "64", "-c", "8", "-C"], 1],
    ["acceleration and repetitions", ["-m", "64", "-c", "4", "-C", "-a", "2", "-w", "16", "-r", "2"], 4],
  ])("`cartesian` equals NumPy's prewhitened reconstruction for %s", async (name, args, images) => {
    const file = generate(`whitened-${name.replaceAll(" ", "-")}`, args);
    // The generator's header states no relativeReceiverNoiseBandwidth: 0.793 applies.
    const result = await reconstruct(file, "cartesian", ["-P", "unfold=off"]);
    const found = judge(file, "whitened", 0.793, result);
    expect(found).toMatchObject({ count: images, type: "float32" });
    expect(found.error).toBeLessThan(1e-5);
  });

  it("`default` equals ismrmrd_recon_cartesian_2d, whose transform is not normalised", async () => {
    const size = 64;
    const file = generate("tool", ["-m", String(size), "-c", "4"]);
    const judged = join(folder, "judged.h5");
    copyFileSync(file, judged);
    execFileSync("ismrmrd_recon_cartesian_2d", [judged], { stdio: "ignore" });
    const theirs = await pixels(judged, "dataset", "cpp");
    const ours = await pixels(await reconstruct(file, "default"), "result", "image_0");
    const factor = Math.sqrt(2 * size * size);
    let [difference, norm] = [0, 0];
    for (const [i, value] of theirs.entries()) {
      difference += (ours[i]! * factor - value) ** 2;
      norm += value ** 2;
    }
    expect(Math.sqrt(difference / norm)).toBeLessThan(1e-5);
  });
});

async function pixels(path: string, group: string, series: string): Promise<number[]> {
  const file = await MrdFile.open(path);
  try {
    const [image] = [...file.group(group).images(series)];
    return [...image!.data];
  } finally {
    file.close();
  }
}
