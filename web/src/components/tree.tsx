import { useSignal } from "@preact/signals";

/** A name with a value, or with members. */
export interface TreeNode {
  readonly name: string;
  readonly value?: string;
  /** Whether the value, or the members, were not sent since they may identify the patient. */
  readonly hidden?: true;
  readonly members?: readonly TreeNode[];
}

interface TreeProps {
  readonly nodes: readonly TreeNode[];
  /** What it shows, for those who cannot see it. */
  readonly label: string;
}

/** A tree of names and values, which can be searched. */
export function Tree({ nodes, label }: TreeProps) {
  const wanted = useSignal("");
  const words = wanted.value.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = words.length === 0 ? nodes : nodes.flatMap((node) => matching(node, words));
  return (
    <div class="tree">
      <input
        type="search"
        placeholder="search names and values"
        aria-label={`search ${label}`}
        value={wanted.value}
        onInput={(event) => {
          wanted.value = event.currentTarget.value;
        }}
      />
      {shown.length === 0 ? (
        <p class="quiet">nothing matches</p>
      ) : (
        <section aria-label={label}>
          {shown.map((node, i) => (
            <Node key={i} node={node} words={words} depth={0} />
          ))}
        </section>
      )}
    </div>
  );
}

interface NodeProps {
  readonly node: TreeNode;
  readonly words: readonly string[];
  readonly depth: number;
}

function Node({ node: { name, value, hidden, members }, words, depth }: NodeProps) {
  if (members === undefined || members.length === 0) {
    return (
      <div class="leaf">
        <span class="name">
          <Marked text={name} words={words} />
        </span>
        {hidden ? <em class="quiet">hidden</em> : <Marked text={value ?? ""} words={words} />}
      </div>
    );
  }
  return (
    <details open={words.length > 0 || (depth < 2 && members.length <= 32)}>
      <summary>
        <Marked text={name} words={words} />
        <span class="quiet"> {value ?? summaryOf(members)}</span>
      </summary>
      <div class="branch">
        {members.map((child, i) => (
          <Node key={i} node={child} words={words} depth={depth + 1} />
        ))}
      </div>
    </details>
  );
}

/** The values of a short group, so that it need not be opened: `x 128, y 128, z 1`; or the name of a parameter. */
function summaryOf(members: readonly TreeNode[]): string {
  const named = members.find(({ name }) => name === "name" || name.endsWith("Name"))?.value;
  if (named !== undefined) return `${named} ${members.find(({ name }) => name === "value")?.value ?? ""}`;
  const isShort = members.length <= 3 && members.every(({ value }) => value !== undefined && value.length < 16);
  return isShort ? members.map(({ name, value }) => `${name} ${value}`).join(", ") : "";
}

/** A node with what matches in it: a group whose own name matches with everything. */
function matching(node: TreeNode, words: readonly string[]): TreeNode[] {
  const text = `${node.name} ${node.value ?? ""}`.toLowerCase();
  const rest = words.filter((word) => !text.includes(word));
  if (rest.length === 0) return [node];
  const members = (node.members ?? []).flatMap((member) => matching(member, rest));
  return members.length === 0 ? [] : [{ ...node, members }];
}

function Marked({ text, words }: { readonly text: string; readonly words: readonly string[] }) {
  const lower = text.toLowerCase();
  const word = words.find((each) => lower.includes(each));
  if (word === undefined) return <span>{text}</span>;
  const at = lower.indexOf(word);
  return (
    <span>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + word.length)}</mark>
      {text.slice(at + word.length)}
    </span>
  );
}
