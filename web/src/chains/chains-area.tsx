import { useSignal } from "@preact/signals";
import type { ChainEntry } from "../../../src/viewer/api/index.ts";
import { Loaded } from "../components/loaded.tsx";
import { type Keys, useKeys } from "../shell/help.tsx";
import { linkTo } from "../shell/route.ts";
import { useTitle } from "../shell/title.ts";
import { getChain, getChains } from "./api.ts";
import { ChainView } from "./chain-view.tsx";
import { hasChanges, saves } from "./drafts.ts";

const keys: Keys = {
  title: "Chains",
  rows: [
    ["Ctrl S", "save the text"],
    ["Ctrl Space", "complete gadgets, parameters and values"],
    ["Ctrl Enter", "from the text to its runs"],
    ["F8", "next problem of the text"],
    ["Ctrl F", "find in the text"],
    ["Esc Tab", "leave the editor"],
  ],
};

/** Chains: the list on the left, and the one that the address names on the right. */
export function ChainsArea({ path }: { readonly path: readonly string[] }) {
  const [name, view] = path;
  useKeys(keys);
  useTitle(name);
  return (
    <div class="chains">
      <Loaded by={`chains ${saves.value}`} keeps load={getChains}>
        {(chains) => (
          <>
            <ChainList chains={chains} current={name} view={view} />
            <ChainOfPath chains={chains} name={name} view={view} />
          </>
        )}
      </Loaded>
    </div>
  );
}

interface ListProps {
  readonly chains: readonly ChainEntry[];
  readonly current: string | undefined;
  readonly view: string | undefined;
}

function ChainList({ chains, current, view }: ListProps) {
  const sought = useSignal("");
  const matching = chains.filter(({ name, description }) =>
    `${name} ${description}`.toLowerCase().includes(sought.value.toLowerCase()),
  );
  const groups = [
    ["Own", matching.filter(({ own }) => own)],
    ["Built-in", matching.filter(({ own }) => !own)],
  ] as const;
  return (
    <nav class="chain-list" aria-label="chains">
      <input
        type="search"
        placeholder="find a chain"
        aria-label="find a chain"
        value={sought.value}
        onInput={({ currentTarget }) => {
          sought.value = currentTarget.value;
        }}
      />
      <div class="chain-groups">
        {groups.map(([title, entries]) => (
          <section key={title}>
            <h2>
              {title} <span class="count">{entries.length}</span>
            </h2>
            {title === "Own" && entries.length === 0 && (
              <p class="quiet">{sought.value === "" ? "Save a built-in chain by another name to make one." : "none"}</p>
            )}
            <ul>
              {entries.map((entry) => (
                <ChainItem key={entry.name} entry={entry} isCurrent={entry.name === current} view={view} />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </nav>
  );
}

interface ItemProps {
  readonly entry: ChainEntry;
  readonly isCurrent: boolean;
  readonly view: string | undefined;
}

function ChainItem({ entry: { name, description, problems }, isCurrent, view = "explanation" }: ItemProps) {
  return (
    <li>
      <a href={linkTo("chains", name, view)} aria-current={isCurrent ? "true" : undefined} title={description}>
        <span class="chain-name">
          {name}
          {hasChanges(name) && <span title="not saved"> •</span>}
        </span>
        <span class={problems.length > 0 ? "failure" : "quiet"}>
          {problems.length > 0 ? `${problems.length} problem${problems.length > 1 ? "s" : ""}` : description}
        </span>
      </a>
    </li>
  );
}

function ChainOfPath({ chains, name, view }: Omit<ListProps, "current"> & { readonly name: string | undefined }) {
  const chosen = name ?? (chains.find((each) => each.name === "cartesian") ?? chains[0])?.name;
  if (chosen === undefined) return <p class="quiet">there are no chains</p>;
  return (
    <Loaded key={chosen} by={chosen} load={(signal) => getChain(chosen, signal)}>
      {(chain) => <ChainView chain={chain} chains={chains} view={view} />}
    </Loaded>
  );
}
