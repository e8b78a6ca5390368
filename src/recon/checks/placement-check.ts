import { type Bucket, GadgetError, type LogLevel } from "../../gadget-api/index.ts";
import { type Encoding, type MrdHeader, unusableEncoding } from "../../mrd/index.ts";
import { EncodingCheck } from "./encoding-check.ts";
import { findingText } from "./finding.ts";
import { geometryFindings } from "./geometry-findings.ts";

const steps = [
  ["kspaceEncodingStep1", "kspaceEncodeStep1"],
  ["kspaceEncodingStep2", "kspaceEncodeStep2"],
] as const;

/** The checks of a step that places readouts on a Cartesian grid. */
export class PlacementCheck {
  readonly #header: MrdHeader;
  readonly #encodings = new Map<number, EncodingCheck>();

  constructor(header: MrdHeader) {
    this.#header = header;
  }

  /**
   * @throws GadgetError if its readouts are not lines of a grid: `not-cartesian`, `epi`, `spectroscopy`,
   * `lines-not-counted`; `bad-geometry` if the header has no geometry for them
   */
  add({ imaging, auxiliary }: Bucket): void {
    for (const { header } of auxiliary) this.#of(header.encodingSpaceRef)?.addAuxiliary(header);
    for (let i = 0; i < imaging.length; )
      i = this.#of(imaging[i]!.header.encodingSpaceRef)?.addRun(imaging, i) ?? i + 1;
    for (const check of this.#encodings.values()) {
      check.endGroup();
      const { refusal } = check;
      if (refusal?.refusal === undefined) continue;
      throw new GadgetError(refusal.refusal, findingText(refusal));
    }
  }

  /** The header whose limits have the centre lines by which readouts are to be placed. */
  headerWith(center: "header" | "strongest"): MrdHeader {
    if (center === "header" && !this.#hasUnsetLimits()) return this.#header;
    const encoding = this.#header.encoding.map((each, index) => {
      const check = this.#encodings.get(index);
      return check === undefined ? each : withLimits(each, check, center);
    });
    return encoding.every((each, index) => each === this.#header.encoding[index])
      ? this.#header
      : { ...this.#header, encoding };
  }

  #hasUnsetLimits(): boolean {
    for (const { counters } of this.#encodings.values())
      if (counters.beyondUnset("kspaceEncodeStep1") ?? counters.beyondUnset("kspaceEncodeStep2")) return true;
    return false;
  }

  /** Reports what the header lacks, and where it and the readouts disagree. */
  send(report: (level: LogLevel, text: string) => void): void {
    for (const finding of geometryFindings(this.#header)) report("warning", findingText(finding));
    for (const check of this.#encodings.values()) {
      for (const finding of check.disagreements)
        report(finding.weight === "remark" ? "info" : "warning", findingText(finding));
    }
  }

  #of(index: number): EncodingCheck | undefined {
    const encoding = this.#header.encoding[index];
    let check = this.#encodings.get(index);
    if (check === undefined && encoding !== undefined) {
      const problem = unusableEncoding(this.#header, index);
      if (problem !== undefined)
        throw new GadgetError("bad-geometry", `readouts belong to encoding ${index} of the header, but ${problem}`);
      check = new EncodingCheck(encoding, index);
      this.#encodings.set(index, check);
    }
    return check;
  }
}

/** Without limits that were not filled in; with the strongest line as centre, if that is asked for. */
function withLimits(encoding: Encoding, check: EncodingCheck, center: "header" | "strongest"): Encoding {
  const limits = steps.flatMap(([step, counter]) => {
    const limit = encoding.encodingLimits[step];
    const lines = check.counters.beyondUnset(counter);
    const strongest = center === "strongest" ? check.strongest(step) : undefined;
    if (limit === undefined || (lines === undefined && strongest === undefined)) return [];
    return [[step, strongest === undefined ? undefined : { ...limit, ...lines, center: strongest }] as const];
  });
  if (limits.length === 0) return encoding;
  return { ...encoding, encodingLimits: { ...encoding.encodingLimits, ...Object.fromEntries(limits) } };
}
