import { createWriteStream, existsSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { writeFile } from "../../files/index.ts";
import { type MrdHeader, parseHeaderIfXml } from "../../mrd/index.ts";
import {
  attributeNumber,
  processingText,
  requireImages,
  storedPixels,
  type Volume,
  VolumeCollector,
  volumeNames,
} from "../image-series/index.ts";
import { type Sink, type SinkFormat, SourceError } from "../source/index.ts";
import { niftiHeader, niftiTypes, RGB24 } from "./header.ts";
import { secondsPerVolume, sidecar } from "./sidecar.ts";

/** Images as NIfTI-1 with a sidecar of BIDS: a file for each series, echo, channel and part of complex images. */
export const niftiSink: SinkFormat = {
  name: "NIfTI-1 with a BIDS sidecar",
  endings: [".nii", ".nii.gz"],
  async open(path, source, options): Promise<Sink> {
    requireImages(source, "NIfTI");
    const header = headerOf(source.header);
    const collector = new VolumeCollector(`${path}.partial`);
    const [, stem, ending] = /^(.*?)(\.nii(?:\.gz)?)$/i.exec(path) as unknown as [string, string, string];
    const base = options.index === 0 ? stem : `${stem}_${options.index + 1}`;
    const finish = async () => {
      const volumes = collector.volumes();
      const names = volumeNames(base, volumes);
      const lines: string[] = [];
      for (const [i, volume] of volumes.entries()) {
        const name = `${names[i]}${ending}`;
        if (existsSync(name) && !options.overwrite) {
          throw new SourceError("file-exists", `${name} exists: choose another name, or replace it with --overwrite`);
        }
        await writeVolume(name, volume, collector, header);
        const metadata = JSON.stringify(sidecar(volume, header, options.version), undefined, 2);
        writeFile(`${names[i]}.json`, `${metadata}\n`);
        lines.push(...volume.remarks, `${name}: ${volume.shape.join(" × ")}`);
      }
      return [...new Set(lines)];
    };
    let finishing: Promise<readonly string[]> | undefined;
    return {
      write: (message) => void (message.kind === "image" && collector.add(message)),
      close: () => {
        finishing ??= finish().finally(() => collector.close());
        return finishing;
      },
    };
  },
};

function headerOf(text: string | undefined): MrdHeader | undefined {
  try {
    return text === undefined ? undefined : parseHeaderIfXml(text);
  } catch {
    return undefined;
  }
}

/** Writes the planes in the order of the file, one at a time. */
async function writeVolume(
  path: string,
  volume: Volume,
  { store }: VolumeCollector,
  header: MrdHeader | undefined,
): Promise<void> {
  const { shape, part, arrayName, images } = volume;
  const present = images.flat().filter((each) => each !== undefined);
  const scalings = present.map(({ attributes }) => ({
    slope: attributeNumber(attributes, "RescaleSlope") ?? 1,
    intercept: attributeNumber(attributes, "RescaleIntercept") ?? 0,
  }));
  const [scaling] = scalings as [(typeof scalings)[0]];
  const isShared = scalings.every(({ slope, intercept }) => slope === scaling.slope && intercept === scaling.intercept);
  const type =
    part === "rgb"
      ? { code: RGB24, bits: 24 }
      : niftiTypes[isShared ? (arrayName as keyof typeof niftiTypes) : "Float32Array"];
  const planeBytes = (shape[0] * shape[1] * shape[2] * type.bits) / 8 / images[0]!.length;
  const pieces = function* () {
    const description = processingText(present[0]!.attributes) ?? "Larmor";
    const shown = isShared ? scaling : { slope: 1, intercept: 0 };
    yield niftiHeader(volume, type, shown, secondsPerVolume(volume, header), description);
    for (const time of images) {
      for (const image of time) {
        if (image === undefined) yield Buffer.alloc(planeBytes);
        else if (isShared) yield store.read(image.index);
        else {
          const slope = attributeNumber(image.attributes, "RescaleSlope") ?? 1;
          const intercept = attributeNumber(image.attributes, "RescaleIntercept") ?? 0;
          const pixels = Float32Array.from(
            storedPixels(store, image.index, arrayName),
            (each) => each * slope + intercept,
          );
          yield Buffer.from(pixels.buffer);
        }
      }
    }
  };
  const output = createWriteStream(path);
  const input = Readable.from(pieces());
  if (/\.gz$/i.test(path)) await pipeline(input, createGzip(), output);
  else await pipeline(input, output);
}
