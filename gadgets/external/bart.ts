import { defer, finalize } from "rxjs";
import Type from "typebox";
import {
  BartError,
  type BartRunOptions,
  planCommands,
  planIssue,
  requireBart,
  runBart,
} from "../../src/external/bart/index.ts";
import {
  besideChain,
  defineGadget,
  type ImageArray,
  mapAsync,
  type ReconBuffer,
  requireHeader,
} from "../../src/gadget-api/index.ts";
import { bufferWith, imagesOfBuffer, imagesWith, kSpaceArray } from "../../src/recon/kspace/index.ts";

/**
 * Runs commands of BART (M. Uecker et al., Proc. ISMRM 23:2486, 2015) on k-space or on images, in files of a private folder that
 * is gone afterwards. Our axes are BART's READ, PHS1, PHS2, COIL, TIME (n), TIME2 (s) and SLICE. K-space becomes images of
 * the encoded matrix, which `fov-adjust` brings to the recon space, or of the recon matrix; with `returns: buffer` it stays k-space.
 * The number of coils may change, that of images may not.
 */
export default defineGadget({
  name: "bart",
  summary: "Run BART's commands on k-space or images.",
  in: ["buffer", "image-array"],
  out: ["buffer", "image-array"],
  flow: { kinds: { out: "returns" } },
  runtime: { linear: true, external: true },
  parameters: {
    command: Type.String({ default: "", shorthand: true, description: "One command, such as `fft -i 7`." }),
    commands: Type.Array(Type.String(), {
      default: [],
      description: "Several, one after the other; `{in}`, `{out}` and `{reference}` say where the data go.",
    }),
    values: Type.Record(Type.String(), Type.Unknown(), {
      default: {},
      description: "Numbers and names that stand in the commands as `{name}`: what a client may set.",
    }),
    files: Type.Record(Type.String(), Type.String(), {
      default: {},
      trusted: true,
      description: "Paths of further files, less .cfl, that stand in the commands as `{name}`.",
    }),
    returns: Type.Enum(["image-array", "buffer"], {
      default: "image-array",
      description: "What the result is: images, or with `buffer` k-space.",
    }),
  },
  validate({ command, commands, values, files }) {
    if ((command === "") === (commands.length === 0))
      return "one of 'command' and 'commands' has to be given, not both";
    return planIssue(command === "" ? commands : [command], { values, files });
  },
  create(context, { command, commands, values, files: written, returns }) {
    requireBart();
    const files = Object.fromEntries(
      Object.entries(written).map(([name, path]) => [name, besideChain(context.folder, path)]),
    );
    const plan = planCommands(command === "" ? commands : [command], { values, files });
    const referenceOf = ({ reference, imaging }: ReconBuffer) => {
      if (reference === undefined) {
        context.reportOnce(
          "no reference",
          "info",
          "there is no parallel-imaging reference: the k-space itself is taken for it",
        );
      }
      return kSpaceArray(reference?.place() ?? imaging);
    };
    const onBuffer = async (buffer: ReconBuffer, options: BartRunOptions) => {
      const reference = plan.readsReference ? referenceOf(buffer) : undefined;
      const made = await runBart(plan, kSpaceArray(buffer.imaging), reference, options);
      buffer.imaging.release(context.memory);
      if (returns === "buffer") return bufferWith(buffer, made);
      return imagesOfBuffer(buffer, made, requireHeader(context).encoding[buffer.encoding]!);
    };
    const onImages = async (images: ImageArray, options: BartRunOptions) => {
      if (plan.readsReference || returns === "buffer") {
        throw new BartError(
          "bad-command",
          "images have no reference and make no k-space: put this step behind `to-buffer`",
        );
      }
      return imagesWith(images, await runBart(plan, { sizes: images.shape, data: images.data }, undefined, options));
    };
    return (source) =>
      defer(() => {
        const ending = new AbortController();
        const options = { threads: context.pool.size + 1, maxBytes: context.maxBytes, signal: ending.signal };
        const work = (message: ReconBuffer | ImageArray) =>
          message.kind === "buffer" ? onBuffer(message, options) : onImages(message, options);
        return source.pipe(
          mapAsync(context, work),
          finalize(() => ending.abort()),
        );
      });
  },
});
