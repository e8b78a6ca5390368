import { tap } from "rxjs";
import { type Chain, type MessageSource, runChain, type Step } from "../chain/index.ts";
import { validate } from "../chain/text/index.ts";
import { defineGadget, type Gadget, type Message, type MessageKind } from "../gadget-api/index.ts";
import { noNoiseStore } from "../gadget-api/services/index.ts";
import { formatHeader, type Image, type MrdHeader } from "../mrd/index.ts";
import { noPool } from "../pool/index.ts";
import { AuthoringError } from "./errors.ts";

/** A measurement for testing a gadget. */
export interface TrialInput {
  readonly header: MrdHeader | undefined;
  /** The same messages at each call. */
  messages(): Iterable<Message>;
}

export interface Trial {
  /** Input of the gadget, and the header at its position. */
  readonly gadgetInput: readonly Message[];
  readonly header: MrdHeader | undefined;
  /** Images of the chain without the gadget, and with it. */
  readonly before: readonly Image[];
  readonly after: readonly Image[];
  /** Reports to the client with the gadget, as `level: text`. */
  readonly reported: readonly string[];
}

/**
 * Runs a gadget as a step of a chain, on a whole measurement. If the chain has a step with the gadget's name, the
 * gadget replaces it. Otherwise it is placed at the last position where messages of its input kinds pass, before the
 * next step that accepts its output.
 * @param parameters parameters that differ from the gadget's defaults
 * @param version of Larmor
 * @throws Error if there is no such position; StepError as a session
 */
export async function tryGadget(
  gadget: Gadget,
  parameters: object,
  chain: Chain,
  input: TrialInput,
  version: string,
): Promise<Trial> {
  const steps = stepsWithoutBranches(chain);
  const { upstream, downstream, plain } = positionOf(steps, gadget, chain.name);
  const seen = new Watch(gadget.in);
  const own: Step = {
    kind: "step",
    gadget,
    thirdParty: "on trial",
    written: parameters,
    places: {},
    parameters: checked(gadget, parameters),
    path: ["chain", upstream.length],
    place: gadget.name,
  };
  const watched: Step = { ...own, thirdParty: undefined, gadget: seen.gadget };
  const without = await run({ ...chain, steps: plain, sections: plain }, input, version);
  const sections = [...upstream, watched, own, ...downstream];
  const withIt = await run({ ...chain, steps: sections, sections }, input, version);
  return {
    gadgetInput: seen.messages,
    header: seen.header,
    before: without.images,
    after: withIt.images,
    reported: withIt.reported,
  };
}

function checked(gadget: Gadget, parameters: object): unknown {
  const { value, issues } = validate(gadget.schema, parameters);
  if (issues.length > 0) {
    const text = issues.map(({ message }) => `${gadget.name}: ${message}`).join("\n");
    throw new AuthoringError("bad-parameter", text);
  }
  return value;
}

function stepsWithoutBranches({ name, sections }: Chain): readonly Step[] {
  const steps = sections.flatMap((section) => (section.kind === "step" ? [section] : []));
  if (steps.length === sections.length) return steps;
  throw new AuthoringError(
    "no-place",
    `chain ${name} has branches, in which a gadget cannot be tested; choose a chain without branches`,
  );
}

/** Position of a gadget: the steps before and after it, and the chain without it. */
function positionOf(steps: readonly Step[], gadget: Gadget, chain: string) {
  const own = steps.findIndex((step) => step.gadget.name === gadget.name);
  if (own >= 0) {
    const [upstream, downstream] = [steps.slice(0, own), steps.slice(own + 1)];
    return { upstream, downstream, plain: [...upstream, ...downstream] };
  }
  const kindsBefore = kindsAlong(steps);
  const last = kindsBefore.findLastIndex((kinds) => gadget.in.some((kind) => kinds.has(kind)));
  if (last < 0) {
    throw new AuthoringError(
      "no-place",
      `no ${gadget.in.join(" or ")} occurs in chain ${chain}; choose a chain that has '${gadget.name}'`,
    );
  }
  const following = steps.slice(last);
  const next = following.findIndex((step) => step.gadget.in.some((kind) => gadget.out.includes(kind)));
  const skipped = gadget.out.some((kind) => gadget.in.includes(kind)) ? 0 : next < 0 ? following.length : next;
  return { upstream: steps.slice(0, last), downstream: following.slice(skipped), plain: steps };
}

/** Kinds of messages before each step, and at the end. */
function kindsAlong(steps: readonly Step[]): ReadonlySet<MessageKind>[] {
  const along: ReadonlySet<MessageKind>[] = [new Set<MessageKind>(["acquisition", "waveform", "image"])];
  for (const { gadget } of steps) {
    const kinds = new Set(along.at(-1));
    for (const kind of gadget.flow.transparent ? [] : gadget.in) kinds.delete(kind);
    for (const kind of gadget.flow.transparent ? [] : gadget.out) kinds.add(kind);
    along.push(kinds);
  }
  return along;
}

/** A step that records the messages that pass. */
class Watch {
  readonly messages: Message[] = [];
  header: MrdHeader | undefined;
  readonly gadget: Gadget;

  constructor(kinds: readonly MessageKind[]) {
    this.gadget = defineGadget({
      name: "watch",
      summary: "Record passing messages.",
      in: kinds,
      out: kinds,
      parameters: {},
      create: (context) => {
        this.header = context.header;
        return tap((message) => void this.messages.push(message));
      },
    });
  }
}

async function run(chain: Chain, { header, messages }: TrialInput, version: string) {
  const images: Image[] = [];
  const reported: string[] = [];
  const source: MessageSource = async function* () {
    for (const message of messages()) yield [message];
  };
  const sink = {
    write: (message: Message) => void (message.kind === "image" && images.push(message)),
    drained: () => undefined,
  };
  await runChain(chain, source, sink, {
    headerText: header && formatHeader(header),
    version,
    pool: noPool,
    noise: noNoiseStore,
    report: (level, text) => void reported.push(`${level}: ${text}`),
  });
  return { images, reported };
}
