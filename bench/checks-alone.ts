// The checks that a session of the chain cartesian makes, by themselves: node --import jiti/register checks-alone.ts FILE
// prints the seconds of processor time that they take, as JSON: in a new process, which compiles them too, and in one that
// has made them before.
import { inOrder, MrdFile } from "../src/formats/mrd-hdf5/index.ts";
import type { KSpace } from "../src/gadget-api/index.ts";
import { type Acquisition, loopCounters, parseHeader } from "../src/mrd/index.ts";
import { VolumeEnds } from "../src/recon/buckets/index.ts";
import { DecayCheck, PlacementCheck } from "../src/recon/checks/index.ts";
import { missingLines, PhaseAxis, PlacementReport } from "../src/recon/kspace/index.ts";
import { divideByCounters } from "../src/recon/readouts/index.ts";

const file = await MrdFile.open(process.argv[2]!);
const group = file.group();
const header = parseHeader(group.header!);
const { encodedSpace, encodingLimits } = header.encoding[0]!;
const e1 = new PhaseAxis(encodedSpace.matrixSize.y, encodingLimits.kspaceEncodingStep1, "centered");
const e2 = new PhaseAxis(encodedSpace.matrixSize.z, encodingLimits.kspaceEncodingStep2, "centered");
const counts = new Uint32Array(e1.size * e2.size).fill(1);
const shape = { e0: encodedSpace.matrixSize.x, e1: e1.size, e2: e2.size, coils: 1, n: 1, s: 1, slices: 1 };

/** What a step keeps in order to check. */
interface Checks {
  readonly decays: DecayCheck;
  readonly volumes: VolumeEnds;
  readonly placement: PlacementCheck;
  readonly report: PlacementReport;
}

const compiling = secondsOfChecks();
// V8 works on other code as well, which reads the file: the shortest of some passes contains little of that.
const compiled = Math.min(...Array.from({ length: 3 }, secondsOfChecks));
console.log(JSON.stringify({ compiling, compiled }));
file.close();

/** Processor time of all threads while the measurement is checked, image by image as it is read. */
function secondsOfChecks(): number {
  let microseconds = 0;
  const measure = (work: () => void) => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    microseconds += user + system;
  };
  const checks: Checks = {
    decays: new DecayCheck(),
    volumes: new VolumeEnds(header),
    placement: new PlacementCheck(header),
    report: new PlacementReport(),
  };
  let image: Acquisition[] = [];
  for (const message of inOrder(group, { waveforms: false, images: false })) {
    if (message.kind !== "acquisition") continue;
    image.push(message);
    if (image.length < counts.length) continue;
    divideByCounters(image, loopCounters); // as in a session, which reads the headers from memory for this, too
    measure(() => checkImage(image, checks));
    image = [];
  }
  if (image.length > 0) throw new Error("the file has an image that is incomplete");
  measure(() => {
    checks.placement.send(() => {});
    checks.report.send(() => {});
  });
  return microseconds / 1e6;
}

function checkImage(imaging: readonly Acquisition[], { decays, volumes, placement, report }: Checks): void {
  for (const { header: readout } of imaging) {
    if (decays.isSuspect(readout, shape.e0) || volumes.begins(0, readout))
      throw new Error(`readout ${readout.scanCounter} looks like a spectrum or another image`);
  }
  placement.add({ kind: "bucket", imaging, reference: [], auxiliary: [], waveforms: [] });
  if (placement.headerWith("header") !== header) throw new Error("the limits of the header are not set");
  const missing = [missingLines(counts, e1, e2)];
  report.add({ counts, discarded: Uint32Array.of(0), missing, shape } as unknown as KSpace);
}
