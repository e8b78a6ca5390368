import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { from, lastValueFrom, Subject, toArray } from "rxjs";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import store from "../../gadgets/output/store.ts";
import { loadDimse, sendFiles } from "../../src/external/dicom-archive/association.ts";
import { defaultQueueFolder } from "../../src/external/dicom-archive/index.ts";
import { DataType, type Image } from "../../src/mrd/index.ts";
import { contextOf, parametersOf } from "../../src/testing/run.ts";
import { freePort, startArchive, type TestArchiveOptions } from "../external/dicom-archive/scp.ts";
import { ramp } from "../formats/image-series/image-source.ts";

const folders = mkdtempSync(join(tmpdir(), "larmor-store-"));
afterAll(() => rmSync(folders, { recursive: true }));

interface Place {
  readonly port: number;
  /** Folder of all queues. */
  readonly queue: string;
  /** Folder of the archive's queue. */
  readonly folder: string;
}

async function newPlace(): Promise<Place> {
  const [port, queue] = [await freePort(), mkdtempSync(join(folders, "queue-"))];
  return { port, queue, folder: join(queue, `ANY-SCP@127.0.0.1_${port}`) };
}

function archiveAt(port: number, options?: TestArchiveOptions) {
  const archive = startArchive(port, options);
  onTestFinished(() => archive.close());
  return archive;
}

/** Runs the step over images; its reports, one per line. */
async function session({ port, queue }: Place, images: readonly Image[], more: object = {}): Promise<string> {
  const reported: string[] = [];
  const parameters = parametersOf(store, { address: `127.0.0.1:${port}`, queue, retries: 0, ...more });
  const operator = store.create(contextOf(undefined, reported), parameters);
  const passed = await lastValueFrom(from(images).pipe(operator, toArray()));
  expect(passed).toEqual(images);
  for (const [index, image] of images.entries()) expect(passed[index]).toBe(image);
  return reported.join("\n");
}

const queued = (folder: string) => readdirSync(folder).filter((name) => name.endsWith(".dcm"));

/** Images of different values, and thereby UIDs. */
const numbered = (count: number) => Array.from({ length: count }, (_, slice) => ramp({ slice }));

