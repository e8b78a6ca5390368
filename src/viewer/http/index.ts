/** The page over HTTP. */
export { type AccessOptions, type AccessRequest, loopbackNames, refusal } from "./access.ts";
export { viewerApp } from "./app.ts";
export { chainRoutes } from "./chain-routes.ts";
export { dataRoutes } from "./data-routes.ts";
export { answerError } from "./error-answer.ts";
export { fileRoutes } from "./file-routes.ts";
export { listen } from "./listen.ts";
