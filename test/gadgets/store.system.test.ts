import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { MrdFile } from "../../src/formats/mrd-hdf5/index.ts";
import { freePort } from "../external/dicom-archive/scp.ts";
import { readWithPydicom } from "../formats/dicom/judges.ts";
import { larmor, serve } from "../support/cli.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-archive-"));
const queue = join(folder, "queue");
afterAll(() => rmSync(folder, { recursive: true }));

interface Orthanc {
  /** Asks its REST API. */
  ask(path: string): Promise<Response>;
}

/** Starts Debian's Orthanc with a storage of its own, on ports of this machine. */
async function startOrthanc(dicomPort: number): Promise<Orthanc> {
  const storage = mkdtempSync(join(folder, "orthanc-"));
  const httpPort = await freePort();
  const config = {
    StorageDirectory: storage,
    IndexDirectory: storage,
    HttpPort: httpPort,
    DicomPort: dicomPort,
    DicomAet: "ORTHANC",
    DicomCheckCalledAet: true,
    DicomAlwaysAllowStore: true,
    RemoteAccessAllowed: false,
    AuthenticationEnabled: false,
    Plugins: [],
  };
  writeFileSync(join(storage, "orthanc.json"), JSON.stringify(config));
  const PATH = `${process.env.PATH}:/usr/sbin`;
  const child = spawn("Orthanc", [join(storage, "orthanc.json")], {
    env: { ...process.env, PATH },
    stdio: ["ignore", "ignore", "pipe"],
  });
  await started(child, /Orthanc has started/);
  onTestFinished(() => end(child));
  return { ask: (path) => fetch(`http://127.0.0.1:${httpPort}${path}`) };
}

/** Resolves when a program prints a line to standard error. */
function started(child: ChildProcess, line: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stderr!.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (line.test(text)) resolve();
    });
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`it ended: ${text}`)));
  });
}

function writeChain(port: number): void {
  const step = `store: { address: "127.0.0.1:${port}", calledTitle: ORTHANC, queue: "${queue}", retrySeconds: 0.1 }`;
  mkdirSync(join(folder, "chains"), { recursive: true });
  writeFileSync(join(folder, "chains", "archived.yaml"), `description: d\nchain:\n  - to-fixed-point\n  - ${step}\n`);
}

/** UIDs of the images in all queues. */
const waiting = () =>
  readdirSync(queue, { recursive: true, encoding: "utf8" }).flatMap(
    (name) => /([0-9.]+)_\w+\.dcm$/.exec(name)?.[1] ?? [],
  );

/** Images of a small phantom, which the tests put into archives. */
beforeAll(async () => {
  const phantom = await larmor(["phantom", "-m", "32", "-c", "2", "-r", "3", "-o", "scan.h5"], folder);
  expect(phantom.status).toBe(0);
  const run = await larmor(["run", "scan.h5", "-c", "cartesian", "-o", "images.h5", "-G", "images"], folder);
  expect(run.status).toBe(0);
  await larmor(["phantom", "-m", "16", "-c", "1", "-r", "1", "-o", "other-scan.h5"], folder);
  await larmor(["run", "other-scan.h5", "-c", "cartesian", "-o", "other.h5", "-G", "images"], folder);
});

async function pixelsOf(file: string): Promise<number[][]> {
  const mrd = await MrdFile.open(join(folder, file));
  const pixels = [...mrd.group("images").images("image_0")].map(({ data }) => [...data] as number[]);
  mrd.close();
  return pixels;
}

