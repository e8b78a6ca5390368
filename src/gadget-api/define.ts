import type { OperatorFunction } from "rxjs";
import Type, { type Static, type TObject, type TProperties } from "typebox";
import type { MrdHeader } from "../mrd/index.ts";
import type { WorkPool } from "../pool/index.ts";
import { GadgetError } from "./errors.ts";
import type { ImageAttributes, Message, MessageKind, MessageOf } from "./message.ts";
import type { NoiseStore, SampleMemory, StepCredit, TapStore } from "./services/index.ts";

export type LogLevel = "debug" | "info" | "warning" | "error";

/** Which chain made an image, and how. */
export interface Provenance {
  readonly chain: string;
  /** SHA-256 of the chain's text. */
  readonly hash: string;
  /** SHA-256 of what runs: gadgets and all their parameters, those that the client set too. */
  readonly runHash: string;
  /** What the client set, by the names of the chain's parameters. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Gadgets that are not Larmor's, by name: what tells one version of each from another. */
  readonly thirdParty: Readonly<Record<string, string>>;
  /** What the steps on the way to this one have recorded so far. */
  notes(): ImageAttributes;
  /** Names of the chain's gadgets, in their order. */
  readonly steps: readonly string[];
  /** Version of Larmor. */
  readonly version: string;
}

/** What a session gives to each of its gadgets. */
export interface GadgetContext {
  /**
   * The measurement's header, as it describes the data that reach this step; `undefined` if the client sent no MRD header.
   * See {@link requireHeader}.
   */
  readonly header: MrdHeader | undefined;
  /** What images say of their origin. */
  readonly provenance: Provenance;
  /** The header as text, to be passed on: as the client sent it where no step has changed it, whether it is XML or not. */
  headerText(): string;
  /** Folder of the chain's file; `undefined` if the chain came from a client. Relative paths in parameters start here. */
  readonly folder: string | undefined;
  /** For `mapAsync`. */
  readonly credit: StepCredit;
  /**
   * For a step that makes messages of its own accord: resolves when the steps after it, and the consumer of the results, can
   * take more; `undefined` if they can now.
   */
  drained(): Promise<void> | undefined;
  /** For `mapOnPool`. */
  readonly pool: WorkPool;
  /** For the samples of messages; see `runtime.linear`. */
  readonly memory: SampleMemory;
  /** Noise of earlier measurements. */
  readonly noise: NoiseStore;
  /** Where taps save what passes. */
  readonly taps: TapStore;
  /** Most bytes that a step may hold, or make at a time: what the session's memory allows. See `Room`. */
  readonly maxBytes: number;
  /** Told what a step needs at a time, and what it may take, in bytes; set by `larmor explain`. `Room` calls it. */
  readonly needs?: ((bytes: number, maxBytes: number) => void) | undefined;
  /** Records something that holds for every image that this step's results become: attributes of it, by name. */
  recordAttributes(facts: ImageAttributes): void;
  /** Sends a line to the client and to the server's log. */
  report(level: LogLevel, text: string): void;
  /** The same, for the first call with a key: for what may be found again and again. */
  reportOnce(key: string, level: LogLevel, text: string): void;
}

/**
 * The header of a step that cannot do without it.
 * @throws GadgetError `header-required`
 */
export function requireHeader({ header }: Pick<GadgetContext, "header">): MrdHeader {
  if (header !== undefined) return header;
  throw new GadgetError(
    "header-required",
    "this step needs the measurement's MRD header, and there is none: it was left out, or what came is not XML",
  );
}

/** How messages flow through a gadget, where that is not plain from `in` and `out`. */
export interface GadgetFlow {
  /** Passes on what comes, kind for kind, whatever else it does. Such a step satisfies no other step's need of a kind. */
  readonly transparent?: boolean;
  /**
   * Parameters that name the kinds it consumes and produces, some of `in` and `out`; without, it is all of them. They shape
   * the chain, so that a chain has to write them out: no client may set them.
   */
  readonly kinds?: { readonly in?: string; readonly out?: string };
}

/** Promises of a gadget, on which the chain relies. Without them, it is slower and right. */
export interface GadgetRuntime {
  /**
   * Keeps no reference to an input message after emitting its output. If all steps before the reconstruction are linear,
   * their sample buffers are pooled.
   */
  readonly linear?: boolean;
  /** Accepts readouts in image space (`space: "image"`), of its own accord or in buckets. */
  readonly imageSpace?: boolean;
  /** Defers all of its work on readouts; built-in gadgets only, see `deferring` in src/recon/readouts. Implies `imageSpace`. */
  readonly defers?: boolean;
  /** Another program makes its results, so that `larmor explain` cannot know them without running it. */
  readonly external?: boolean;
}

