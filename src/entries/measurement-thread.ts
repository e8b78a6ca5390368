// The thread of a MeasurementStream: reads a group, block by block, into memory that both threads share.
import { parentPort, workerData } from "node:worker_threads";
import { mrdOrOtherHdf5, otherSource } from "../app/other-source.ts";
import { plainError } from "../errors/index.ts";
import {
  inOrder,
  type MeasurementParts,
  MrdFile,
  type MrdGroup,
  Shared,
  type ThreadOptions,
  type ThreadReport,
  waitForBlock,
  withParts,
} from "../formats/mrd-hdf5/index.ts";
import type { MeasurementSource, SourceMessage } from "../formats/source/index.ts";
import { copyBytes } from "../memory/index.ts";
import { serialize } from "../mrd/index.ts";

const { path, source: options, blocks, shared } = workerData as ThreadOptions;
const report = (what: ThreadReport) => parentPort!.postMessage(what);

try {
  const source = (await otherSource(path, options)) ?? (await mrdOrOtherHdf5(path, options));
  if (source instanceof MrdFile) sendMrd(source);
  else sendSource(source);
} catch (error) {
  report({ kind: "failed", error: plainError(error) });
}

function sendMrd(file: MrdFile): void {
  const group = file.group(options.group);
  report({ kind: "opened", summary: summaryOf(group, file) });
  waitForBlock(shared);
  fill(inOrder(group, { ...requestedParts(), reuse: true }));
  report({ kind: "end", remarks: [] });
}

function sendSource(source: MeasurementSource): void {
  const { header, attachments } = source;
  const { acquisitions, waveforms, images } = source.counts();
  const configAdditional = attachments.get("configAdditional");
  const summary = {
    group: source.name,
    header,
    configAdditional: configAdditional === undefined ? undefined : new TextDecoder().decode(configAdditional),
    acquisitionCount: acquisitions,
    waveformCount: waveforms,
    imageCount: images,
  };
  report({ kind: "opened", summary });
  waitForBlock(shared);
  fill(withParts(source.messages({ reuse: true }), requestedParts()));
  report({ kind: "end", remarks: source.remarks });
}

function requestedParts(): MeasurementParts {
  return { waveforms: shared[Shared.waveforms] === 1, images: shared[Shared.images] === 1 };
}

function summaryOf(group: MrdGroup, { groups }: MrdFile) {
  const { name, header, configAdditional, acquisitionCount, waveformCount, series } = group;
  const imageCount = series.reduce((sum, { count }) => sum + count, 0);
  const groupCount = groups.length > 1 ? groups.length : undefined;
  return { group: name, groupCount, header, configAdditional, acquisitionCount, waveformCount, imageCount };
}

/** Fills one block after the other, each as soon as the other thread has released it. */
function fill(messages: Iterable<SourceMessage>): void {
  let turn = -1;
  let block: Uint8Array = new Uint8Array(0);
  let filled = 0;
  let counts = { acquisitions: 0, waveforms: 0, images: 0 };
  const next = () => {
    waitForBlock(shared);
    Atomics.sub(shared, Shared.free, 1);
    turn = (turn + 1) % blocks.length;
    block = blocks[turn]!;
  };
  const pass = () => {
    if (filled > 0) report({ kind: "block", length: filled, counts });
    filled = 0;
    counts = { acquisitions: 0, waveforms: 0, images: 0 };
  };
  try {
    for (const message of messages) {
      for (const piece of serialize(message)) {
        for (let offset = 0; offset < piece.length; ) {
          if (filled === block.length) {
            pass();
            next();
          }
          const part = piece.subarray(offset, offset + block.length - filled);
          copyBytes(block, part, filled);
          filled += part.length;
          offset += part.length;
        }
      }
      counts[`${message.kind}s`] += 1;
    }
  } finally {
    pass(); // what could be read before an error
  }
}
