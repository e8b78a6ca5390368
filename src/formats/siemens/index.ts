/** Siemens raw data (twix): VB, and VD, VE and XA. */
export { siemensSource } from "./siemens-source.ts";
