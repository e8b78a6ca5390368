import type { About } from "../../../src/viewer/api/index.ts";
import { getJson } from "../api/request.ts";
import { Loaded } from "../components/loaded.tsx";
import { FilesArea } from "../files/files-area.tsx";
import { SessionsArea } from "../live/sessions-area.tsx";
import { linkTo, route } from "./route.ts";

/** The areas of the page, in the order of its navigation. */
const areas = {
  files: { title: "Files", Area: FilesArea },
  sessions: { title: "Sessions", Area: SessionsArea },
} as const;

/** The whole page: navigation, and the area that the address names. */
export function Page() {
  return (
    <Loaded by="about" load={(signal) => getJson<About>("about", {}, signal)}>
      {(about) => <Areas about={about} />}
    </Loaded>
  );
}

function Areas({ about }: { readonly about: About }) {
  const shown = about.areas.filter((name): name is keyof typeof areas => name in areas);
  const name = shown.find((each) => each === route.value[0]) ?? shown[0]!;
  const { Area } = areas[name];
  return (
    <>
      <header class="bar">
        <strong title={`version ${about.version}`}>Larmor</strong>
        <nav>
          {shown.map((each) => (
            <a key={each} href={linkTo(each)} aria-current={each === name ? "page" : undefined}>
              {areas[each].title}
            </a>
          ))}
        </nav>
      </header>
      <main>
        <Area path={route.value.slice(1)} />
      </main>
    </>
  );
}
