import type { MrdGroup } from "../../formats/mrd-hdf5/index.ts";
import { formatAttributes, type Image, MrdError, parseAttributes, parseHeaderIfXml } from "../../mrd/index.ts";
import { HIDDEN, isIdentifyingName, Redactor } from "../../session/privacy/index.ts";
import type { FindingEntry } from "../api/index.ts";

/** What of a measurement may be sent to the page: without `--show-patient`, nothing that identifies the patient. */
export class PatientData {
  readonly #redactor: Redactor | undefined;

  /** @param isShown whether everything may be sent */
  constructor(group: MrdGroup, isShown: boolean) {
    if (isShown) return;
    this.#redactor = new Redactor();
    this.#redactor.learn(group.header ?? "");
    this.#redactor.learnValues(identifyingParameters(group.header ?? ""));
  }

  get isShown(): boolean {
    return this.#redactor === undefined;
  }

  /** Whether the value of an element or an attribute may not be sent, by its name. */
  hides(name: string): boolean {
    return !this.isShown && isIdentifyingName(name);
  }

  /** A text without values that identify the patient. */
  text(text: string): string {
    return this.#redactor?.redact(text) ?? text;
  }

  finding({ weight, ...texts }: FindingEntry): FindingEntry {
    const hidden = Object.entries(texts).map(([name, text]) => [name, this.text(text)]);
    return { weight, ...(Object.fromEntries(hidden) as Omit<FindingEntry, "weight">) };
  }

  /** An image without attributes that identify the patient; without any, if they cannot be read. */
  image(image: Image): Image {
    if (this.#redactor === undefined || image.attributes.trim() === "") return image;
    return { ...image, attributes: this.#attributes(image.attributes, this.#redactor) };
  }

  #attributes(xml: string, redactor: Redactor): string {
    try {
      const attributes = [...parseAttributes(xml)];
      // Each image has its own: all of them would be too many to search for.
      const own = new Redactor();
      own.learnValues(attributes.flatMap(([name, values]) => (isIdentifyingName(name) ? values : [])));
      const text = (value: string) => own.redact(redactor.redact(value));
      return formatAttributes(
        new Map(
          attributes.map(([name, values]) => [
            redactor.redact(name),
            isIdentifyingName(name) ? [HIDDEN] : values.map(text),
          ]),
        ),
      );
    } catch (error) {
      if (error instanceof MrdError) return "";
      throw error;
    }
  }
}

/** Values of a header's user parameters whose names say that they identify the patient. */
function identifyingParameters(xml: string): string[] {
  try {
    const parameters = Object.values(parseHeaderIfXml(xml)?.userParameters ?? {}).flat();
    return parameters.flatMap(({ name = "", value }) => (isIdentifyingName(name) ? String(value ?? "") : []));
  } catch (error) {
    if (error instanceof MrdError) return []; // its elements are not shown either
    throw error;
  }
}
