import { AcquisitionFlag, flagMask } from "../../mrd/index.ts";
import { preparations } from "../object/preparation.ts";
import { shotCount } from "../options/acceleration-settings.ts";
import { hasEpiReference, hasGradientEchoReference } from "../options/epi-settings.ts";
import type { PhantomSettings } from "../options/options.ts";
import { encodings } from "./encodings.ts";
import { epiReferenceSteps, withNavigators } from "./epi-order.ts";
import { loopFlags } from "./loop-flags.ts";
import { rounds } from "./loops.ts";
import { referenceSteps } from "./reference.ts";
import { shots } from "./shots.ts";

/** One readout other than noise, as described by its header. */
export interface Line {
  readonly flags: bigint;
  readonly encodingSpaceRef: number;
  readonly kspaceEncodeStep1: number;
  readonly kspaceEncodeStep2: number;
  readonly average: number;
  readonly slice: number;
  readonly contrast: number;
  readonly phase: number;
  readonly repetition: number;
  readonly set: number;
  readonly segment: number;
}

/** Image data and navigators of EPI, garbage, and lines of a separate or external calibration. */
type Role = "image" | "preparation" | "reference";

/** A readout, with what its header does not say. */
interface OrderedLine extends Line {
  readonly role: Role;
  /** Number of the line in its segment. Navigators of EPI have negative ones. */
  readonly echo: number;
}

/** A readout before its repetition is assigned. */
type Planned = Omit<OrderedLine, "flags" | "repetition"> & { readonly flags: readonly number[] };

/** The order of a measurement's readouts, without noise readouts. */
export interface Order {
  readonly count: number;
  lines(): Generator<OrderedLine>;
}

/**
 * All readouts in order: a separate calibration, then repetition, shot, encoding, and the loops of {@link rounds}. Shot
 * a of the A shots of repetition r has the repetition counter r · A + a, as in ISMRMRD's generator.
 */
export function orderOf(settings: PhantomSettings): Order {
  const { repetitions } = settings;
  const shots = shotCount(settings);
  const plans = planned(settings);
  const reference = hasEpiReference(settings) ? epiReferenceSteps(settings) : referenceSteps(settings);
  const referenceEncoding = hasGradientEchoReference(settings) ? 1 : 0;
  return {
    count: reference.length + plans.flat().length * repetitions,
    *lines() {
      for (const step of reference) {
        yield { ...referenceLine, ...step, flags: flagMask(...step.flags), encodingSpaceRef: referenceEncoding };
      }
      for (let repetition = 0; repetition < repetitions * shots; repetition++) {
        const plan = plans[repetition % shots]!;
        const isLast = repetition === repetitions * shots - 1;
        for (const [i, { flags, ...line }] of plan.entries()) {
          const end = isLast && i === plan.length - 1 ? [AcquisitionFlag.lastInMeasurement] : [];
          yield { ...line, flags: flagMask(...flags, ...end), repetition };
        }
      }
    },
  };
}

/** What all lines of a separate calibration share; it belongs to the first repetition. */
const referenceLine = {
  role: "reference",
  average: 0,
  contrast: 0,
  phase: 0,
  repetition: 0,
  set: 0,
} as const;

/** The readouts of one repetition counter, per shot. */
function planned(settings: PhantomSettings): Planned[][] {
  const [main, ...others] = encodings(settings).map((each, encodingSpaceRef) =>
    shots(each).map((shot) => {
      const all = rounds(each, shot);
      const flags = loopFlags(all, each);
      return all.map((round, i) => ({
        ...round,
        flags: [...round.flags, ...flags[i]!],
        encodingSpaceRef,
        role: "image" as const,
      }));
    }),
  );
  return main!.map((shot) => {
    const lines: Planned[] = [...shot, ...others.flat(2)];
    flagged(lines, 0, AcquisitionFlag.firstInRepetition);
    flagged(lines, lines.length - 1, AcquisitionFlag.lastInRepetition);
    return prepared(withNavigators(lines, settings), settings);
  });
}

function flagged(lines: Planned[], index: number, flag: number): void {
  const line = lines[index]!;
  lines[index] = { ...line, flags: [...line.flags, flag] };
}

/** Inserts the preparation of a slice before the first of its lines. */
function prepared(lines: readonly Planned[], settings: PhantomSettings): Planned[] {
  const before = preparations(settings);
  const seen = new Set<number>();
  return lines.flatMap((line) => {
    if (line.encodingSpaceRef > 0 || seen.has(line.slice)) return [line];
    seen.add(line.slice);
    return [...before.map((preparation) => ({ ...line, ...preparation, role: "preparation" as const })), line];
  });
}
