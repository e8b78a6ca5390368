import type { ComponentType } from "preact";
import { Loaded } from "./loaded.tsx";

/**
 * A component whose module is loaded when it is shown for the first time: without it, the page shows its first image
 * sooner.
 */
export function loadedLater<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  return function Later(props: Props) {
    return (
      <Loaded by="" keeps load={load}>
        {(Component) => <Component {...props} />}
      </Loaded>
    );
  };
}