/** A step of a chain as its author writes it. */
export interface GadgetDefinition<In extends MessageKind, Out extends MessageKind, P extends TProperties> {
  /** kebab-case; the name of its file. */
  readonly name: string;
  /** One sentence: what it does to the data. */
  readonly summary: string;
  /** Kinds that it consumes; all others pass around it. */
  readonly in: readonly In[];
  /** Kinds that it produces. */
  readonly out: readonly Out[];
  /**
   * typebox schemas by camelCase name, each with a description and a default. Two further options:
   * `shorthand: true`, for one of them, lets its value stand where the map of parameters does: `- bart: "fft -i 3"` is
   * `- bart: { command: "fft -i 3" }`. `trusted: true` lets only a chain on the server's own disk set it, such as a command
   * line to run.
   */
  readonly parameters: P;
  readonly flow?: GadgetFlow;
  readonly runtime?: GadgetRuntime;
  /** What is wrong with parameters that the schema accepts one by one, for the chain's author; `undefined` if nothing is. */
  validate?(parameters: Static<TObject<P>>): string | undefined;
  /** What the header says of the data after this step, where that differs from before. */
  headerAfter?(header: MrdHeader, parameters: Static<TObject<P>>): MrdHeader;
  /** Makes the operator of one session. Every decision that the header allows is made here, once. */
  create(
    context: GadgetContext,
    parameters: Static<TObject<P>>,
  ): OperatorFunction<MessageOf<In>, NoInfer<MessageOf<Out>>>;
}

type Definition = GadgetDefinition<MessageKind, MessageKind, TProperties>;

/** A gadget as a chain uses it: its definition, with nothing left out. */
export interface Gadget extends Pick<Definition, "name" | "summary" | "in" | "out"> {
  /** JSON Schema of its parameters. */
  readonly schema: TObject;
  /** The parameter with `shorthand: true`. */
  readonly shorthand: string | undefined;
  /** Parameters with `trusted: true`. */
  readonly trusted: readonly string[];
  readonly flow: {
    readonly transparent: boolean /** Parameters that name kinds. */;
    readonly kinds: readonly string[];
  };
  readonly runtime: Required<GadgetRuntime>;
  /** This gadget, with the kinds that it consumes and produces with some valid parameters. */
  withKinds(parameters: unknown): Gadget;
  validate(parameters: unknown): string | undefined;
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
  const { name, summary, in: consumes, out: produces, parameters, flow = {}, runtime = {} } = definition;
  for (const [key, schema] of Object.entries(parameters)) {
    if (!("description" in schema) || !("default" in schema)) {
      throw new TypeError(`parameter '${key}' of gadget '${name}' needs a description and a default`);
    }
  }
  const marked = (mark: "shorthand" | "trusted") =>
    Object.entries(parameters).flatMap(([key, schema]) => ((schema as { [mark]?: boolean })[mark] ? [key] : []));
  const { defers = false, linear = false, imageSpace = defers, external = false } = runtime;
  const { kinds = {}, transparent = false } = flow;
  const gadget: Gadget = Object.freeze({
    name,
    summary,
    in: consumes,
    out: produces,
    schema: Type.Object(parameters, { additionalProperties: false }),
    shorthand: marked("shorthand")[0],
    trusted: marked("trusted"),
    flow: { transparent, kinds: Object.values(kinds) },
    runtime: { linear, imageSpace, defers, external },
    withKinds: (given: unknown): Gadget => {
      const [some, others] = [named(kinds.in, given), named(kinds.out, given)];
      return some || others ? Object.freeze({ ...gadget, in: some ?? gadget.in, out: others ?? gadget.out }) : gadget;
    },
    validate: (given: unknown) => definition.validate?.(given as Static<TObject<P>>),
    headerAfter: (header: MrdHeader, given: unknown) =>
      definition.headerAfter?.(header, given as Static<TObject<P>>) ?? header,
    // The chain validates parameters against the schema and passes only the kinds of `in`.
    create: (context: GadgetContext, given: unknown) =>
      definition.create(context, given as Static<TObject<P>>) as unknown as OperatorFunction<Message, Message>,
  });
  defined.add(gadget);
  return gadget;
}

/** The kinds that a parameter names, one or a list. */
function named(parameter: string | undefined, parameters: unknown): readonly MessageKind[] | undefined {
  if (parameter === undefined) return undefined;
  return [(parameters as Record<string, MessageKind | readonly MessageKind[]>)[parameter]!].flat();
}