describe("store, with Orthanc", () => {
  it("puts images into the archive, which gives the same back", async () => {
    const port = await freePort();
    writeChain(port);
    const orthanc = await startOrthanc(port);
    const run = await larmor(
      ["run", "images.h5", "-g", "images", "-c", "chains/archived.yaml", "-o", "stored.h5", "-G", "images"],
      folder,
    );
    expect(run).toMatchObject({ status: 0 });
    expect(run.stdout + run.stderr).toMatch(/the archive ORTHANC at 127\.0\.0\.1:\d+ has stored 3 images/);
    expect(waiting()).toEqual([]);
    expect(await larmor(["convert", "stored.h5", "dicom/"], folder)).toMatchObject({ status: 0 });
    const written = readdirSync(join(folder, "dicom")).map((name) => readWithPydicom(join(folder, "dicom", name)));
    const ids = (await (await orthanc.ask("/instances")).json()) as string[];
    const given = await Promise.all(
      ids.map(async (id) => {
        const path = join(folder, `${id}.dcm`);
        writeFileSync(path, new Uint8Array(await (await orthanc.ask(`/instances/${id}/file`)).arrayBuffer()));
        return readWithPydicom(path);
      }),
    );
    const sorted = (all: typeof given) => all.toSorted((a, b) => Number(a.InstanceNumber) - Number(b.InstanceNumber));
    expect(sorted(given).map(({ raw }) => raw)).toEqual(await pixelsOf("stored.h5"));
    for (const [index, image] of sorted(given).entries()) {
      const own = sorted(written)[index]!;
      const { StudyInstanceUID, PatientName, ImagePositionPatient, ImageOrientationPatient, PixelSpacing } = own;
      expect(image).toMatchObject({
        StudyInstanceUID,
        PatientName,
        ImagePositionPatient,
        ImageOrientationPatient,
        PixelSpacing,
      });
      expect(image.Modality).toBe("MR");
    }
  });

  it("keeps images while the archive is down, over a restart of the server, until it is up", async () => {
    const port = await freePort();
    writeChain(port);
    const chains = ["--pipelines", join(folder, "chains")];
    const send = async (server: { readonly port: number }, file: string) => {
      const to = ["-p", String(server.port), "-c", "archived", "-o", "sent.h5", "--overwrite"];
      const sent = await larmor(["send", file, "-g", "images", ...to], folder);
      expect(sent).toMatchObject({ status: 0 });
      return sent.stdout + sent.stderr;
    };
    const first = await serve(...chains);
    const down = await send(first, "images.h5").finally(() => end(first.process));
    expect(down).toMatch(/3 images wait in \S+ for the archive ORTHANC at .* \(.*ECONNREFUSED/);
    const left = waiting();
    expect(left).toHaveLength(3);

    const orthanc = await startOrthanc(port);
    const second = await serve(...chains);
    const up = await send(second, "other.h5").finally(() => end(second.process));
    expect(up).toMatch(/has stored 4 images/);
    expect(waiting()).toEqual([]);
    const instances = (await (await orthanc.ask("/instances?expand")).json()) as {
      readonly MainDicomTags: { readonly SOPInstanceUID: string };
    }[];
    expect(instances).toHaveLength(4);
    expect(instances.map(({ MainDicomTags }) => MainDicomTags.SOPInstanceUID)).toEqual(expect.arrayContaining(left));
  });
});

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, "exit");
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

describe("store, with dcmtk's storescp", () => {
  it("sends to an archive that takes implicit value representations alone", async () => {
    const port = await freePort();
    writeChain(port);
    const received = join(folder, "received");
    mkdirSync(received);
    const options = ["--implicit", "--output-directory", received];
    const archive = spawn("storescp", [...options, String(port)], { stdio: "ignore" });
    onTestFinished(() => end(archive));
    await expect.poll(() => listens(port), { timeout: 20_000 }).toBe(true);
    const run = await larmor(
      ["run", "images.h5", "-g", "images", "-c", "chains/archived.yaml", "-o", "implicit.h5", "-G", "images"],
      folder,
    );
    expect(run.stdout + run.stderr).toContain("has stored 3 images");
    const files = readdirSync(received).map((name) => join(received, name));
    for (const file of files) expect(execFileSync("dcmftest", [file], { encoding: "utf8" })).toMatch(/^yes:/);
    const images = files.map(readWithPydicom);
    const raw = images.toSorted((a, b) => Number(a.InstanceNumber) - Number(b.InstanceNumber)).map((each) => each.raw);
    expect(raw).toEqual(await pixelsOf("implicit.h5"));
  });
});
