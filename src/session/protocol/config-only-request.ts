import type { Logger } from "pino";
import { type ChainLibrary, type RunServices, runChain, type Sink } from "../../chain/index.ts";
import { codeOf } from "../../errors/index.ts";
import { chooseChain } from "./choose-chain.ts";
import type { Config } from "./handshake.ts";

interface ConfigAloneOptions extends Pick<RunServices, "pool" | "noise" | "version"> {
  readonly library: ChainLibrary;
  readonly log: Logger;
}

/**
 * Answers a client that has closed behind its config, as Gadgetron's dependency queries do: a chain that makes such answers
 * is run over nothing, and any other has nothing to do. What hinders it is logged and no more, since these clients understand
 * nothing but the answer: a TEXT ends Gadgetron's.
 */
export async function answerConfigAlone(
  config: Config,
  { library, log, ...options }: ConfigAloneOptions,
  sink: Sink,
): Promise<void> {
  const tell = (_level: unknown, text: string) => log.info(text);
  try {
    const chain = await chooseChain(config, undefined, library, undefined, tell);
    if (!chain.steps.some(({ gadget }) => gadget.out.includes("dependencies"))) return;
    await runChain(chain, nothing, sink, { ...options, headerText: undefined, tell });
  } catch (err) {
    log.info({ err, code: codeOf(err) }, "a client that sent a config alone gets no answer");
  }
}

async function* nothing(): AsyncGenerator<never> {}
