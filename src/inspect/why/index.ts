export { storiesOf, storyLines } from "./stories.ts";
