import { counted } from "../../text/index.ts";
import type { MeasurementSource, Sink, SinkFormat, SinkOptions } from "../source/index.ts";
import { isProtocolName } from "./group-contents.ts";
import { MrdFileWriter } from "./writer.ts";

/** MRD 1 in HDF5, as an output of `larmor convert`. Several measurements go into groups of one file. */
export const mrdSink: SinkFormat = {
  name: "MRD 1 (ISMRMRD)",
  endings: [".h5", ".mrd", ".hdf5"],
  async open(path, source, options) {
    const group = groupOf(options);
    const writer = await MrdFileWriter.create(path, { group, existing: options.overwrite ? "replace" : "add" });
    writeTexts(writer, source);
    return sinkOf(writer);
  },
};

/** `dataset`, `dataset_2` and so on. */
function groupOf({ group = "dataset", index }: SinkOptions): string {
  return index === 0 ? group : `${group}_${index + 1}`;
}

function writeTexts(writer: MrdFileWriter, { header, attachments }: MeasurementSource): void {
  if (header !== undefined) writer.writeHeader(header);
  const text = (name: string) => {
    const bytes = attachments.get(name);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  };
  const [config, configFile, additional] = ["config", "config_file", "configAdditional"].map(text);
  if (config !== undefined) writer.writeConfig(config);
  if (configFile !== undefined) writer.writeConfigFile(configFile);
  if (additional !== undefined) writer.writeConfigAdditional(additional);
  for (const name of attachments.keys()) if (isProtocolName(name)) writer.writeProtocol(name, text(name)!);
}

function sinkOf(writer: MrdFileWriter): Sink {
  return {
    write: (message) => writer.append(message),
    close: async () => {
      const { path, group, acquisitions, waveforms, series } = writer.close();
      const images = series.reduce((sum, { count }) => sum + count, 0);
      const counts = [
        (acquisitions > 0 || images === 0) && counted(acquisitions, "readout"),
        waveforms > 0 && counted(waveforms, "waveform"),
        images > 0 && counted(images, "image"),
      ];
      return [`${path}, group '${group}': ${counts.filter(Boolean).join(", ")}`];
    },
  };
}
