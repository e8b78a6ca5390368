import { join } from "node:path";
import { concat, defer, finalize, from, ignoreElements } from "rxjs";
import Type from "typebox";
import { type Archive, Delivery, defaultQueueFolder, QueueFolder } from "../../src/external/dicom-archive/index.ts";
import { parseAddress } from "../../src/external/mrd-server/index.ts";
import { DicomImageEncoder } from "../../src/formats/dicom/index.ts";
import { defineGadget, mapAsync, resolvePath } from "../../src/gadget-api/index.ts";
import type { Image } from "../../src/mrd/index.ts";

/** DICOM PS3.5, section 6.2: at most 16 characters, without backslashes, and not only spaces. */
const titlePattern = "^[!-\\[\\]-~]([ -\\[\\]-~]{0,14}[!-\\[\\]-~])?$";

/**
 * Puts images into a DICOM archive by C-STORE, as `to-dicom` encodes them, and passes them on. An image is first written
 * to a queue on disk, and leaves it only when the archive has acknowledged it. The session neither fails nor waits if
 * the archive can't be reached: it reports how many images are left and where, and the next session that stores images
 * in the same archive sends them. Needs the optional packages for DICOM on the server.
 */
export default defineGadget({
  name: "store",
  summary: "Put images into a DICOM archive by C-STORE, with a queue on disk.",
  in: ["image"],
  out: ["image"],
  flow: { transparent: true },
  runtime: { linear: true, external: true, saves: true },
  parameters: {
    address: Type.String({
      default: "",
      trusted: true,
      examples: ["127.0.0.1:4242"],
      description: "Address of the archive, host:port.",
    }),
    calledTitle: Type.String({
      pattern: titlePattern,
      default: "ANY-SCP",
      trusted: true,
      description: "AE title of the archive.",
    }),
    callingTitle: Type.String({
      pattern: titlePattern,
      default: "LARMOR",
      trusted: true,
      description: "AE title of this program, which the archive may have to know.",
    }),
    queue: Type.String({
      default: "",
      trusted: true,
      description:
        "Folder of the images that the archive has not yet acknowledged; by default in the state folder of the service or user.",
    }),
    retries: Type.Integer({
      minimum: 0,
      maximum: 1000,
      default: 5,
      description: "How often in succession to try again during a session.",
    }),
    retrySeconds: Type.Number({
      exclusiveMinimum: 0,
      maximum: 3600,
      default: 1,
      description: "Pause before the first retry; it doubles with each further one, up to a minute.",
    }),
    timeoutSeconds: Type.Number({
      minimum: 1,
      maximum: 3600,
      default: 30,
      description: "How long the archive may take to answer for an image.",
    }),
  },
  validate({ address }) {
    if (parseAddress(address) !== undefined) return undefined;
    return `'address' is '${address}'; write host:port of the archive, such as 10.0.0.5:104 or [::1]:4242`;
  },
  create(context, { address, calledTitle, callingTitle, queue, retries, retrySeconds, timeoutSeconds }) {
    const archive: Archive = {
      address: parseAddress(address)!,
      calledTitle,
      callingTitle,
      timeoutMs: 1000 * timeoutSeconds,
    };
    const parent = queue === "" ? defaultQueueFolder() : resolvePath(context.folder, queue);
    const folder = new QueueFolder(join(parent, queueName(archive)));
    const encoder = DicomImageEncoder.create(context.headerText(), {
      version: context.provenance.version,
      remark: (key, text) => context.reportOnce(key, "warning", text),
    });
    encoder.catch(() => {}); // reported with the first image
    return (source) =>
      defer(() => {
        const { report } = context;
        const delivery = new Delivery(folder, archive, { retries, pauseMs: 1000 * retrySeconds, report });
        const enqueue = async (image: Image): Promise<Image> => {
          for (const { sopInstanceUid, pieces } of (await encoder).encode(image)) {
            delivery.start(await folder.add(sopInstanceUid, pieces));
          }
          return image;
        };
        delivery.start(); // what earlier sessions left
        return concat(
          source.pipe(mapAsync(context, enqueue)),
          defer(() => from(delivery.finish()).pipe(ignoreElements())),
        ).pipe(finalize(() => delivery.stop()));
      });
  },
});

/** Each archive has a queue of its own, whose name is valid as that of a folder. */
function queueName({ address, calledTitle }: Archive): string {
  return `${encodeURIComponent(calledTitle)}@${encodeURIComponent(address.host)}_${address.port}`;
}
