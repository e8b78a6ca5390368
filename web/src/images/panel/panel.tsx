import type { Viewer } from "../state/viewer.ts";
import { HeaderPanel } from "./header-panel.tsx";
import { ProfilePanel } from "./profile-panel.tsx";
import { RegionsPanel } from "./regions-panel.tsx";
import { WindowPanel } from "./window-panel.tsx";

/** Figures of what is shown, next to it. */
export function Panel({ viewer }: { readonly viewer: Viewer }) {
  return (
    <aside class="panel" aria-label="figures of the image">
      <WindowPanel viewer={viewer} />
      <RegionsPanel viewer={viewer} />
      <ProfilePanel viewer={viewer} />
      <HeaderPanel viewer={viewer} />
    </aside>
  );
}
