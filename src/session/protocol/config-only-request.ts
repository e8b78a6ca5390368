import { type ChainLibrary, type ClientRights, type RunServices, runChain, type Sink } from "../../chain/index.ts";
import { chooseChain } from "./choose-chain.ts";
import type { ClientReporter } from "./client-reporter.ts";
import type { Config } from "./handshake.ts";

interface ConfigOnlyOptions extends Pick<RunServices, "pool" | "noise" | "version"> {
  readonly library: ChainLibrary;
  readonly clientRights?: ClientRights | undefined;
}

/**
 * Answers a client that has closed after its config, as Gadgetron's dependency queries do: a chain that produces such
 * answers is run without data; other chains have nothing to do. Errors are only logged, since these clients understand
 * nothing but the answer: a TEXT ends Gadgetron's.
 */
export async function answerConfigOnlyRequest(
  config: Config,
  { library, clientRights, ...options }: ConfigOnlyOptions,
  reporter: Pick<ClientReporter, "log">,
  sink: Sink,
): Promise<void> {
  const report = (_level: unknown, text: string) => reporter.log("info", text);
  try {
    const chain = await chooseChain(config, undefined, library, undefined, clientRights, report);
    if (!chain.steps.some(({ gadget }) => gadget.out.includes("dependencies"))) return;
    await runChain(chain, nothing, sink, { ...options, headerText: undefined, report });
  } catch (error) {
    reporter.log("info", `config-only request gets no answer: ${(error as Error).message}`, error);
  }
}

async function* nothing(): AsyncGenerator<never> {}
