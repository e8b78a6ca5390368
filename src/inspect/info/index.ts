export { type GroupInfo, inspectGroup } from "./group.ts";
export { formatGroup } from "./text.ts";
