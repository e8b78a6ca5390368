/** Image series as GIF and PNG, as FIRE's mrd2gif makes them. */
export { pictureSinks } from "./sink.ts";
