import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { contentsApp } from "../../src/app/viewing/contents-app.ts";
import type { EditingSettings } from "../../src/app/viewing/page-contents.ts";

const text = "description: Images.\nchain:\n  - accumulate\n  - to-buffer\n  - simple-recon\n  - extract\n";
let root: string;
let own: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "larmor-chains-"));
  own = join(root, "own");
  for (const folder of ["own", "data", "results"]) mkdirSync(join(root, folder));
  writeFileSync(join(own, "mine.yaml"), text);
});
afterEach(() => rmSync(root, { recursive: true }));

async function app(changed: Partial<EditingSettings> = {}) {
  const contents = await contentsApp({
    data: join(root, "data"),
    editing: {
      authors: { gadgets: [], pipelines: [own] },
      rights: { steps: [], addresses: [] },
      noise: { folder: join(root, "noise"), maxAgeHours: 1 },
      threads: 1,
      memoryMegabytes: 1000,
      sessionSeconds: 60,
      hangSeconds: 10,
      folder: join(root, "results"),
      ...changed,
    },
  });
  return async (method: string, path: string, body?: unknown, type = "application/json") => {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await contents.request(`/api/${path}`, { method, headers: { "content-type": type }, ...init });
    const content = await answer.text();
    return { status: answer.status, text: content, json: () => JSON.parse(content) as never };
  };
}

describe("chains", () => {
  it("are listed, own ones first, with what is wrong with them", async () => {
    writeFileSync(join(own, "broken.yaml"), text.replace("to-buffer", "to-bufer"));
    const [broken, mine, builtIn] = (await (await app())("GET", "chains")).json() as Record<string, unknown>[];
    expect(broken).toMatchObject({ name: "broken", own: true, problems: [{ line: 4, column: 5 }] });
    expect(mine).toMatchObject({ name: "mine", own: true, description: "Images.", problems: [] });
    expect(builtIn).toMatchObject({ own: false, problems: [] });
  });

  it("are read with their steps; no path of the server is shown", async () => {
    const { text: answer, json } = await (await app())("GET", "chains/mine");
    expect(json()).toMatchObject({
      text,
      plan: { steps: [{ gadget: "accumulate", place: "mine.yaml:3:5" }, {}, {}, {}] },
    });
    expect(answer).not.toContain(root);
    expect((await (await app())("GET", "chains/none")).status).toBe(404);
  });

  it("are checked as texts of clients: what acts outside of the session is refused", async () => {
    const check = async (rights: readonly string[]) => {
      const request = await app({ rights: { steps: rights, addresses: [] } });
      const answer = await request("POST", "chains/check", { name: "x", text: `${text}  - tap: images\n` });
      return (answer.json() as { problems: { line: number; message: string }[] }).problems;
    };
    expect(await check([])).toMatchObject([{ line: 7, message: expect.stringContaining("--client-steps tap") }]);
    expect(await check(["tap"])).toEqual([]);
  });

  it("are saved as a whole, if they have no problems", async () => {
    const request = await app();
    const changed = text.replace("Images.", "Other images.");
    const { version } = (await request("GET", "chains/mine")).json() as { version: string };
    expect((await request("PUT", "chains/mine", { text: `${text}  - nothing\n`, version })).status).toBe(400);
    expect(readFileSync(join(own, "mine.yaml"), "utf8")).toBe(text);
    expect((await request("PUT", "chains/mine", { text: changed, version })).status).toBe(200);
    expect(readFileSync(join(own, "mine.yaml"), "utf8")).toBe(changed);
    expect((await request("PUT", "chains/new.one", { text, version: null })).status).toBe(200);
    expect(readdirSync(own).toSorted()).toEqual(["mine.yaml", "new.one.yaml"]);
  });

  it("are not saved over another state of the file, one that exists, or a built-in one", async () => {
    const request = await app();
    const { version } = (await request("GET", "chains/mine")).json() as { version: string };
    writeFileSync(join(own, "mine.yaml"), `# changed\n${text}`);
    expect(await request("PUT", "chains/mine", { text, version })).toMatchObject({
      status: 409,
      text: expect.stringContaining("'mine' was changed on the disk"),
    });
    expect(await request("PUT", "chains/mine", { text, version: null })).toMatchObject({ status: 409 });
    rmSync(join(own, "mine.yaml"));
    expect(await request("PUT", "chains/mine", { text, version })).toMatchObject({
      status: 409,
      text: expect.stringContaining("was removed"),
    });
    expect((await request("PUT", "chains/cartesian", { text, version: null })).status).toBe(403);
    expect(readdirSync(own)).toEqual([]);
  });

  it.each(["..%2Fup", "%2Fetc%2Fx", ".hidden", "a.yaml", "a%00", "%20", "-x"])("are not saved as %s", async (name) => {
    const answer = await (await app())("PUT", `chains/${name}`, { text, version: null });
    expect(answer).toMatchObject({ status: 400, text: expect.stringContaining("cannot be the name of a chain") });
    expect(readdirSync(root).toSorted()).toEqual(["data", "own", "results"]);
  });

  it("are not saved without a folder for them", async () => {
    const request = await app({ authors: { gadgets: [], pipelines: [] } });
    const answer = await request("PUT", "chains/x", { text, version: null });
    expect(answer).toMatchObject({ status: 400, text: expect.stringContaining("--pipelines") });
  });

  it("are changed by JSON alone, which forms cannot send", async () => {
    const request = await app();
    for (const type of ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"])
      expect((await request("PUT", "chains/x", { text, version: null }, type)).status).toBe(415);
    expect(await request("POST", "jobs", { kind: "run" })).toMatchObject({ status: 400 });
  });

  it("are completed by all gadgets, with the values of their parameters", async () => {
    const gadgets = (await (await app())("GET", "gadgets")).json() as {
      name: string;
      parameters: { name: string }[];
    }[];
    const extract = gadgets.find(({ name }) => name === "extract");
    expect(extract?.parameters.find(({ name }) => name === "as")).toMatchObject({
      options: expect.arrayContaining(["magnitude", "phase"]),
    });
  });
});

describe("runs", () => {
  it("need a file of the folder of data, a plain name, and parameters that the chain has", async () => {
    const request = await app();
    const job = { kind: "run", chain: "mine", input: "scan.h5", parameters: {} };
    expect(await request("POST", "jobs", { ...job, input: "../own/mine.yaml" })).toMatchObject({ status: 404 });
    writeFileSync(join(root, "data/scan.h5"), "");
    expect(await request("POST", "jobs", { ...job, chain: "../x", text })).toMatchObject({
      status: 400,
      text: expect.stringContaining("cannot be the name"),
    });
    expect(await request("POST", "jobs", { ...job, parameters: { size: "1" } })).toMatchObject({
      status: 400,
      text: expect.stringContaining("no parameter 'size'"),
    });
    expect(await request("POST", "jobs", { ...job, text: "chain: []" })).toMatchObject({ status: 400 });
    expect((await request("GET", "jobs")).json()).toEqual([]);
    expect(await request("DELETE", "jobs/7", {})).toMatchObject({ status: 404 });
  });
});

it("has no routes for chains unless they may be edited", async () => {
  const contents = await contentsApp({ data: join(root, "data"), editing: undefined });
  for (const path of ["chains", "chains/mine", "gadgets", "jobs"])
    expect((await contents.request(`/api/${path}`)).status).toBe(404);
  expect((await contents.request("/api/data")).status).toBe(200);
});
