export { provenanceLines, provenanceOf } from "./provenance.ts";
