/** The text of chains: YAML with positions, schemas, problems and suggestions. */
export { ChainDocument } from "./document.ts";
export { ParameterError, withParameters } from "./parameters.ts";
export { pipelineSchema } from "./pipeline-schema.ts";
export { ChainError, type Problem } from "./problem.ts";
export { isRecord } from "./records.ts";
export { snippetOf, worksByName } from "./step-snippets.ts";
export { substitute } from "./substitute.ts";
export { validate } from "./validate.ts";
export { shown, type ValueSchema, valueText } from "./value-text.ts";
