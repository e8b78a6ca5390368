import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Recording } from "../../src/formats/pcapng/index.ts";
import { larmor, type RunningServer, serve } from "../support/cli.ts";

let folder: string;
let server: RunningServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "larmor-replay-"));
  const phantom = ["phantom", "-m", "32", "-c", "3", "-C", "--slices", "2", "--partial-fourier", "0.7"];
  expect((await larmor([...phantom, "-o", "phantom.h5"], folder)).status).toBe(0);
  server = await serve("--record", join(folder, "recorded"), "--threads", "3");
  failed = await record("cartesain");
}, 60_000);
afterAll(() => {
  server?.process.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** The recording of a session whose chain does not exist. */
let failed: string;

const path = (name: string) => join(folder, name);
const replay = (...args: string[]) => larmor(["replay", ...args], folder);

/** Lets the server record a session with this chain. @returns where its recording is */
async function record(chain: string, ...to: string[]): Promise<string> {
  const before = new Set(readdirIfThere(path("recorded")));
  await larmor(["send", "phantom.h5", "-p", String(server.port), "-c", chain, ...to], folder);
  const [name, ...others] = readdirSync(path("recorded")).filter((each) => !before.has(each));
  expect(others).toEqual([]);
  const session = /session(\d+)\.pcapng$/.exec(name!)![1];
  await server.logged(new RegExp(`"session":${session},[^\\n]*"outcome"`));
  return join("recorded", name!);
}
function readdirIfThere(where: string): string[] {
  try {
    return readdirSync(where);
  } catch {
    return [];
  }
}
const answer = (recording: string) => {
  const packets = [...new Recording(path(recording)).packets()].filter(({ direction }) => direction === "sent");
  return Buffer.concat(packets.map(({ data }) => data));
};

describe("larmor replay", () => {
  it("reproduces a session byte for byte, with texts, images and worker threads", { timeout: 60_000 }, async () => {
    const recording = await record("cartesian-full", "-o", "images.h5", "-G", "g");
    const { status, stdout } = await replay(
      recording,
      "-o",
      "again.h5",
      "-G",
      "g",
      "--output-bytes",
      "answer",
      "--check",
      "--threads",
      "2",
    );
    expect(stdout).toMatch(/server: partial-fourier: partial Fourier along e1/);
    expect(stdout).toMatch(/2 images in series image_0/);
    expect(stdout).toMatch(/the answer is the same as recorded, byte for byte: 2 text, 2 image, 1 close messages/);
    expect(status).toBe(0);
    expect(readFileSync(path("answer")).equals(answer(recording))).toBe(true);
    expect(readFileSync(path("again.h5")).equals(readFileSync(path("images.h5")))).toBe(true);
  });

  it("sends a running server the bytes of the client", async () => {
    const recording = await record("default", "-o", "first.h5");
    const before = readdirSync(path("recorded"));
    const { status, stdout } = await replay(recording, "-p", String(server.port), "--speed", "1000");
    expect(stdout).toContain("the answer is the same as recorded, byte for byte");
    expect(status).toBe(0);
    const [again] = readdirSync(path("recorded")).filter((each) => !before.includes(each));
    const client = (name: string) => {
      const packets = [...new Recording(path(name)).packets()].filter(({ direction }) => direction === "received");
      return Buffer.concat(packets.map(({ data }) => data));
    };
    expect(client(join("recorded", again!)).equals(client(recording))).toBe(true);
  });

  it("reproduces a failure, which is a success with --check", async () => {
    const recording = failed;
    const [plain, checked] = [await replay(recording), await replay(recording, "--check")];
    for (const { stdout } of [plain, checked]) {
      expect(stdout).toMatch(/ERROR: server: there is no chain 'cartesain'/);
      expect(stdout).toMatch(/the answer is the same as recorded, byte for byte: 1 text, 1 close/);
    }
    expect([plain.status, checked.status]).toEqual([1, 0]);
  });

  it("reports the differences if the server answers differently", async () => {
    const recording = failed;
    const { status, stdout } = await replay(recording, "-d", "default", "--check");
    expect(stdout).toMatch(/the answer differs from the recorded one: 2 text, 2 image, 1 close/);
    expect(stdout).toMatch(/text: 2 of 2 differ \(2 now, 1 recorded\); the first difference is in message 1/);
    expect(stdout).toMatch(/image: 2 of 2 differ \(2 now, 0 recorded\); the first difference is in message 1/);
    expect(status).toBe(1);
    expect((await replay(recording, "-d", "default")).status).toBe(0);
  });

  it("replays a session that was killed, and copies the measurement's header to the results", async () => {
    const recording = await record("default", "-o", "default.h5", "-G", "g");
    const whole = readFileSync(path(recording));
    writeFileSync(path("cut.pcapng"), whole.subarray(0, -10));
    const { status, stdout } = await replay("cut.pcapng", "-o", "cut.h5", "-G", "g");
    expect(stdout).toMatch(/WARN: the recording is incomplete: .*; recorded: 1 text, 2 image messages/);
    expect(stdout).toMatch(/close: 1 of 1 differ \(1 now, 0 recorded\)/);
    expect(status).toBe(0);
    expect(readFileSync(path("cut.h5")).equals(readFileSync(path("default.h5")))).toBe(true);
  });

  it("reports invalid arguments in one line", async () => {
    writeFileSync(path("other"), "something else");
    const outcomes = [await replay("nothing.pcapng"), await replay("other"), await replay("other", "--speed", "0")];
    expect(outcomes.map(({ status, stderr }) => [status, stderr.trimEnd()])).toEqual([
      [1, "larmor: there is no file nothing.pcapng [storage/not-found]"],
      [
        1,
        "larmor: other is not a recording of a session; 'larmor serve --record FOLDER' writes them [storage/not-a-recording]",
      ],
      [2, expect.stringMatching(/^error: .*--speed.*It must be fast, real or a positive number\.$/)],
    ]);
  });
});
