export { type Story, storiesOf, storyLines } from "./stories.ts";
