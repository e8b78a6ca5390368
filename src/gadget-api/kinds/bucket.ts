import type { Acquisition, Waveform } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import type { Bucket } from "../message.ts";
import { acquisition } from "./acquisition.ts";
import { type Kind, notList } from "./kind.ts";
import { waveform } from "./waveform.ts";

const lists = ["imaging", "reference", "auxiliary"] as const;

export const bucket: Kind<Bucket> = {
  wire: "never",
  bytes: (message) => readoutsOf(message).reduce((sum, readout) => sum + acquisition.bytes(readout), 0),
  describe: ({ imaging, reference, auxiliary, waveforms }) => {
    const parts = [
      `${counted(imaging.length, "readout")}`,
      reference.length > 0 && `${reference.length} of reference`,
      auxiliary.length > 0 && `${auxiliary.length} auxiliary`,
      waveforms.length > 0 && `${counted(waveforms.length, "waveform")}`,
    ];
    return parts.filter((part) => part !== false).join(", ");
  },
  check: (message) => {
    for (const list of lists) {
      const issue = notList(list, message[list]) ?? firstIssue(message[list], (each) => acquisition.check(each));
      if (issue !== undefined) return `${list}: ${issue}`;
    }
    const issue =
      notList("waveforms", message.waveforms) ??
      firstIssue(message.waveforms, (each: Waveform) => waveform.check(each));
    return issue && `waveforms: ${issue}`;
  },
  copy: (message) => {
    // A readout in both lists remains one object.
    const copies = new Map(readoutsOf(message).map((readout) => [readout, acquisition.copy(readout)]));
    const copied = (readouts: readonly Acquisition[]) => readouts.map((readout) => copies.get(readout)!);
    return {
      ...message,
      imaging: copied(message.imaging),
      reference: copied(message.reference),
      auxiliary: copied(message.auxiliary),
      waveforms: message.waveforms.map((each) => waveform.copy(each)),
    };
  },
  encode: (message) => ({ records: [...readoutsOf(message), ...message.waveforms] }),
};

function readoutsOf({ imaging, reference, auxiliary }: Bucket): readonly Acquisition[] {
  return [...imaging, ...reference, ...auxiliary];
}

function firstIssue<T>(messages: readonly T[], check: (message: T) => string | undefined): string | undefined {
  return messages.map(check).find((issue) => issue !== undefined);
}
