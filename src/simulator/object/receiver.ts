import { AcquisitionHeader } from "../../mrd/index.ts";
import { sinceHeartbeatMs } from "../encoding/ecg.ts";
import { REPETITION_TIME_MS, SAMPLE_TIME_US, ticks, timeStamp } from "../encoding/timing.ts";
import type { PhantomSettings } from "../options/options.ts";
import { directions } from "./geometry.ts";

/** Header fields that all readouts share. */
export function commonHeader(settings: PhantomSettings, measurementUid: number): AcquisitionHeader {
  const { coils, epi, dwellTime } = settings;
  return AcquisitionHeader.of({
    measurementUid,
    availableChannels: coils,
    activeChannels: coils,
    channelMask: Array.from({ length: 16 }, (_, word) =>
      BigInt.asUintN(64, ((1n << BigInt(coils)) - 1n) >> BigInt(64 * word)),
    ),
    sampleTimeUs: epi ? dwellTime : SAMPLE_TIME_US,
    ...directions(settings),
  });
}

/** Scan counter of a readout, and its time stamps. */
export function moment(scanCounter: number, { waveforms }: Pick<PhantomSettings, "waveforms">) {
  const ms = scanCounter * REPETITION_TIME_MS;
  const physiologyTimeStamp = [waveforms ? ticks(sinceHeartbeatMs(ms)) : 0, 0, 0];
  return { scanCounter, acquisitionTimeStamp: timeStamp(ms), physiologyTimeStamp };
}
