import { useEffect, useMemo, useRef } from "preact/hooks";
import type { About } from "../../../src/viewer/api/index.ts";
import { about } from "../api/about.ts";
import { connection } from "../api/connection.ts";
import { getJson } from "../api/request.ts";
import { Loaded } from "../components/loaded.tsx";
import { loadedLater } from "../components/loaded-later.tsx";
import { FilesArea } from "../files/files-area.tsx";
import { Help, helpIsOpen } from "./help.tsx";
import { type AreaKeys, pageKeys, usePageKeys } from "./page-keys.ts";
import { linkTo, route } from "./route.ts";
import { nextTheme, theme } from "./theme.ts";
import { viewTitle } from "./title.ts";

const SessionsArea = loadedLater(async () => (await import("../live/sessions-area.tsx")).SessionsArea);
const ChainsArea = loadedLater(async () => (await import("../chains/chains-area.tsx")).ChainsArea);

/** The areas of the page, in the order of its navigation, and the letter that shows each after `g`. */
const areas = {
  files: { title: "Files", letter: "f", Area: FilesArea },
  sessions: { title: "Sessions", letter: "s", Area: SessionsArea },
  chains: { title: "Chains", letter: "c", Area: ChainsArea },
} as const;

/** The whole page: navigation, and the area that the address names. */
export function Page() {
  return (
    <Loaded by="about" keeps load={getAbout}>
      {(known) => <Areas about={known} />}
    </Loaded>
  );
}

async function getAbout(signal: AbortSignal): Promise<About> {
  about.value = await getJson<About>("about", {}, signal);
  return about.value;
}

function Areas({ about: { areas: available, version } }: { readonly about: About }) {
  const main = useRef<HTMLElement>(null);
  const shown = available.filter((name): name is keyof typeof areas => name in areas);
  const name = shown.find((each) => each === route.value[0]) ?? shown[0]!;
  const { Area, title } = areas[name];
  const keys = useMemo(
    () => Object.fromEntries(shown.map((each) => [areas[each].letter, { name: each, title: areas[each].title }])),
    [available.join()],
  ) satisfies AreaKeys;
  usePageKeys(keys);
  const tab = [...viewTitle.value, title, "Larmor"].join(" · ");
  useEffect(() => {
    document.title = tab;
  }, [tab]);
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current!.focus()}>
        Skip to the content
      </button>
      <header class="bar">
        <strong title={`version ${version}`}>Larmor</strong>
        <nav aria-label="areas">
          {shown.map((each) => (
            <a key={each} href={linkTo(each)} aria-current={each === name ? "page" : undefined}>
              {areas[each].title}
            </a>
          ))}
        </nav>
        <span class="space" />
        <button type="button" class="plain" onClick={nextTheme} aria-label={`theme: ${theme.value}`} title="g t">
          <ThemeIcon /> {theme.value}
        </button>
        <button
          type="button"
          class="plain"
          aria-label="keyboard help"
          onClick={() => {
            helpIsOpen.value = true;
          }}
        >
          ?
        </button>
      </header>
      <Connection />
      <main ref={main} id="main" tabIndex={-1}>
        <Area path={route.value.slice(1)} />
      </main>
      <Help page={pageKeys(keys)} />
    </>
  );
}

/** Says that the server does not answer, until it does. */
function Connection() {
  const state = connection.value;
  return (
    <div class="connection" role="status">
      {state === "lost" && "The server does not answer. Trying again …"}
      {state === "refused" && "The server was started again: open the address that it printed."}
    </div>
  );
}

function ThemeIcon() {
  return (
    <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
      <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="1.5" />
      <path d="M8 1.5a6.5 6.5 0 0 1 0 13z" fill="currentColor" />
    </svg>
  );
}
