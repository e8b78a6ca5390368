/** The explanation of an error code. */
export interface ErrorDefinition {
  /** What happened, as a sentence. */
  readonly meaning: string;
  /** What to do about it, as a sentence. */
  readonly remedy: string;
  /** Set if the error only says where its cause happened: its public code is that of the cause, if that has one. */
  readonly wrapsCause?: true;
}

/** The codes of a family as they are declared: `{ "not-found": { meaning, remedy } }`. */
export type ErrorDefinitions<Code extends string> = Readonly<Record<Code, ErrorDefinition>>;

export interface FamilyOptions {
  /** Set if codes that are not declared are valid too. Otherwise, they count as internal errors. */
  readonly open?: boolean;
}

interface Family {
  readonly definitions: Map<string, ErrorDefinition>;
  open: boolean;
}

/** The families of this process. They are declared as the modules that throw them are loaded. */
const families = new Map<string, Family>();

/** Names of families and codes. */
const KEBAB_CASE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** Codes of the operating system. */
export const SYSTEM_CODE = /^E(?!RR_)[A-Z0-9_]+$/;

export function isKebabCase(name: string): boolean {
  return KEBAB_CASE.test(name);
}

/**
 * Registers error codes that no class of their own is thrown for; {@link defineErrors} makes a class too. A family may
 * be declared in several places, each with its own codes.
 * @param family first half of the public code: `storage` of `storage/not-found`
 * @returns the definitions, whose keys are the type of the codes
 * @throws TypeError if a name is not in kebab-case, or a code was declared before with another meaning or remedy
 */
export function declareErrors<const Code extends string>(
  family: string,
  definitions: ErrorDefinitions<Code>,
  { open = false }: FamilyOptions = {},
): ErrorDefinitions<Code> {
  if (!isKebabCase(family)) throw new TypeError(`'${family}' is not a name of an error family: use kebab-case`);
  const known = families.get(family) ?? { definitions: new Map<string, ErrorDefinition>(), open: false };
  known.open ||= open;
  for (const [code, definition] of Object.entries<ErrorDefinition>(definitions)) {
    if (!isKebabCase(code) && !SYSTEM_CODE.test(code)) {
      throw new TypeError(`'${family}/${code}' is not an error code: use kebab-case`);
    }
    const { meaning, remedy } = known.definitions.get(code) ?? definition;
    if (meaning !== definition.meaning || remedy !== definition.remedy) {
      throw new TypeError(`the error code '${family}/${code}' is declared twice: choose another family or code`);
    }
    known.definitions.set(code, definition);
  }
  families.set(family, known);
  return definitions;
}

/** All declared families in alphabetical order, each with its codes in the order of their declaration. */
export function errorFamilies(): [family: string, definitions: ReadonlyMap<string, ErrorDefinition>][] {
  return [...families]
    .map(([family, { definitions }]): [string, ReadonlyMap<string, ErrorDefinition>] => [family, definitions])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** All declared codes as `family/code`, in alphabetical order. */
export function errorCodes(): string[] {
  return errorFamilies()
    .flatMap(([family, definitions]) => [...definitions.keys()].map((code) => `${family}/${code}`))
    .toSorted();
}

/**
 * The declaration of a code.
 * @param code as messages show it: `storage/not-found`
 * @returns `undefined` if no module that is loaded has declared it
 */
export function errorDefinition(code: string): ErrorDefinition | undefined {
  const [family = "", name = ""] = code.split("/");
  return families.get(family)?.definitions.get(name);
}

/**
 * Whether an error may have a code. A family that is not declared in this process comes from another thread, in which
 * it was declared; its codes are accepted.
 */
export function isValidCode(family: string, code: string): boolean {
  if (!isKebabCase(family) || !isKebabCase(code)) return false;
  const known = families.get(family);
  return known === undefined || known.open || known.definitions.has(code);
}
