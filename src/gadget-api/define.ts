import type { OperatorFunction } from "rxjs";
import Type, { type Static, type TObject, type TProperties } from "typebox";
import type { MrdHeader } from "../mrd/index.ts";
import type { WorkPool } from "../pool/index.ts";
import type { StepCredit } from "./credit.ts";
import type { ImageFacts, Message, MessageKind, MessageOf } from "./message.ts";
import type { NoiseStore } from "./noise-store.ts";
import type { SampleMemory } from "./sample-memory.ts";
import type { TapStore } from "./taps.ts";

export type TellLevel = "debug" | "info" | "warning" | "error";

/** Which chain made an image. */
export interface Provenance {
  readonly chain: string;
  /** SHA-256 of the chain's text. */
  readonly hash: string;
  /** SHA-256 of what runs: gadgets and all their parameters, those that the client set too. */
  readonly runHash: string;
  /** What the client set, by the names of the chain's parameters. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Gadgets that are not Larmor's, by name: what tells one version of each from another. */
  readonly foreign: Readonly<Record<string, string>>;
  /** What the steps on the way to this one have noted so far. */
  readonly notes: ImageFacts;
  /** Names of the chain's gadgets, in their order. */
  readonly steps: readonly string[];
  /** Version of Larmor. */
  readonly version: string;
}

/** What a session gives to each of its gadgets. */
export interface GadgetContext {
  /**
   * The measurement's header, as it describes the data that reach this step.
   * @throws GadgetError `header-required` if the client sent no MRD header
   */
  readonly header: MrdHeader;
  /** What images say of their origin. */
  readonly provenance: Provenance;
  /** The header as text, for whoever passes it on: as the client sent it where it is unchanged, XML or not. */
  readonly headerText: string;
  /** Of the chain's file; `undefined` where the chain came from a client. Relative paths in parameters start here. */
  readonly folder: string | undefined;
  /** For `mapAsync`. */
  readonly credit: StepCredit;
  /**
   * For a step that makes messages whenever it likes: resolves when the steps behind it, and whoever gets the results, can take
   * more; `undefined` when they can at once.
   */
  drained(): Promise<void> | undefined;
  /** For `mapOnPool`. */
  readonly pool: WorkPool;
  /** For the samples of messages; see `linear`. */
  readonly memory: SampleMemory;
  /** Noise of measurements before this one. */
  readonly noise: NoiseStore;
  /** Where taps put what passes. */
  readonly taps: TapStore;
  /** Most bytes that a step may hold, or make at once: what the session's memory allows. See `Room`. */
  readonly mostBytes: number;
  /** Where someone wants to know: is told what a step needs at once, and what it may, in bytes. `Room` does. */
  readonly needs?: ((bytes: number, mostBytes: number) => void) | undefined;
  /** Notes something that holds for every image that this step's results become: attributes of it, by name. */
  note(facts: ImageFacts): void;
  /** Sends a line to the client and into the server's log. */
  tell(level: TellLevel, text: string): void;
}

/** A step of a chain as its author writes it. */
export interface GadgetDefinition<In extends MessageKind, Out extends MessageKind, P extends TProperties> {
  /** kebab-case; the name of its file. */
  readonly name: string;
  /** One sentence: what it does to the data. */
  readonly summary: string;
  /** Kinds that it consumes; all others pass around it. */
  readonly in: readonly In[];
  /** Kinds that it makes. */
  readonly out: readonly Out[];
  /** typebox schemas by camelCase name, each with a description and a default. */
  readonly parameters: P;
  /**
   * The parameter whose value may stand in a chain where the map of parameters does: with `shorthand: "command"`,
   * `- bart: "fft -i 3"` is `- bart: { command: "fft -i 3" }`. Its values are no maps.
   */
  readonly shorthand?: NoInfer<keyof P & string>;
  /** Parameters that only a chain on the server's own disk may set, such as a command line to run. */
  readonly trusted?: readonly NoInfer<keyof P & string>[];
  /**
   * Parameters that name the kinds which it consumes and makes, some of `in` and `out`; without, it is all of them. They shape
   * the chain, so that a chain has to write them out: no client may set them.
   */
  readonly kinds?: { readonly in?: NoInfer<keyof P & string>; readonly out?: NoInfer<keyof P & string> };
  /**
   * Whether it passes on what comes, kind for kind, whatever else it does: then it stands for no step that a kind of messages
   * needs, and its `out` is its `in`.
   */
  readonly transparent?: boolean;
  /**
   * Whether all it does to readouts is put off, see `mixedReadout` and `croppedReadout`. Neighbouring steps of this kind
   * share one pass over each readout. Such a step keeps no readout and none of its samples.
   */
  readonly defers?: boolean;
  /**
   * Whether each message that it takes goes on in what it makes, or ends with it, so that nothing refers to its samples any
   * more. Where all steps up to the reconstruction are so, the memory of samples goes round among them.
   */
  readonly linear?: boolean;
  /** Whether another program makes its results, so that `larmor explain` can't know them without running that. */
  readonly outside?: boolean;
  /** What is wrong with parameters that the schema accepts one by one, for the chain's author; `undefined` if nothing is. */
  complaint?(parameters: Static<TObject<P>>): string | undefined;
  /** What the header says of the data behind this step, where that differs from before. */
  headerAfter?(header: MrdHeader, parameters: Static<TObject<P>>): MrdHeader;
  /** Makes the operator of one session. Every decision that the header allows is made here, once. */
  create(
    context: GadgetContext,
    parameters: Static<TObject<P>>,
  ): OperatorFunction<MessageOf<In>, NoInfer<MessageOf<Out>>>;
}

