import { type Chain, runChain } from "../../src/chain/index.ts";
import type { Trace } from "../../src/chain/observe/index.ts";
import { withParameters } from "../../src/chain/text/index.ts";
import type { Message } from "../../src/gadget-api/index.ts";
import { type NoiseStore, noNoiseStore, type TapStore } from "../../src/gadget-api/services/index.ts";
import { formatHeader, type Image, type MrdHeader } from "../../src/mrd/index.ts";
import { noPool, type WorkPool } from "../../src/pool/index.ts";
import { library } from "./session.ts";

interface ReconstructOptions {
  readonly parameters?: Record<string, string>;
  readonly noise?: NoiseStore;
  readonly taps?: TapStore | undefined;
  readonly trace?: Trace;
  readonly pool?: WorkPool;
  /** Called with each image as it leaves. */
  readonly onImage?: (image: Image) => void;
}

/**
 * Runs a chain over messages as a session does.
 * @param wanted the chain, or the name of a built-in one
 * @param header `undefined` if the client sent none
 * @returns the images, and the reports to the client as `level: text`
 */
export async function reconstruct(
  wanted: string | Chain,
  header: MrdHeader | undefined,
  messages: Iterable<Message>,
  { parameters = {}, noise = noNoiseStore, taps, trace, pool = noPool, onImage }: ReconstructOptions = {},
): Promise<{ images: Image[]; reported: string[] }> {
  const images: Image[] = [];
  const reported: string[] = [];
  const { chain } = withParameters(typeof wanted === "string" ? await library.find(wanted) : wanted, parameters);
  const report = (level: string, text: string) => void reported.push(`${level}: ${text}`);
  async function* source(): AsyncGenerator<Iterable<Message>> {
    for (const message of messages) yield [message];
  }
  const write = (message: Message) => {
    images.push(message as Image);
    onImage?.(message as Image);
  };
  const sink = { write, drained: () => undefined };
  await runChain(chain, source, sink, {
    headerText: header && formatHeader(header),
    version: "0",
    pool,
    noise,
    taps,
    trace,
    report,
  });
  return { images, reported };
}
