/** The page over HTTP. */
export { type AccessOptions, type AccessRequest, loopbackNames, refusal } from "./access.ts";
export { viewerApp } from "./app.ts";
export { fileRoutes } from "./file-routes.ts";
export { listen } from "./listen.ts";
