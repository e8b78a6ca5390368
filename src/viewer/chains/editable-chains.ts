import { basename } from "node:path";
import { describeChain } from "../../authoring/index.ts";
import type { Chain, ChainLibrary, ClientRights } from "../../chain/index.ts";
import { ChainError, withParameters } from "../../chain/text/index.ts";
import { planOf } from "../../inspect/explain/index.ts";
import { counted } from "../../text/index.ts";
import type { ChainEntry, ChainText, CheckedText, Plan, TextProblem } from "../api/index.ts";
import { ViewerError } from "../errors.ts";
import { ChainFiles, type ChainFolders, requireName } from "./chain-files.ts";

export interface EditableChainsOptions {
  readonly folders: ChainFolders;
  /** What texts of the page may use outside of their session, as those of clients. */
  readonly rights: ClientRights;
  /** The chains and gadgets as they are now. */
  library(): ChainLibrary;
}

/**
 * The chains that the page shows, checks and saves. A text that comes from the page has the rights of a client: with
 * those of a file, the token of the page would be enough to start programs on the server.
 */
export class EditableChains {
  readonly #options: EditableChainsOptions;
  readonly #files: ChainFiles;
  /** Built-in chains do not change while the server runs. */
  readonly #builtIn = new Map<string, ChainEntry>();

  constructor(options: EditableChainsOptions) {
    this.#options = options;
    this.#files = new ChainFiles(options.folders);
  }

  /** All chains, those of the own folders first. */
  async list(): Promise<readonly ChainEntry[]> {
    const library = this.#options.library();
    const files = await this.#files.list();
    return Promise.all(
      files.map(async ({ name, own }) => {
        const known = own ? undefined : this.#builtIn.get(name);
        if (known !== undefined) return known;
        const { chain, problems } = await compiled(() => library.find(name));
        const entry: ChainEntry = { name, own, description: chain?.description ?? "", problems };
        if (!own) this.#builtIn.set(name, entry);
        return entry;
      }),
    );
  }

  /** @throws ViewerError `no-such-chain` */
  async read(name: string): Promise<ChainText & CheckedText> {
    const { own } = await this.#files.find(name);
    const { text, version } = await this.#files.read(name);
    const { chain, problems } = await compiled(() => this.#options.library().find(name));
    const description = chain?.description ?? "";
    return { name, own, text, version, description, problems, plan: chain && plan(chain, text) };
  }

  /** What is wrong with a text, or what it does. */
  async check(name: string, text: string): Promise<CheckedText> {
    const { chain, problems } = await this.#compile(name, text);
    return { problems, plan: chain && plan(chain, text) };
  }

  /**
   * Saves a text without problems: the next client that names the chain gets it.
   * @returns the new version
   * @throws ViewerError as {@link ChainFiles.save}; `chain-has-problems`
   */
  async save(name: string, text: string, version: string | null): Promise<string> {
    const { problems } = await this.#compile(name, text);
    if (problems.length > 0) {
      const many = counted(problems.length, "problem");
      throw new ViewerError("chain-has-problems", `the text has ${many}, which clients would get: correct it first`);
    }
    return this.#files.save(name, text, version);
  }

  /**
   * Checks what is about to run.
   * @param text to use instead of the saved one
   * @throws ChainError, UnknownChainError, ParameterError; ViewerError `bad-chain-name`, `bad-request` for a parameter that the chain does
   * not have
   */
  async requireRunnable(
    name: string,
    text: string | undefined,
    parameters: Readonly<Record<string, string>>,
  ): Promise<void> {
    const { rights } = this.#options;
    const library = this.#options.library();
    requireName(name);
    const chain = await (text === undefined ? library.find(name) : library.compile(text, `${name}.yaml`, rights));
    const { warnings } = withParameters(chain, parameters, rights);
    if (warnings.length > 0) throw new ViewerError("bad-request", warnings.join("\n"));
  }

  #compile(name: string, text: string) {
    const { rights, library } = this.#options;
    return compiled(() => library().compile(text, `${name || "chain"}.yaml`, rights));
  }
}

interface Compiled {
  readonly chain: Chain | undefined;
  readonly problems: readonly TextProblem[];
}

async function compiled(compile: () => Promise<Chain>): Promise<Compiled> {
  try {
    return { chain: await compile(), problems: [] };
  } catch (error) {
    if (!(error instanceof ChainError)) throw error;
    return {
      chain: undefined,
      problems: error.problems.map(({ line, column, message }) => ({ line, column, message })),
    };
  }
}

/** Places name the file alone: where it is does not concern the page. */
function plan(chain: Chain, text: string): Plan {
  const planned = planOf(chain);
  const { comment } = describeChain(chain, "", text);
  return { ...planned, comment, steps: planned.steps.map((step) => ({ ...step, place: basename(step.place) })) };
}
