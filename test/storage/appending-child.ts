/** Appends readouts and images to a file until it is killed, and reports on every flush how many of each are in it. */
import { writeSync } from "node:fs";
import { AcquisitionHeader, DataType, ImageHeader } from "../../src/mrd/index.ts";
import { MrdFileWriter } from "../../src/storage/index.ts";

const [path] = process.argv.slice(2);
const writer = await MrdFileWriter.create(path!);
writer.writeHeader("<ismrmrdHeader/>");
const samples = 200;
for (let i = 0, images = 0; ; i++) {
  const header = AcquisitionHeader.of({ scanCounter: i, numberOfSamples: samples, activeChannels: 4 });
  writer.append({
    kind: "acquisition",
    header,
    trajectory: new Float32Array(),
    data: new Float32Array(8 * samples).fill(i),
  });
  if (i % 5 === 0) {
    const imageSeriesIndex = Math.floor(images / 200); // new series keep appearing
    writer.append({
      kind: "image",
      header: ImageHeader.of({
        imageIndex: images % 65_536,
        imageSeriesIndex,
        matrixSize: [40, 40, 1],
        channels: 1,
        dataType: DataType.float,
      }),
      attributes: `<ismrmrdMeta>${images}</ismrmrdMeta>`,
      data: new Float32Array(1600).fill(images),
    });
    images += 1;
  }
  if (i % 7 === 0) {
    writer.flush();
    writeSync(1, `${i + 1} ${images}\n`);
  }
}
