import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Duplex } from "node:stream";
import { afterAll, describe, expect, it } from "vitest";
import type { SessionOptions } from "../../src/session/index.ts";
import { LiveSession } from "../../src/session/live/index.ts";
import { connectSession } from "../support/connected-session.ts";
import { answerOf, images, lines, serveSession } from "../support/session.ts";
import { smallHeader, smallReadout } from "../support/small-measurement.ts";
import { close, text } from "../support/wire-bytes.ts";

const SIZE = 64;
const REPETITIONS = 12;
/** Of an image, which is larger than all else that is sent. */
const PIXEL_BYTES = Float32Array.BYTES_PER_ELEMENT * SIZE * SIZE;

const folder = mkdtempSync(join(tmpdir(), "larmor-image-memory-"));
afterAll(() => rmSync(folder, { recursive: true }));

const chain =
  "description: d\nchain: [remove-oversampling, accumulate: { trigger: repetition }, to-buffer, simple-recon, extract]\n";

/** Measurements whose images differ. */
function* sent(config = chain): Generator<Buffer> {
  yield Buffer.concat([text(2, config), text(3, smallHeader(SIZE))]);
  for (let repetition = 0; repetition < REPETITIONS; repetition += 1)
    for (let line = 0; line < SIZE; line += 1) yield smallReadout(line, repetition, SIZE, repetition + 1);
  yield close;
}

interface Sending extends Partial<SessionOptions> {
  readonly chain?: string;
  /** Whether the system takes nothing before all has been received. */
  readonly takesLate?: boolean;
}

/** The numbers of images that a session sends, and of memories that they had. */
async function imagesSent({ chain, takesLate = false, ...options }: Sending = {}) {
  const pieces = sent(chain);
  let take: (() => void) | undefined;
  let isTaking = !takesLate;
  const offsets: string[] = [];
  const buffers: ArrayBufferLike[] = [];
  const stream = new Duplex({
    writableHighWaterMark: 2 * REPETITIONS * PIXEL_BYTES,
    read() {
      setImmediate(() => {
        const { value, done } = pieces.next();
        isTaking ||= done === true;
        this.push(value ?? null);
        if (isTaking) take?.();
      });
    },
    write({ buffer, byteOffset, byteLength }: Uint8Array, _encoding, callback) {
      if (byteLength === PIXEL_BYTES) {
        if (!buffers.includes(buffer)) buffers.push(buffer);
        offsets.push(`${buffers.indexOf(buffer)} ${byteOffset}`);
      }
      if (isTaking) callback();
      else take = callback; // There is one at a time.
    },
  });
  await serveSession(stream, options);
  return { images: offsets.length, memories: new Set(offsets).size };
}

describe("the memory of images that a session sends", () => {
  it("is reused once they are sent", async () => {
    expect(await imagesSent()).toEqual({ images: REPETITIONS, memories: 1 });
  });

  it("is not reused before they are sent", async () => {
    const { images, memories } = await imagesSent({ takesLate: true });
    expect(images).toBe(REPETITIONS);
    expect(memories).toBeGreaterThanOrEqual(REPETITIONS - 1); // The last one may be made after the end of input.
  });

  it("is not reused while images are saved", async () => {
    const saving = { folder, always: false, nameByProtocol: false };
    const clientRights = { steps: ["save"], addresses: [] } as const;
    const options = { chain: `${chain}save: nifti\n`, saving, clientRights };
    expect(await imagesSent(options)).toEqual({ images: REPETITIONS, memories: REPETITIONS });
  });

  it("is not reused while a browser may show them", async () => {
    const observer = { live: new LiveSession({ showPatient: false }), begin: () => {}, end: () => {} };
    const sent = await imagesSent({ observer });
    expect(sent).toEqual({ images: REPETITIONS, memories: REPETITIONS });
  });

  it("is not reused before a slow client has received them", async () => {
    const session = await connectSession();
    for (const piece of sent()) session.client.write(piece);
    session.client.end();
    const received = await answerOf(session);
    const pixels = images(received).map(({ data }) => (data as Float32Array).slice());
    expect(lines(received)).toEqual([]);
    expect(pixels).toHaveLength(REPETITIONS);
    for (const [repetition, image] of pixels.entries())
      expect(image).toEqual(pixels[0]!.map((pixel) => Math.fround(pixel * (repetition + 1))));
  });
});
