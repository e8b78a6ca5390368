import { GadgetError } from "../../gadget-api/index.ts";
import type { AcquisitionHeader } from "../../mrd/index.ts";
import {
  type EpiPhase,
  type Navigator,
  navigatorPhase,
  type PhaseModel,
  remainingGhost,
} from "../../numerics/epi/index.ts";
import { counted } from "../../text/index.ts";
import { PhaseHistory } from "./phase-history.ts";
import { ShotPhase } from "./shot-phase.ts";

/** Where a line is in its shot, and the shot's phase. */
export interface PlacedEcho {
  readonly shot: ShotPhase;
  readonly echo: number;
}

/** The shots of one slice in their order: navigators, then lines. */
export class EchoTrain {
  readonly #model: PhaseModel;
  readonly #filter: number;
  readonly #slice: number;
  readonly #pixels: number;
  readonly #coils: number;
  /** By the number of a shot within its repetition. */
  readonly #histories: PhaseHistory[] = [];
  #navigators: Navigator[] = [];
  #repetition = -1;
  /** Number of the shot within its repetition. */
  #shot = -1;
  #current: ShotPhase | undefined;
  #echo = 0;
  #last: AcquisitionHeader | undefined;
  /** Sign of the step from one line to the next. */
  #direction = 0;

  /**
   * @param filter repetitions over which phases are fitted, 0 for none
   * @param first any readout of the slice, which all others equal in size
   */
  constructor(model: PhaseModel, filter: number, { slice, numberOfSamples, activeChannels }: AcquisitionHeader) {
    this.#model = model;
    this.#filter = filter;
    this.#slice = slice;
    this.#pixels = numberOfSamples;
    this.#coils = activeChannels;
  }

  /** @throws GadgetError `readout-mismatch` for a readout of another size */
  requireSize({ scanCounter, slice, numberOfSamples, activeChannels }: AcquisitionHeader): void {
    if (numberOfSamples === this.#pixels && activeChannels === this.#coils) return;
    const size = (samples: number, coils: number) => `${counted(samples, "sample")} of ${counted(coils, "coil")}`;
    throw new GadgetError(
      "readout-mismatch",
      `readout ${scanCounter} has ${size(numberOfSamples, activeChannels)}, others of slice ${slice} have ` +
        `${size(this.#pixels, this.#coils)}: one phase cannot correct both`,
    );
  }

  addNavigator(navigator: Navigator, { repetition }: AcquisitionHeader): void {
    if (repetition !== this.#repetition) this.#shot = -1;
    this.#repetition = repetition;
    this.#navigators.push(navigator);
  }

  /** Where the next line is in its shot; `undefined` as long as no navigators are known. */
  next(header: AcquisitionHeader): PlacedEcho | undefined {
    if (this.#navigators.length > 0) this.#beginShot();
    else if (this.#last !== undefined && this.#isOtherShot(header, this.#last)) this.#echo = 0;
    this.#last = header;
    if (this.#current === undefined) return undefined;
    this.#echo += 1;
    return { shot: this.#current, echo: this.#echo - 1 };
  }

  #beginShot(): void {
    const navigators = this.#navigators;
    this.#navigators = [];
    const measured = navigatorPhase(navigators, this.#pixels, this.#model);
    this.#shot += 1;
    this.#echo = 0;
    this.#direction = 0;
    this.#last = undefined;
    // All in one direction, or without signal: the phase of the shot before it is the best guess.
    if (measured === undefined || measured.weight === 0) return;
    if (!isKnown(measured)) {
      const what = `navigators of slice ${this.#slice}, repetition ${this.#repetition}`;
      throw new GadgetError("not-finite", `${what}, have samples that are NaN, infinite or too large`);
    }
    this.#histories[this.#shot] ??= new PhaseHistory(this.#filter);
    const phase = this.#histories[this.#shot]!.add(measured);
    const ghost = remainingGhost(navigators, this.#pixels, phase);
    this.#current = new ShotPhase(phase, this.#pixels, ghost, this.#repetition);
  }

  /** Whether a line begins a shot without navigators of its own. Further contrasts are read after one excitation. */
  #isOtherShot(header: AcquisitionHeader, last: AcquisitionHeader): boolean {
    if (header.repetition !== last.repetition || header.average !== last.average) return true;
    if (header.contrast !== last.contrast) return header.contrast < last.contrast;
    const step = Math.sign(header.kspaceEncodeStep1 - last.kspaceEncodeStep1);
    const turns = this.#direction !== 0 && step !== this.#direction;
    this.#direction = turns ? 0 : step;
    return turns;
  }
}

function isKnown({ oddEven, drift, weight }: EpiPhase): boolean {
  return [oddEven.slope, oddEven.intercept, drift.slope, drift.intercept, weight].every(Number.isFinite);
}
