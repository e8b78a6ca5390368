/** Appends readouts and images to a file until it is killed, and reports on every flush how many of each are in it. */
import { writeSync } from "node:fs";
import { MrdFileWriter } from "../../../src/formats/mrd-hdf5/index.ts";
import { countedImage, countedReadout } from "./counted-messages.ts";

const [path] = process.argv.slice(2);
const writer = await MrdFileWriter.create(path!);
writer.writeHeader("<ismrmrdHeader/>");
for (let i = 0, images = 0; ; i++) {
  writer.append(countedReadout(i));
  if (i % 5 === 0) {
    writer.append(countedImage(images));
    images += 1;
  }
  if (i % 7 === 0) {
    writer.flush();
    writeSync(1, `${i + 1} ${images}\n`);
  }
}
