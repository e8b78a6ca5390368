import { fileURLToPath } from "node:url";
import { gadgets } from "../../gadgets/index.ts";
import { ChainLibrary, drive, gadgetRegistry, instantiate, withParameters } from "../../src/chain/index.ts";
import { Credit, type Message, type NoiseStore, noNoiseStore } from "../../src/gadget/index.ts";
import type { Image, MrdHeader } from "../../src/mrd/index.ts";
import { noPool } from "../../src/pool/index.ts";

const folder = fileURLToPath(new URL("../../pipelines/", import.meta.url));
const library = new ChainLibrary([folder], gadgetRegistry(gadgets));

/**
 * Runs a chain of pipelines/ over messages, as a session does.
 * @returns the images, and what the client is told as `level: text`
 */
export async function reconstruct(
  name: string,
  header: MrdHeader,
  messages: Iterable<Message>,
  { parameters = {}, noise = noNoiseStore }: { parameters?: Record<string, string>; noise?: NoiseStore } = {},
): Promise<{ images: Image[]; told: string[] }> {
  const credit = new Credit();
  const images: Image[] = [];
  const told: string[] = [];
  const { chain } = withParameters(await library.find(name), parameters);
  const tell = (level: string, text: string) => void told.push(`${level}: ${text}`);
  const operator = instantiate(chain, { header, version: "0", credit, pool: noPool, noise, tell });
  async function* source(): AsyncGenerator<Iterable<Message>> {
    yield messages;
  }
  await drive(source(), operator, credit, {
    write: (message) => void images.push(message as Image),
    drained: () => undefined,
  });
  return { images, told };
}
