/** The page of `larmor view` and `larmor serve --http`: what it shows, and its server. */
export { ViewedFiles } from "./files/index.ts";
export { type AccessOptions, fileRoutes, listen, loopbackNames, viewerApp } from "./http/index.ts";
