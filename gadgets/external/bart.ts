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
  defineGadget,
  type ImageArray,
  mapAsync,
  type ReconBuffer,
  requireHeader,
  resolvePath,
} from "../../src/gadget-api/index.ts";
import { bufferWith, imagesOfBuffer, imagesWith, kSpaceArray, reportAliasing } from "../../src/recon/kspace/index.ts";

/** Commands that reconstruct images of undersampled k-space. */
const unfolding: ReadonlySet<string> = new Set([
  "pics",
  "nlinv",
  "rtnlinv",
  "sqpics",
  "pocsense",
  "itsense",
  "wave",
  "moba",
]);

/**
 * Runs BART commands (M. Uecker et al., Proc. ISMRM 23:2486, 2015) on k-space or images, with files in a temporary
 * private folder. Larmor's axes are BART's READ, PHS1, PHS2, COIL, TIME (n), TIME2 (s) and SLICE. K-space becomes
 * images of the encoded matrix, which `fov-adjust` resamples to the recon space, or of the recon matrix; with `returns:
 * buffer` it remains k-space. The number of coils may change, the number of images must not.
 */
export default defineGadget({
  name: "bart",
  summary: "Run BART commands on k-space or images.",
  in: ["buffer", "image-array"],
  out: ["buffer", "image-array"],
  flow: { kinds: { out: "returns" } },
  runtime: { linear: true, external: true },
  parameters: {
    command: Type.String({
      default: "",
      shorthand: true,
      examples: ["fft -i 7"],
      description: "A single command, such as `fft -i 7`.",
    }),
    commands: Type.Array(Type.String(), {
      maxItems: 100,
      default: [],
      description: "Several commands, run in sequence; `{in}`, `{out}` and `{reference}` are the data files.",
    }),
    values: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]), {
      default: {},
      description: "Numbers and names that replace `{name}` in the commands; a client may set them.",
    }),
    files: Type.Record(Type.String(), Type.String(), {
      default: {},
      trusted: true,
      description: "Paths of further files, without .cfl, that replace `{name}` in the commands.",
    }),
    returns: Type.Enum(["image-array", "buffer"], {
      default: "image-array",
      description: "Kind of the result: images, or k-space (`buffer`).",
    }),
  },
  validate({ command, commands, values, files }) {
    if ((command === "") === (commands.length === 0)) return "set either 'command' or 'commands'";
    return planIssue(command === "" ? commands : [command], { values, files });
  },
  create(context, { command, commands, values, files: written, returns }) {
    requireBart();
    const files = Object.fromEntries(
      Object.entries(written).map(([name, path]) => [name, resolvePath(context.folder, path)]),
    );
    const plan = planCommands(command === "" ? commands : [command], { values, files });
    const referenceOf = ({ reference, imaging }: ReconBuffer) => {
      if (reference === undefined) {
        context.reportOnce(
          "no reference",
          "info",
          "there is no parallel-imaging reference: the k-space itself is used instead",
        );
      }
      return kSpaceArray(reference?.place() ?? imaging);
    };
    const unfolds = (command === "" ? commands : [command]).some((each) => unfolding.has(each.trim().split(/\s/)[0]!));
    const onBuffer = async (buffer: ReconBuffer, options: BartRunOptions) => {
      const reference = plan.readsReference ? referenceOf(buffer) : undefined;
      const output = await runBart(plan, kSpaceArray(buffer.imaging), reference, options);
      buffer.imaging.release(context.memory);
      if (returns === "buffer") return bufferWith(buffer, output);
      const imaging = unfolds ? buffer.imaging.with({ missing: [] }) : buffer.imaging;
      reportAliasing(context, imaging);
      return imagesOfBuffer({ ...buffer, imaging }, output, requireHeader(context).encoding[buffer.encoding]!);
    };
    const onImages = async (images: ImageArray, options: BartRunOptions) => {
      if (plan.readsReference || returns === "buffer") {
        throw new BartError(
          "bad-command",
          "images have neither a reference nor k-space: put this step directly after `to-buffer`",
        );
      }
      return imagesWith(images, await runBart(plan, { sizes: images.shape, data: images.data }, undefined, options));
    };
    return (source) =>
      defer(() => {
        const ending = new AbortController();
        const { maxBytes, pool } = context;
        const options = { threads: pool.size + 1, maxBytes, maxDiskBytes: 4 * maxBytes, signal: ending.signal };
        const work = (message: ReconBuffer | ImageArray) =>
          message.kind === "buffer" ? onBuffer(message, options) : onImages(message, options);
        return source.pipe(
          mapAsync(context, work),
          finalize(() => ending.abort()),
        );
      });
  },
});