describe("store", () => {
  test("an archive gets the pixels of all images, which leave the queue", async () => {
    const place = await newPlace();
    const archive = archiveAt(place.port);
    const image = ramp({ dataType: DataType.ushort, matrixSize: [6, 4, 2] });
    expect(await session(place, [image, ...numbered(20)])).toBe(
      `info: the archive ANY-SCP at 127.0.0.1:${place.port} has stored 22 images`,
    );
    expect(queued(place.folder)).toEqual([]);
    expect(new Set(archive.received.map(({ SOPInstanceUID }) => SOPInstanceUID)).size).toBe(22);
    const planes = archive.received.slice(0, 2).map(({ PixelData }) => {
      const [bytes] = PixelData as [ArrayBuffer];
      return [...new Uint16Array(bytes.slice(0, 48))];
    });
    expect(planes.flat()).toEqual([...image.data]);
  });

  test("without an archive the images stay in the queue, and the next session sends them", async () => {
    const place = await newPlace();
    const images = numbered(3);
    const down = await session(place, images);
    expect(down).toMatch(/^warning: 3 images wait in \S+ for the archive ANY-SCP at 127\.0\.0\.1:\d+ \(.*ECONNREFUSED/);
    expect(down).toContain(place.folder);
    expect(queued(place.folder)).toHaveLength(3);
    for (const name of queued(place.folder)) {
      expect(statSync(join(place.folder, name)).mode & 0o077).toBe(0);
      expect(readFileSync(join(place.folder, name)).toString("latin1", 128, 132)).toBe("DICM");
    }
    const archive = archiveAt(place.port);
    expect(await session(place, [])).toMatch(/^info: .* has stored 3 images$/);
    expect(archive.received).toHaveLength(3);
    expect(queued(place.folder)).toEqual([]);
  });

  test("two sessions at the same time send what is in the queue", async () => {
    const place = await newPlace();
    await session(place, numbered(20));
    const archive = archiveAt(place.port);
    const reported = await Promise.all([
      session(place, numbered(30).slice(20)),
      session(place, numbered(40).slice(30)),
    ]);
    for (const text of reported) expect(text).toMatch(/^info: .* has stored \d+ images?$/);
    expect(new Set(archive.received.map(({ SOPInstanceUID }) => SOPInstanceUID)).size).toBe(40);
    expect(queued(place.folder)).toEqual([]);
  });

  test("files that another session has sent are left out", async () => {
    const place = await newPlace();
    const archive = { address: { host: "127.0.0.1", port: place.port }, calledTitle: "A", callingTitle: "B" };
    const { signal } = new AbortController();
    const files = [join(place.queue, "sent.dcm")];
    expect(await sendFiles(await loadDimse(), { ...archive, timeoutMs: 1000 }, files, signal)).toEqual({
      stored: [],
      refused: new Map(),
      failure: undefined,
    });
  });

  test("what DICOM cannot hold is reported", async () => {
    const place = await newPlace();
    archiveAt(place.port);
    const image = ramp();
    image.data[0] = Number.NaN;
    expect(await session(place, [image])).toMatch(/^warning: pixels that are NaN or infinite are stored as 0/);
  });

  test("a retry during the session finds the archive", async () => {
    const place = await newPlace();
    const source = new Subject<Image>();
    const reported: string[] = [];
    const parameters = { address: `127.0.0.1:${place.port}`, queue: place.queue, retries: 1000, retrySeconds: 0.01 };
    const operator = store.create(contextOf(undefined, reported), parametersOf(store, parameters));
    const ended = lastValueFrom(source.pipe(operator, toArray()));
    source.next(ramp());
    await expect.poll(() => queued(place.folder)).toHaveLength(1);
    const archive = archiveAt(place.port);
    await expect.poll(() => archive.received.length, { timeout: 20_000 }).toBe(1);
    await expect.poll(() => queued(place.folder)).toEqual([]);
    source.complete();
    await ended;
    expect(reported).toEqual([expect.stringMatching(/has stored 1 image$/)]);
  });

  test("the end of a session ends its pauses", async () => {
    const place = await newPlace();
    const source = new Subject<Image>();
    const reported: string[] = [];
    const parameters = { address: `127.0.0.1:${place.port}`, queue: place.queue, retrySeconds: 3600 };
    const operator = store.create(contextOf(undefined, reported), parametersOf(store, parameters));
    const ended = lastValueFrom(source.pipe(operator, toArray()));
    source.next(ramp());
    await expect.poll(() => queued(place.folder)).toHaveLength(1);
    source.complete();
    expect(await ended).toHaveLength(1);
    expect(reported).toEqual([expect.stringMatching(/^warning: 1 image waits/)]);
  });

  test("a session that is cancelled leaves its images in the queue", async () => {
    const place = await newPlace();
    archiveAt(place.port, { accepts: "never" });
    const parameters = parametersOf(store, { address: `127.0.0.1:${place.port}`, queue: place.queue });
    const reported: string[] = [];
    const source = new Subject<Image>();
    const running = source.pipe(store.create(contextOf(undefined, reported), parameters)).subscribe();
    source.next(ramp());
    await expect.poll(() => queued(place.folder)).toHaveLength(1);
    running.unsubscribe();
    expect(reported).toEqual([]);
    expect(queued(place.folder)).toHaveLength(1);
  });

  test("an archive that does not answer ends the wait after the timeout", async () => {
    const place = await newPlace();
    archiveAt(place.port, { accepts: "never" });
    expect(await session(place, [ramp()], { timeoutSeconds: 1 })).toMatch(/1 image waits .* \(.*timeout/i);
  });

  test("an image that is refused stays, and others are sent", async () => {
    const place = await newPlace();
    const archive = archiveAt(place.port, {
      status: ({ SliceLocation, InstanceNumber }) => (`${InstanceNumber}` === "2" && SliceLocation ? 0xa900 : 0),
    });
    const reported = (await session(place, numbered(4))).split("\n");
    expect(reported).toEqual([
      expect.stringMatching(/^warning: the archive .* refuses .*\.dcm: status 0xa900.*; it stays in the queue$/),
      expect.stringMatching(/^info: .* has stored 3 images$/),
      expect.stringMatching(/^warning: 1 image waits .*\(it refuses them\)/),
    ]);
    expect(archive.received).toHaveLength(4);
    expect(queued(place.folder)).toHaveLength(1);
  });

  test.each([
    ["is out of resources", { status: () => 0xa700 }, /out of resources \(status 0xa700/],
    ["does not know its title", { accepts: "no" }, /rejected the association \(it does not know the called AE title\)/],
    ["takes no MR images", { accepts: "no-images" }, /refuses .*: it does not accept images of this kind/],
  ] as const)("an archive that %s is reported, and the image stays", async (_, options, text) => {
    const place = await newPlace();
    archiveAt(place.port, options);
    expect(await session(place, [ramp()])).toMatch(text);
    expect(queued(place.folder)).toHaveLength(1);
  });

  test("an image that is stored with a warning leaves the queue", async () => {
    const place = await newPlace();
    archiveAt(place.port, { status: () => 0xb000 });
    expect(await session(place, [ramp()])).toMatch(/^info: .* has stored 1 image$/);
    expect(queued(place.folder)).toEqual([]);
  });

  test("a damaged file of the queue is moved aside, and the others are sent", async () => {
    const place = await newPlace();
    await session(place, numbered(3));
    const [cut, changed] = queued(place.folder).map((name) => join(place.folder, name));
    writeFileSync(cut!, readFileSync(cut!).subarray(0, -2));
    const bytes = readFileSync(changed!);
    bytes[bytes.length - 5]! ^= 1;
    writeFileSync(changed!, bytes);
    const archive = archiveAt(place.port);
    const reported = await session(place, []);
    expect(reported).toContain(`it is now ${join(place.folder, "damaged")}`);
    expect(reported.split("\n").filter((line) => line.startsWith("warning: a damaged image"))).toHaveLength(2);
    expect(reported).toContain("has stored 1 image");
    expect(archive.received).toHaveLength(1);
    expect(queued(place.folder)).toEqual([]);
    expect(queued(join(place.folder, "damaged"))).toHaveLength(2);
  });

  test("what a killed process left half-written is removed after a day", async () => {
    const place = await newPlace();
    await session(place, [ramp()]);
    const [old, recent] = ["old", "recent"].map((name) => join(place.folder, `${name}.partial`));
    for (const path of [old!, recent!]) writeFileSync(path, "");
    const before = Date.now() / 1000 - 25 * 3600;
    utimesSync(old!, before, before);
    await session(place, []);
    expect(readdirSync(place.folder).filter((name) => name.endsWith(".partial"))).toEqual(["recent.partial"]);
  });

  test("a queue that others may write to, or that cannot be created, is an error", async () => {
    const place = await newPlace();
    await session(place, [ramp()]);
    chmodSync(place.folder, 0o777);
    await expect(session(place, [])).rejects.toMatchObject({
      code: "queue-shared",
      message: expect.stringContaining(place.folder),
    });
    const file = join(folders, "file");
    writeFileSync(file, "");
    await expect(session({ ...place, queue: file }, [])).rejects.toMatchObject({ code: "queue-failed" });
  });

  test("an image that cannot be queued fails the session", async () => {
    const place = await newPlace();
    const parameters = parametersOf(store, { address: `127.0.0.1:${place.port}`, queue: place.queue });
    const operator = store.create(contextOf(), parameters);
    rmSync(place.folder, { recursive: true });
    writeFileSync(place.folder, "");
    await expect(lastValueFrom(from([ramp()]).pipe(operator))).rejects.toMatchObject({
      code: "queue-failed",
      message: expect.stringContaining(place.folder),
    });
  });

  test("an address is required, and only the server's disk sets it", () => {
    expect(store.validate(parametersOf(store, {}))).toMatch(/write host:port of the archive/);
    expect(store.validate(parametersOf(store, { address: "[::1]:104" }))).toBeUndefined();
    expect(store.trusted).toEqual(["address", "calledTitle", "callingTitle", "queue"]);
  });

  test("the default queue is in the state folder", () => {
    expect(defaultQueueFolder({ STATE_DIRECTORY: "/var/lib/larmor:/x" })).toBe("/var/lib/larmor/dicom-queue");
    expect(defaultQueueFolder({ XDG_STATE_HOME: "/state" })).toBe("/state/larmor/dicom-queue");
    expect(defaultQueueFolder({})).toMatch(/\.local\/state\/larmor\/dicom-queue$/);
  });
});
