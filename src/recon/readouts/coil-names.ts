import { GadgetError } from "../../gadget-api/index.ts";
import type { MrdHeader } from "../../mrd/index.ts";

/**
 * Names of the channels, in their order: coil labels by rising coil number, which may start above 0 and have gaps.
 * Empty if the header does not name as many coils as there are channels.
 */
export function channelNames(header: MrdHeader, channels: number): readonly string[] {
  const labels = header.acquisitionSystemInformation?.coilLabel ?? [];
  if (labels.length !== channels) return [];
  const names = inOrder(labels).map(({ coilName = "" }) => coilName);
  return names.every((name) => name === "") ? [] : names;
}

/**
 * The channels that a step's parameter names.
 * @param names of the channels, as `channelNames` returns them
 * @throws GadgetError `unknown-coil`
 */
export function channelsNamed(requested: readonly string[], names: readonly string[], parameter: string): number[] {
  return requested.map((name) => {
    const channel = names.indexOf(name);
    if (channel >= 0) return channel;
    const known = names.length > 0 ? `; its coils are ${names.join(", ")}` : ", whose header names none";
    throw new GadgetError(
      "unknown-coil",
      `${parameter} names '${name}', which is not a coil of this measurement${known}`,
    );
  });
}

/** A header without coil names, for use after a coil transform. */
export function withoutCoilNames(header: MrdHeader): MrdHeader {
  const system = header.acquisitionSystemInformation;
  return system === undefined ? header : { ...header, acquisitionSystemInformation: { ...system, coilLabel: [] } };
}

/** A header with a subset of its coils. @param keeps whether a channel is retained */
export function withCoils(header: MrdHeader, keeps: (channel: number) => boolean): MrdHeader {
  const system = header.acquisitionSystemInformation;
  if (system === undefined) return header;
  const channels = Array.from({ length: system.receiverChannels ?? 0 }, (_, channel) => channel);
  return {
    ...header,
    acquisitionSystemInformation: {
      ...system,
      ...(system.receiverChannels !== undefined && { receiverChannels: channels.filter(keeps).length }),
      coilLabel: inOrder(system.coilLabel).filter((_, channel) => keeps(channel)),
    },
  };
}

/** Labels by rising coil number, which is the order of the channels. */
function inOrder<Label extends { readonly coilNumber?: number | undefined }>(labels: readonly Label[]): Label[] {
  return labels.toSorted((a, b) => (a.coilNumber ?? 0) - (b.coilNumber ?? 0));
}
