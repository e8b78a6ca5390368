import type { VolumeKind } from "./volumes.ts";

const parts = { magnitude: "mag", phase: "phase", real: "real", imag: "imag", rgb: "rgb", complex: "complex" } as const;

/**
 * Names of the files of volumes, with what distinguishes them as BIDS writes it: `x_echo-2_part-phase`. If the last
 * word of the name is a suffix of BIDS, these come before it: `sub-1_echo-2_bold`.
 * @param base the name without ending
 */
export function volumeNames(base: string, volumes: readonly VolumeKind[]): string[] {
  const [, start, suffix] = /^(.*_?sub-[^/]*)(_[A-Za-z0-9]+)$/.exec(base) ?? ["", base, ""];
  const varies = (key: keyof VolumeKind) => new Set(volumes.map((volume) => volume[key])).size > 1;
  const [series, contrast, channel, part] = (["series", "contrast", "channel", "part"] as const).map(varies);
  const counts = new Map<string, number>();
  return volumes.map((volume) => {
    const entities = [
      series && `series-${volume.series + 1}`,
      contrast && `echo-${volume.contrast + 1}`,
      channel && `coil-${volume.channel + 1}`,
      part && `part-${parts[volume.part]}`,
    ];
    const name = [start, ...entities].filter(Boolean).join("_");
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return `${name}${count > 1 ? `_run-${count}` : ""}${suffix}`;
  });
}
