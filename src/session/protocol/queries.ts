import { totalmem } from "node:os";
import type { ChainLibrary } from "../../chain/index.ts";
import type { WireMessage } from "../../mrd/index.ts";
import type { Connection } from "../../protocols/mrd1/index.ts";

/** What answers are made from. */
export interface QueryFacts {
  readonly version: string;
  readonly library: ChainLibrary;
}

/** The version of the C++ library whose headers, header schema and files ours are checked against. */
const ISMRMRD_VERSION = "1.8.0";

type Answer = (facts: QueryFacts) => string | Promise<string>;

const no: Answer = () => "0";
const notAvailable: Answer = () => "N/A";
const nothing: Answer = () => "";
const build: Answer = () => `Node ${process.versions.node}, ${process.platform} ${process.arch}`;

/** Gadgetron's queries with answers of the same form, and ours. */
const answers: Readonly<Record<string, Answer>> = {
  "ismrmrd::version": () => ISMRMRD_VERSION,
  "gadgetron::version": ({ version }) => `Larmor ${version}`,
  "gadgetron::build": build,
  "gadgetron::info": (facts) =>
    [
      "Larmor Version Info",
      `  -- Version            : ${facts.version}`,
      `  -- Build              : ${build(facts)}`,
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

/** The answer to a QUERY, which a client may send in any state. Lists have a line for each name. */
export async function answerQuery(query: string, facts: QueryFacts): Promise<string> {
  if (Object.hasOwn(answers, query)) return answers[query]!(facts);
  return `Unknown query '${query}'; known are ${Object.keys(answers).join(", ")}`;
}

/** Answers a client's queries, in their order. */
export class Answers {
  readonly #connection: Connection;
  readonly #facts: QueryFacts;
  /** Resolves when all queries so far are answered. */
  given: Promise<void> = Promise.resolve();

  constructor(connection: Connection, facts: QueryFacts) {
    this.#connection = connection;
    this.#facts = facts;
  }

  give({ correlationId, text: query }: Extract<WireMessage, { kind: "query" }>): void {
    this.given = this.given.then(async () => {
      const text = await answerQuery(query, this.#facts).catch((error: Error) => `no answer: ${error.message}`);
      this.#connection.send({ kind: "response", correlationId, text });
    });
  }

  /** Resolves when the client has taken them, and whatever else was sent. */
  async taken(): Promise<void> {
    await this.given;
    await this.#connection.drained();
  }
}
