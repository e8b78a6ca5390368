export { AllowList } from "./allow-list.ts";
