/** The page over HTTP. */
export { loopbackNames } from "./access.ts";
export { viewerApp } from "./app.ts";
export { listen } from "./listen.ts";
