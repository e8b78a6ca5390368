import { tap } from "rxjs";
import { type Chain, type MessageSource, runChain, type Step } from "../chain/index.ts";
import { validate } from "../chain/text/index.ts";
import { defineGadget, type Gadget, type Message, type MessageKind } from "../gadget-api/index.ts";
import { noNoiseStore } from "../gadget-api/services/index.ts";
import { formatHeader, type Image, type MrdHeader } from "../mrd/index.ts";
import { noPool } from "../pool/index.ts";
import { AuthoringError } from "./errors.ts";

/** A measurement on which a gadget is tried. */
export interface TrialInput {
  readonly header: MrdHeader | undefined;
  /** The same messages at each call. */
  messages(): Iterable<Message>;
}

export interface Trial {
  /** What came to the gadget, and the header as it was there. */
  readonly taken: readonly Message[];
  readonly header: MrdHeader | undefined;
  /** Images that the chain makes without the gadget, and with it. */
  readonly before: readonly Image[];
  readonly after: readonly Image[];
  /** What the client was reported with it, as `level: text`. */
  readonly reported: readonly string[];
}

/**
 * Tries a gadget as a step of a chain, on a whole measurement: where the chain has a step of the gadget's name, that one; else
 * in the last place that messages of its kinds come by, in front of the next step that takes what it makes.
 * @param given what differs from the gadget's default parameters
 * @param version of Larmor
 * @throws Error where there is no such place; StepError as a session
 */
export async function tryGadget(
  gadget: Gadget,
  given: object,
  chain: Chain,
  input: TrialInput,
  version: string,
): Promise<Trial> {
  const steps = stepsAlone(chain);
  const { front, back, plain } = placed(steps, gadget, chain.name);
  const seen = new Watch(gadget.in);
  const own: Step = {
    kind: "step",
    gadget,
    thirdParty: "on trial",
    written: given,
    places: {},
    parameters: checked(gadget, given),
    path: ["chain", front.length],
    place: gadget.name,
  };
  const watched: Step = { ...own, thirdParty: undefined, gadget: seen.gadget };
  const without = await run({ ...chain, steps: plain, sections: plain }, input, version);
  const sections = [...front, watched, own, ...back];
  const withIt = await run({ ...chain, steps: sections, sections }, input, version);
  return {
    taken: seen.messages,
    header: seen.header,
    before: without.images,
    after: withIt.images,
    reported: withIt.reported,
  };
}

function checked(gadget: Gadget, given: object): unknown {
  const { value, issues } = validate(gadget.schema, given);
  if (issues.length > 0) {
    const text = issues.map(({ message }) => `${gadget.name}: ${message}`).join("\n");
    throw new AuthoringError("bad-parameter", text);
  }
  return value;
}

function stepsAlone({ name, sections }: Chain): readonly Step[] {
  const steps = sections.flatMap((section) => (section.kind === "step" ? [section] : []));
  if (steps.length === sections.length) return steps;
  throw new AuthoringError(
    "no-place",
    `chain ${name} has branches, in which a gadget can't be tried; choose a chain without`,
  );
}

/** Where a gadget goes: the steps in front of it and behind it, and all that run without it. */
function placed(steps: readonly Step[], gadget: Gadget, chain: string) {
  const own = steps.findIndex((step) => step.gadget.name === gadget.name);
  if (own >= 0) {
    const [front, back] = [steps.slice(0, own), steps.slice(own + 1)];
    return { front, back, plain: [...front, ...back] };
  }
  const coming = kindsAlong(steps);
  const last = coming.findLastIndex((kinds) => gadget.in.some((kind) => kinds.has(kind)));
  if (last < 0) {
    throw new AuthoringError(
      "no-place",
      `no ${gadget.in.join(" or ")} comes by in chain ${chain}; choose a chain that has '${gadget.name}'`,
    );
  }
  const behind = steps.slice(last);
  const next = behind.findIndex((step) => step.gadget.in.some((kind) => gadget.out.includes(kind)));
  const skipped = gadget.out.some((kind) => gadget.in.includes(kind)) ? 0 : next < 0 ? behind.length : next;
  return { front: steps.slice(0, last), back: behind.slice(skipped), plain: steps };
}

/** Kinds in front of each step, and at the end. */
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

/** A step that notes what comes by. */
class Watch {
  readonly messages: Message[] = [];
  header: MrdHeader | undefined;
  readonly gadget: Gadget;

  constructor(kinds: readonly MessageKind[]) {
    this.gadget = defineGadget({
      name: "watch",
      summary: "Note what comes by.",
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
