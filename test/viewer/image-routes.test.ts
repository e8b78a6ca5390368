import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Image, ImageHeader, MessageReader } from "../../src/mrd/index.ts";
import { fileRoutes, ViewedFiles, viewerApp } from "../../src/viewer/index.ts";
import { writeImageFiles } from "../web/image-files.ts";

describe("requests for images", () => {
  const folder = mkdtempSync(join(tmpdir(), "larmor-viewer-"));
  let files: ViewedFiles;
  let get: (path: string) => Promise<Response>;

  beforeAll(async () => {
    files = await ViewedFiles.open(await writeImageFiles(folder));
    const app = viewerApp({
      version: "0",
      page: folder,
      areas: { files: fileRoutes(files) },
      token: undefined,
      hosts: ["127.0.0.1"],
    });
    get = async (path) => app.request(`http://127.0.0.1/api/${path}`, { headers: { host: "127.0.0.1" } });
  });
  afterAll(() => {
    files.close();
    rmSync(folder, { recursive: true });
  });

  async function images(query: string): Promise<Image[]> {
    const response = await get(`images?file=0&group=dataset&${query}`);
    const messages = [...new MessageReader().push(new Uint8Array(await response.arrayBuffer()))];
    return messages.filter((message) => message.kind === "image");
  }

  it("are answered by the headers of a series, without pixels", async () => {
    const response = await get("images/headers?file=0&group=dataset&series=image_0");
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect(bytes.length).toBe(12 * 198);
    expect(new ImageHeader(bytes.subarray(11 * 198)).toObject()).toMatchObject({
      slice: 2,
      repetition: 3,
      imageIndex: 11,
    });
  });

  it("are answered by a range of images", async () => {
    const found = await images("series=image_0&start=2&end=5");
    expect(found.map(({ header }) => header.imageIndex)).toEqual([2, 3, 4]);
    expect(found[0]!.data[0]).toBe(1200);
  });

  it("are answered by one channel or one plane alone", async () => {
    const [plane] = await images("series=image_2&start=0&end=1&channel=1&z=7");
    expect([...new Set(plane!.data)]).toEqual([107]);
    expect(plane!.header.matrixSize).toEqual([16, 16, 1]);
    const [channel] = await images("series=image_2&start=0&end=1&channel=0");
    expect(channel!.data.length).toBe(2560);
    expect(channel!.header.channels).toBe(1);
    const [all] = await images("series=image_2&start=0&end=1&z=3");
    expect([...new Set(all!.data)]).toEqual([3, 103]);
  });

  it.each([
    ["images?file=0&group=dataset&series=image_2&start=0&end=1&channel=2", "no channel 2: its images have 2 channels"],
    ["images?file=0&group=dataset&series=image_2&start=0&end=1&z=10", "no plane 10: its images have 10 planes"],
    ["images?file=0&group=dataset&series=absent&start=0&end=1", "it has image_0"],
    ["images?file=0&group=dataset&series=image_2&start=0", "the parameter end is missing"],
    ["images?file=0&group=dataset&series=image_2&start=-1&end=1", "start must be a whole number, not '-1'"],
    ["images/headers?file=2&group=dataset&series=image_0", "there is no file 2: the last one is 1"],
  ])("are refused where there is nothing: %s", async (path, message) => {
    const response = await get(path);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(message);
  });
});
