import type { Chain, Section } from "../../chain/index.ts";
import type { StepTimes } from "../../chain/observe/index.ts";
import type { LiveStep } from "../../viewer/api/index.ts";

type Node = Pick<LiveStep, "gadget" | "branch" | "isThirdParty" | "after">;

/** Number of what the client sends. */
const INPUT = -1;

/** The steps of a chain and from where each gets its input, in the order of a trace; the last one is the results. */
export function stepGraph({ sections }: Chain): readonly Node[] {
  const nodes: Node[] = [];
  const ends = append(nodes, sections, [INPUT], undefined);
  return [...nodes, { gadget: "results", isThirdParty: false, after: ends }];
}

/** @returns numbers of the steps whose output leaves the sections */
function append(nodes: Node[], sections: readonly Section[], before: number[], branch: string | undefined): number[] {
  let after = before;
  for (const section of sections) {
    if (section.kind === "step") {
      const node = { gadget: section.gadget.name, isThirdParty: section.thirdParty !== undefined, after };
      after = [nodes.push(branch === undefined ? node : { ...node, branch }) - 1];
    } else {
      const ends = section.branches.flatMap(({ name, parts }) => append(nodes, parts, after, name));
      after = [...new Set(ends)];
    }
  }
  return after;
}

/** The steps with what each has done. */
export function stepStates(graph: readonly Node[], times: readonly StepTimes[]): LiveStep[] {
  return graph.map((node, i) => {
    const {
      took = 0,
      made = 0,
      tookBytes = 0,
      madeBytes = 0,
      seconds = 0,
      inside = 0,
      neededBytes = 0,
    } = times[i] ?? {};
    return { ...node, took, made, tookBytes, madeBytes, seconds, queue: inside, memoryBytes: neededBytes };
  });
}
