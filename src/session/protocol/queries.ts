import { totalmem } from "node:os";
import type { ChainLibrary } from "../../chain/index.ts";
import type { WireMessage } from "../../mrd/index.ts";
import type { Connection } from "../../protocols/mrd1/index.ts";

/** What answers depend on. */
export interface QueryContext {
  readonly version: string;
  readonly library: ChainLibrary;
}

/** The version of the C++ library against which headers, the header schema and files are checked. */
const ISMRMRD_VERSION = "1.8.0";

type Answer = (context: QueryContext) => string | Promise<string>;

const no: Answer = () => "0";
const notAvailable: Answer = () => "N/A";
const nothing: Answer = () => "";
const build: Answer = () => `Node ${process.versions.node}, ${process.platform} ${process.arch}`;

/** Gadgetron's queries, with answers of the same form, and those of Larmor. */
const answers: Readonly<Record<string, Answer>> = {
  "ismrmrd::version": () => ISMRMRD_VERSION,
  "gadgetron::version": ({ version }) => `Larmor ${version}`,
  "gadgetron::build": build,
  "gadgetron::info": (context) =>
    [
      "Larmor Version Info",
      `  -- Version            : ${context.version}`,
      `  -- Build              : ${build(context)}`,
      `  -- System Memory size : ${Math.floor(totalmem() / 2 ** 20)} MB`,
      "  -- Python Support     : NO",
      "  -- Julia Support      : NO",
      "  -- Matlab Support     : NO",
      "  -- CUDA Support       : NO",
      "",
    ].join("\n"),
  "gadgetron::info::memory": () => String(totalmem()),
  "gadgetron::info::python": no,
  "gadgetron::info::matlab": no,
  "gadgetron::info::cuda": no,
  "gadgetron::cuda::devices": no,
  "gadgetron::cuda::driver": notAvailable,
  "gadgetron::cuda::runtime": notAvailable,
  "gadgetron::cuda::memory": nothing,
  "gadgetron::cuda::capabilities": nothing,
  "larmor::version": ({ version }) => version,
  "larmor::chains": async ({ library }) => (await library.names()).join("\n"),
  "larmor::gadgets": ({ library }) => library.registry.names.join("\n"),
};

/** The answer to a QUERY, which a client may send in any state. Lists have one name per line. */
export async function answerQuery(query: string, context: QueryContext): Promise<string> {
  if (Object.hasOwn(answers, query)) return answers[query]!(context);
  return `Unknown query '${query}'; known queries: ${Object.keys(answers).join(", ")}`;
}

/** Answers a client's queries, in their order. */
export class Answers {
  readonly #connection: Connection;
  readonly #context: QueryContext;
  /** Resolves when the answers to all queries so far have been sent. */
  sent: Promise<void> = Promise.resolve();

  constructor(connection: Connection, context: QueryContext) {
    this.#connection = connection;
    this.#context = context;
  }

  answer({ correlationId, text: query }: Extract<WireMessage, { kind: "query" }>): void {
    this.sent = this.sent.then(async () => {
      const text = await answerQuery(query, this.#context).catch((error: Error) => `no answer: ${error.message}`);
      this.#connection.send({ kind: "response", correlationId, text });
    });
  }

  /** Resolves when the client has accepted the answers and everything else that was sent. */
  async accepted(): Promise<void> {
    await this.sent;
    await this.#connection.drained();
  }
}
