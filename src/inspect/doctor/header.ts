import type { MrdGroup } from "../../formats/mrd-hdf5/index.ts";
import { MrdError, type MrdHeader, parseHeaderIfXml } from "../../mrd/index.ts";
import type { Finding } from "../../recon/checks/index.ts";

/** The header of a measurement or, if none can be read, the finding that says why. */
export function headerOrFinding(group: MrdGroup): { readonly header: MrdHeader } | { readonly finding: Finding } {
  const broken = (problem: string, remedy = "Write the measurement's MRD header, as XML in the dataset `xml`.") => ({
    finding: {
      weight: "error" as const,
      where: "header",
      problem,
      effect: "Chains that place readouts in k-space cannot run.",
      remedy,
    },
  });
  if (group.header === undefined) return broken("the group has none");
  try {
    const header = parseHeaderIfXml(group.header);
    return header === undefined ? broken("it is not XML") : { header };
  } catch (error) {
    if (error instanceof MrdError)
      return broken(error.message, "Correct the header; `xmllint --schema` finds such errors.");
    throw error;
  }
}