/** A step as a chain uses it. */
export interface Gadget {
  readonly name: string;
  readonly summary: string;
  readonly in: readonly MessageKind[];
  readonly out: readonly MessageKind[];
  /** JSON Schema of its parameters. */
  readonly schema: TObject;
  readonly shorthand: string | undefined;
  readonly trusted: readonly string[];
  /** Parameters that name kinds of messages. */
  readonly kinds: readonly string[];
  readonly transparent: boolean;
  readonly defers: boolean;
  readonly linear: boolean;
  readonly outside: boolean;
  /** This gadget, with the kinds that it consumes and makes with some valid parameters. */
  withKinds(parameters: unknown): Gadget;
  complaint(parameters: unknown): string | undefined;
  headerAfter(header: MrdHeader, parameters: unknown): MrdHeader;
  create(context: GadgetContext, parameters: unknown): OperatorFunction<Message, Message>;
}

const defined = new WeakSet<object>();

/** Whether something was made by {@link defineGadget}. */
export function isGadget(value: unknown): value is Gadget {
  return typeof value === "object" && value !== null && defined.has(value);
}

/**
 * Makes a gadget. Its parameters reach `create` validated, with defaults filled in and typed.
 * @throws TypeError if a parameter lacks its description or default
 */
export function defineGadget<
  const In extends MessageKind,
  const Out extends MessageKind,
  const P extends TProperties = Record<never, never>,
>(definition: GadgetDefinition<In, Out, P>): Gadget {
  for (const [name, schema] of Object.entries(definition.parameters)) {
    if (!("description" in schema) || !("default" in schema)) {
      throw new TypeError(`parameter '${name}' of gadget '${definition.name}' needs a description and a default`);
    }
  }
  const { kinds = {} } = definition;
  const gadget: Gadget = Object.freeze({
    name: definition.name,
    summary: definition.summary,
    in: definition.in,
    out: definition.out,
    schema: Type.Object(definition.parameters, { additionalProperties: false }),
    shorthand: definition.shorthand,
    trusted: definition.trusted ?? [],
    transparent: definition.transparent ?? false,
    defers: definition.defers ?? false,
    kinds: Object.values(kinds),
    linear: definition.linear ?? false,
    outside: definition.outside ?? false,
    withKinds: (parameters: unknown): Gadget => {
      const [taken, made] = [named(kinds.in, parameters), named(kinds.out, parameters)];
      return taken || made ? Object.freeze({ ...gadget, in: taken ?? gadget.in, out: made ?? gadget.out }) : gadget;
    },
    complaint: (parameters: unknown) => definition.complaint?.(parameters as Static<TObject<P>>),
    headerAfter: (header: MrdHeader, parameters: unknown) =>
      definition.headerAfter?.(header, parameters as Static<TObject<P>>) ?? header,
    // The chain validates parameters against the schema and passes only the kinds of `in`.
    create: (context: GadgetContext, parameters: unknown) =>
      definition.create(context, parameters as Static<TObject<P>>) as unknown as OperatorFunction<Message, Message>,
  });
  defined.add(gadget);
  return gadget;
}

/** The kinds that a parameter names, one or a list. */
function named(parameter: string | undefined, parameters: unknown): readonly MessageKind[] | undefined {
  if (parameter === undefined) return undefined;
  return [(parameters as Record<string, MessageKind | readonly MessageKind[]>)[parameter]!].flat();
}
