import type { OperatorFunction } from "rxjs";
import Type, { type Static, type TObject, type TProperties } from "typebox";
import type { MrdHeader } from "../mrd/index.ts";
import type { GadgetContext } from "./context.ts";
import type { Message, MessageKind, MessageOf } from "./message.ts";
import { requireDefinition } from "./require-definition.ts";

/** How messages flow through a gadget, if `in` and `out` do not determine it. */
export interface GadgetFlow {
  /** The output has the same kind as the input. Such a step does not count as the producer of a kind. */
  readonly transparent?: boolean;
  /**
   * Parameters that name the kinds it consumes and produces, a subset of `in` and `out`; without them, it is all kinds.
   * They determine the structure of the chain, so they have to be written out: no client may set them.
   */
  readonly kinds?: { readonly in?: string; readonly out?: string };
}

/** Guarantees of a gadget that the chain relies on. Without them, the chain is slower but correct. */
export interface GadgetRuntime {
  /**
   * Keeps no reference to an input message after emitting its output. If all steps before the reconstruction are
   * linear, their sample buffers are pooled.
   */
  readonly linear?: boolean;
  /** Accepts readouts in image space (`space: "image"`), directly or in buckets. */
  readonly imageSpace?: boolean;
  /**
   * Defers all of its work on readouts; built-in gadgets only, see `deferring` in src/recon/readouts. Implies
   * `imageSpace`.
   */
  readonly defers?: boolean;
  /** Another program produces its results, so that `larmor explain` cannot know them without running it. */
  readonly external?: boolean;
  /** Writes files that remain on the server. */
  readonly saves?: boolean;
}

/** A step of a chain, as its author writes it. */
export interface GadgetDefinition<In extends MessageKind, Out extends MessageKind, P extends TProperties> {
  /** kebab-case; equal to the name of its file. */
  readonly name: string;
  /** One sentence: what it does to the data. */
  readonly summary: string;
  /** Kinds that it consumes; all others bypass it. */
  readonly in: readonly In[];
  /** Kinds that it produces. */
  readonly out: readonly Out[];
  /**
   * typebox schemas by camelCase name, each with a description and a default. Further options: `shorthand: true`, for
   * one of them, allows its value in place of the map of parameters: `- bart: "fft -i 3"` is `- bart: { command:
   * "fft -i 3" }`. `trusted: true` makes it a server-side-only parameter, such as a command line to run: only a chain
   * on the server's disk can set it. `address: true` marks an address to connect to, host:port: a client can set only
   * those that the server allows. `chainText: true` marks the text of a chain that another server runs: set by a
   * client, it must not contain this step again. If `validate` refuses the defaults, editors complete the first of
   * the `examples` of a parameter that it accepts.
   */
  readonly parameters: P;
  readonly flow?: GadgetFlow;
  readonly runtime?: GadgetRuntime;
  /**
   * Checks parameters that the schema accepts individually. Returns the error for the chain's author, or `undefined`.
   */
  validate?(parameters: Static<TObject<P>>): string | undefined;
  /** The header after this step, if it changes what the header describes. */
  headerAfter?(header: MrdHeader, parameters: Static<TObject<P>>): MrdHeader;
  /** Creates the operator of one session. Decisions that depend on the header are made here, once. */
  create(
    context: GadgetContext,
    parameters: Static<TObject<P>>,
  ): OperatorFunction<MessageOf<In>, NoInfer<MessageOf<Out>>>;
}

type Definition = GadgetDefinition<MessageKind, MessageKind, TProperties>;

/** A gadget as a chain uses it: its definition with all defaults. */
export interface Gadget extends Pick<Definition, "name" | "summary" | "in" | "out"> {
  /** JSON Schema of its parameters. */
  readonly schema: TObject;
  /** The parameter with `shorthand: true`. */
  readonly shorthand: string | undefined;
  /** Parameters with `trusted: true`. */
  readonly trusted: readonly string[];
  /** Parameters with `address: true`. */
  readonly addresses: readonly string[];
  /** Parameters with `chainText: true`. */
  readonly chainTexts: readonly string[];
  readonly flow: {
    readonly transparent: boolean /** Parameters that name kinds. */;
    readonly kinds: readonly string[];
  };
  readonly runtime: Required<GadgetRuntime>;
  /** This gadget, restricted to the kinds that it consumes and produces with the given valid parameters. */
  withKinds(parameters: unknown): Gadget;
  validate(parameters: unknown): string | undefined;
  headerAfter(header: MrdHeader, parameters: unknown): MrdHeader;
  create(context: GadgetContext, parameters: unknown): OperatorFunction<Message, Message>;
}

const defined = new WeakSet<object>();

/** Whether a value was created by {@link defineGadget}. */
export function isGadget(value: unknown): value is Gadget {
  return typeof value === "object" && value !== null && defined.has(value);
}

/**
 * Defines a gadget. Its parameters reach `create` validated, typed and with defaults.
 * @throws TypeError if something is missing, a kind is unknown, or a parameter lacks its description or default
 */
export function defineGadget<
  const In extends MessageKind,
  const Out extends MessageKind,
  const P extends TProperties = Record<never, never>,
>(definition: GadgetDefinition<In, Out, P>): Gadget {
  requireDefinition(definition);
  const { name, summary, in: consumes, out: produces, parameters, flow = {}, runtime = {} } = definition;
  for (const [key, schema] of Object.entries(parameters)) {
    if (!("description" in schema) || !("default" in schema)) {
      throw new TypeError(`parameter '${key}' of gadget '${name}' needs a description and a default`);
    }
  }
  const marked = (mark: "shorthand" | "trusted" | "address" | "chainText") =>
    Object.entries(parameters).flatMap(([key, schema]) => ((schema as { [mark]?: boolean })[mark] ? [key] : []));
  const { defers = false, linear = false, imageSpace = defers, external = false, saves = false } = runtime;
  const { kinds = {}, transparent = false } = flow;
  const gadget: Gadget = Object.freeze({
    name,
    summary,
    in: consumes,
    out: produces,
    schema: Type.Object(parameters, { additionalProperties: false }),
    shorthand: marked("shorthand")[0],
    trusted: marked("trusted"),
    addresses: marked("address"),
    chainTexts: marked("chainText"),
    flow: { transparent, kinds: Object.values(kinds) },
    runtime: { linear, imageSpace, defers, external, saves },
    withKinds: (parameters: unknown): Gadget => {
      const [some, others] = [named(kinds.in, parameters), named(kinds.out, parameters)];
      return some || others ? Object.freeze({ ...gadget, in: some ?? gadget.in, out: others ?? gadget.out }) : gadget;
    },
    validate: (parameters: unknown) => definition.validate?.(parameters as Static<TObject<P>>),
    headerAfter: (header: MrdHeader, parameters: unknown) =>
      definition.headerAfter?.(header, parameters as Static<TObject<P>>) ?? header,
    // The chain validates parameters against the schema and passes only the kinds of `in`.
    create: (context: GadgetContext, parameters: unknown) =>
      definition.create(context, parameters as Static<TObject<P>>) as unknown as OperatorFunction<Message, Message>,
  });
  defined.add(gadget);
  return gadget;
}

/** The kinds that a parameter names, as one value or a list. */
function named(parameter: string | undefined, parameters: unknown): readonly MessageKind[] | undefined {
  if (parameter === undefined) return undefined;
  return [(parameters as Record<string, MessageKind | readonly MessageKind[]>)[parameter]!].flat();
}
