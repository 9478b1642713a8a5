/** The strongly connected components of a graph, by Tarjan's algorithm (1972) without recursion. */

/** The components as lists of nodes; `next[n]` lists the nodes that `n` leads to. */
export function componentsOf(next: readonly (readonly number[])[]): number[][] {
  const index = new Int32Array(next.length).fill(-1);
  const low = new Int32Array(next.length);
  const isOpen = new Uint8Array(next.length);
  const open: number[] = [];
  const components: number[][] = [];
  let counter = 0;
  const enter = (node: number): { readonly node: number; edge: number } => {
    index[node] = low[node] = counter++;
    open.push(node);
    isOpen[node] = 1;
    return { node, edge: 0 };
  };
  for (let root = 0; root < next.length; root++) {
    if (index[root] !== -1) continue;
    const path = [enter(root)];
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const target = next[frame.node]?.[frame.edge++];
      if (target === undefined) {
        path.pop();
        const parent = path.at(-1);
        if (parent !== undefined) low[parent.node] = Math.min(low[parent.node] ?? 0, low[frame.node] ?? 0);
        if (low[frame.node] === index[frame.node]) components.push(close(open, isOpen, frame.node));
      } else if (index[target] === -1) path.push(enter(target));
      else if (isOpen[target] === 1) low[frame.node] = Math.min(low[frame.node] ?? 0, index[target] ?? 0);
    }
  }
  return components;
}

function close(open: number[], isOpen: Uint8Array, root: number): number[] {
  const component = open.splice(open.lastIndexOf(root));
  for (const node of component) isOpen[node] = 0;
  return component;
}
