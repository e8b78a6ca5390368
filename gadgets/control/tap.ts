import { finalize } from "rxjs";
import Type from "typebox";
import { defineGadget, GadgetError, type Message, mapAsync } from "../../src/gadget-api/index.ts";
import { inKSpace } from "../../src/recon/readouts/index.ts";

/**
 * Saves the messages that pass, to inspect a chain: readouts, waveforms and images as an MRD file, also the readouts of
 * buckets; k-space and complex images as HDF5 arrays, `buffer_0`, `image_array_0` and so on, slowest axis first. A
 * server does so if it has a folder for taps (`--taps`). Otherwise everything passes, and the client is warned that
 * nothing is saved.
 */
export default defineGadget({
  name: "tap",
  summary: "Save the messages that pass.",
  in: ["acquisition", "waveform", "image", "bucket", "buffer", "image-array"],
  out: ["acquisition", "waveform", "image", "bucket", "buffer", "image-array"],
  flow: { transparent: true },
  runtime: { linear: true, imageSpace: true, saves: true },
  parameters: {
    name: Type.String({
      pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
      default: "tap",
      shorthand: true,
      description: "Name of the file, unique among the taps of the chain: letters, digits, dots, - and _.",
    }),
  },
  create(context, { name }) {
    const opening = context.taps.open(name, context.header === undefined ? "" : context.headerText());
    if (opening === undefined) {
      context.report("warning", `'${name}' is not saved: the server has no folder for taps (--taps)`);
      return (source) => source;
    }
    opening.catch(() => {}); // reported with the first message
    const save = async (message: Message) => {
      try {
        (await opening).write(asSaved(message));
      } catch (error) {
        throw new GadgetError("not-saved", `'${name}' can't be saved: ${(error as Error).message}`, { cause: error });
      }
      return message;
    };
    const close = (tap: Awaited<typeof opening>) => {
      try {
        tap.close();
      } catch (error) {
        context.report("warning", `the file of '${name}' is incomplete: ${(error as Error).message}`);
      }
    };
    return (source) =>
      source.pipe(
        mapAsync(context, save),
        finalize(
          () =>
            void opening.then(
              (tap) => close(tap),
              () => {},
            ),
        ),
      ) as never;
  },
});

/** A file stores readouts in k-space; until they are placed, a chain may have them in image space. */
function asSaved(message: Message): Message {
  if (message.kind === "acquisition") return inKSpace(message);
  if (message.kind !== "bucket") return message;
  const { imaging, reference, auxiliary } = message;
  return {
    ...message,
    imaging: imaging.map(inKSpace),
    reference: reference.map(inKSpace),
    auxiliary: auxiliary.map(inKSpace),
  };
}
