/** A chain in the list of chains: `GET /api/chains`. */
export interface ChainEntry {
  readonly name: string;
  /** Whether it is in a folder of `--pipelines`; the others come with Larmor, and cannot be changed. */
  readonly own: boolean;
  /** What it is for, in one sentence. */
  readonly description: string;
  /** Why it cannot be used, if it cannot. */
  readonly problems: readonly TextProblem[];
}

/** A chain with its text: `GET /api/chains/NAME`. */
export interface ChainText extends ChainEntry {
  readonly text: string;
  /** SHA-256 of the text, which names this state of the file when it is saved. */
  readonly version: string;
}

/** What is wrong at one place of a text, and what to write. */
export interface TextProblem {
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** What a text means: `POST /api/chains/check`. */
export interface CheckedText {
  readonly problems: readonly TextProblem[];
  /** Its steps with their parameters, if it has no problems. */
  readonly plan: Plan | undefined;
}

/** What is known of a chain before any data arrive. */
export interface Plan {
  readonly name: string;
  readonly description: string;
  /** The comment above the chain. */
  readonly comment: string;
  readonly saves: readonly ("data" | "nifti" | "dicom")[];
  readonly parameters: readonly PlanParameter[];
  readonly steps: readonly PlanStep[];
  /** Work that steps share, one sentence per entry. */
  readonly fused: readonly string[];
}

/** A parameter that a client may set. */
export interface PlanParameter {
  readonly name: string;
  readonly value: unknown;
  readonly description: string;
  /** Steps that use it. */
  readonly usedBy: readonly string[];
}

export interface PlanStep {
  readonly position: string;
  readonly gadget: string;
  readonly summary: string;
  /** `file:line:column`. */
  readonly place: string;
  readonly takes: readonly string[];
  readonly makes: readonly string[];
  readonly parameters: readonly {
    readonly name: string;
    readonly value: unknown;
    readonly from: "gadget" | "chain" | "parameter";
    readonly names: readonly string[];
  }[];
}

/** A gadget as the editor completes it: `GET /api/gadgets`. */
export interface GadgetEntry {
  readonly name: string;
  readonly summary: string;
  readonly in: readonly string[];
  readonly out: readonly string[];
  /** What completes a step; `${1:value}` is to be replaced. */
  readonly snippet: string;
  /** The parameter that a plain value sets. */
  readonly shorthand: string | undefined;
  readonly parameters: readonly GadgetParameter[];
}

export interface GadgetParameter {
  readonly name: string;
  readonly description: string;
  /** Description of its values. */
  readonly values: string;
  /** Its default, in YAML. */
  readonly default: string;
  /** All values, if there are only a few. */
  readonly options: readonly string[];
}

/** A text to save: `PUT /api/chains/NAME`. */
export interface SaveRequest {
  readonly text: string;
  /** Of the text that was changed; `null` for a new chain. */
  readonly version: string | null;
}
