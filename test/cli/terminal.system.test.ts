import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { MrdFile } from "../../src/formats/mrd-hdf5/index.ts";
import { DataType, serialize, type WireMessage } from "../../src/mrd/index.ts";
import { larmor } from "../support/cli.ts";
import { image } from "../support/messages.ts";
import { skipReason, withReason } from "../support/peers.ts";
import { inTerminal } from "../support/terminal.ts";

const reason = skipReason("script");
let folder: string;
let server: Server | undefined;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "larmor-terminal-"));
  const made = await larmor(["phantom", "-m", "64", "-c", "4", "-r", "40", "-C", "-o", "scan.h5"], folder);
  expect(made.status, made.stderr).toBe(0);
});
afterEach(() => {
  server?.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bytesOf = (message: WireMessage) => Buffer.concat(serialize(message));
const result = image([1, 2, 3, 4], { matrixSize: [2, 2, 1], dataType: DataType.float });

/** A server that does something as soon as it has received data; its port. */
async function serverThat(answer: (socket: Socket) => void): Promise<string> {
  server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => {});
    socket.once("data", () => answer(socket));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return String((server.address() as AddressInfo).port);
}

const send = (port: string, ...args: string[]) => ["send", "scan.h5", "-a", "127.0.0.1", "-p", port, ...args];

/** The parts of a line of progress. */
const PROGRESS = /[█░]|\d%|\d s$/;

describe.skipIf(reason)(withReason("on a terminal", reason), () => {
  it("messages of a server are above the progress of send, whole, and the progress ends with it", async () => {
    const texts = Array.from({ length: 30 }, (_, i) => `${i % 3 === 0 ? "ERROR" : "WARNING"}  message ${i} of thirty`);
    const port = await serverThat((socket) => {
      const next = () => {
        const text = texts.shift();
        if (text !== undefined) socket.write(bytesOf({ kind: "text", text }));
        else socket.end(Buffer.concat([bytesOf(result), bytesOf({ kind: "close" })]));
        if (text !== undefined) setTimeout(next, 20);
      };
      next();
      setTimeout(() => socket.resume(), 300);
    });
    const { status, lines, written } = await inTerminal(send(port, "-o", "texts.h5"), { cwd: folder });
    const said = lines.filter((line) => line.includes("server: "));
    expect(said.map((line) => line.replace(/^\[.*?\] /, ""))).toEqual(
      Array.from({ length: 30 }, (_, i) => `${i % 3 === 0 ? "ERROR" : "WARN"}: server: message ${i} of thirty`),
    );
    expect(written).toMatch(/sending [█░]{16} \d+%/);
    expect(lines.filter((line) => PROGRESS.test(line))).toEqual([]);
    expect(lines.at(-1)).toMatch(/ERROR: failed: the server reported 10 errors, see above$/);
    expect(lines.join("\n")).toMatch(/1 image in series image_0\n.*results are in texts\.h5, group '.*': 1 image\n/);
    expect(status).toBe(1);
  });

  it("Ctrl-C ends send: it says how far it was, saves the images, and leaves a terminal that works", async () => {
    const port = await serverThat((socket) => socket.write(bytesOf(result))); // and reads nothing more
    const { status, lines, wraps, written } = await inTerminal(send(port, "-o", "big.h5"), {
      cwd: folder,
      interruptAt: /1 image received/,
    });
    expect(lines.at(-1)).toMatch(/^interrupted: \d+ of 2561 readouts sent; 1 image is in big\.h5$/);
    expect(lines.filter((line) => PROGRESS.test(line))).toEqual([]);
    expect(status).toBe(130);
    expect(wraps).toBe(true);
    expect(written.lastIndexOf("\x1b[?25l")).toBeLessThanOrEqual(written.lastIndexOf("\x1b[?25h"));
    const file = await MrdFile.open(join(folder, "big.h5"));
    expect(file.group().series).toEqual([{ name: "image_0", count: 1 }]);
    file.close();
  });

  it("Ctrl-C ends run and phantom in the same way", async () => {
    const big = ["phantom", "-m", "128", "-c", "8", "-r", "60", "-o", "long.h5"];
    const phantom = await inTerminal(big, { cwd: folder, interruptAt: /[1-9]\d* of 7680 readouts/ });
    expect(phantom.lines.at(-1)).toMatch(/^interrupted: \d+ of 7680 readouts are in long\.h5$/);
    expect(phantom.status).toBe(130);
    const [, count] = /interrupted: (\d+)/.exec(phantom.lines.at(-1)!)!;
    const file = await MrdFile.open(join(folder, "long.h5"));
    expect(file.group().acquisitionCount).toBe(Number(count));
    file.close();

    const run = await inTerminal(["run", "scan.h5", "-o", "run.h5"], {
      cwd: folder,
      interruptAt: /\d of 2561 readouts/,
    });
    expect(run.lines.at(-1)).toMatch(/^interrupted: \d+ of 2561 readouts processed; /);
    expect(run.status).toBe(130);
  });

  it.each([24, 40, 100])("the progress of run and phantom fits into %i columns", async (columns) => {
    const to = ["-o", `${columns}.h5`];
    for (const args of [
      ["phantom", "-m", "32", "-r", "20", ...to],
      ["run", "scan.h5", ...to, "-G", "g"],
    ]) {
      const { status, lines, written } = await inTerminal(args, { cwd: folder, columns });
      expect(status).toBe(0);
      const drawn = written.split("\r").filter((line) => /^(simulating|reconstructing)/.test(line));
      expect(drawn.length).toBeGreaterThan(0);
      for (const line of drawn) expect(line.split("\x1b")[0]!.length).toBeLessThan(columns);
      expect(lines.filter((line) => PROGRESS.test(line))).toEqual([]);
    }
  });

  it.each([
    [{}, true],
    [{ NO_COLOR: "1" }, false],
    [{ TERM: "dumb" }, false],
  ])("messages have colours unless the environment has %o", async (environment, expected) => {
    const { written } = await inTerminal(["run", "scan.h5", "-c", "null", "-o", "c.h5", "--overwrite", "-G", "g"], {
      cwd: folder,
      env: environment,
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours
    expect(/\x1b\[[1-9]\d*m/.test(written)).toBe(expected);
  });

  it.each(["gadgets", "pipelines", "errors"])("the table of larmor %s is as wide as the terminal", async (command) => {
    const { lines } = await inTerminal([command], { cwd: folder, columns: 78 });
    expect(lines.filter((line) => line.length > 78)).toEqual([]);
    const whole = await larmor([command], folder);
    expect(whole.stdout.split("\n").some((line) => line.length > 78)).toBe(true);
  });
});

describe("not on a terminal", () => {
  it.each([
    [["phantom", "-m", "32", "-o", "quiet.h5"]],
    [["run", "scan.h5", "-o", "quiet-run.h5"]],
    [["info", "scan.h5"]],
    [["doctor", "scan.h5"]],
    [["explain", "cartesian", "scan.h5"]],
  ])("no progress is shown: %j", async (args) => {
    const { stdout, stderr } = await larmor(args, folder);
    expect(stderr).toBe("");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what steers a terminal
    expect(stdout).not.toMatch(/[\r\x1b]/);
  });
});
