import { useComputed, useSignal } from "@preact/signals";

/** A name with a value, or with members. */
export interface TreeNode {
  readonly name: string;
  readonly value?: string;
  readonly members?: readonly TreeNode[];
}

interface TreeProps {
  readonly nodes: readonly TreeNode[];
  /** What the tree is of, for screen readers. */
  readonly label: string;
}

/** Names and values that can be searched: members are shown whose name or value, or that of a group around them, matches. */
export function Tree({ nodes, label }: TreeProps) {
  const search = useSignal("");
  const found = useComputed(() => search.value.trim().toLowerCase());
  const shown = found.value === "" ? nodes : nodes.flatMap((node) => matching(node, found.value));
  return (
    <div class="tree">
      <input
        type="search"
        placeholder="search names and values"
        aria-label={`search ${label}`}
        value={search.value}
        onInput={({ currentTarget }) => {
          search.value = currentTarget.value;
        }}
      />
      <section aria-label={label}>
        {shown.map((node) => (
          <Node key={node.name} node={node} isOpen={found.value !== ""} />
        ))}
        {shown.length === 0 && <p class="quiet">nothing matches</p>}
      </section>
    </div>
  );
}

function Node({ node, isOpen }: { readonly node: TreeNode; readonly isOpen: boolean }) {
  const { name, value, members } = node;
  if (members !== undefined) {
    return (
      <details open={isOpen || members.length <= 32}>
        <summary>
          {name} {value !== undefined && <span class="quiet">{value}</span>}
        </summary>
        {members.map((member, i) => (
          <Node key={`${i} ${member.name}`} node={member} isOpen={isOpen} />
        ))}
      </details>
    );
  }
  return (
    <div class="leaf" title={`${name}: ${value ?? ""}`}>
      <span>{name}</span> <span>{value}</span>
    </div>
  );
}

/** The node with the members that match; itself with all members if it matches. */
function matching(node: TreeNode, text: string): TreeNode[] {
  if (node.name.toLowerCase().includes(text) || node.value?.toLowerCase().includes(text)) return [node];
  const members = node.members?.flatMap((member) => matching(member, text)) ?? [];
  return members.length > 0 ? [{ ...node, members }] : [];
}
