/** The strongly connected components of a graph, by Tarjan's algorithm (1972) without recursion. */

/** The components as lists of nodes; `next[n]` lists the nodes that `n` leads to. */
export function componentsOf(next: readonly (readonly number[])[]): number[][] {
  const search = new Search(next);
  for (const root of next.keys()) search.from(root);
  return search.components;
}

class Search {
  readonly components: number[][] = [];
  readonly #next: readonly (readonly number[])[];
  readonly #index: Int32Array;
  readonly #low: Int32Array;
  readonly #isOpen: Uint8Array;
  readonly #open: number[] = [];
  #counter = 0;

  constructor(next: readonly (readonly number[])[]) {
    this.#next = next;
    this.#index = new Int32Array(next.length).fill(-1);
    this.#low = new Int32Array(next.length);
    this.#isOpen = new Uint8Array(next.length);
  }

  from(root: number): void {
    if (this.#index[root] !== -1) return;
    const path = [this.#enter(root)];
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const target = this.#next[frame.node]?.[frame.edge++];
      if (target === undefined) {
        path.pop();
        this.#leave(frame.node, path.at(-1)?.node);
      } else if (this.#index[target] === -1) path.push(this.#enter(target));
      else if (this.#isOpen[target] === 1) this.#lower(frame.node, this.#index[target] ?? 0);
    }
  }

  #enter(node: number): { readonly node: number; edge: number } {
    this.#index[node] = this.#counter;
    this.#low[node] = this.#counter++;
    this.#open.push(node);
    this.#isOpen[node] = 1;
    return { node, edge: 0 };
  }

  #lower(node: number, to: number): void {
    this.#low[node] = Math.min(this.#low[node] ?? 0, to);
  }

  #leave(node: number, parent: number | undefined): void {
    if (parent !== undefined) this.#lower(parent, this.#low[node] ?? 0);
    if (this.#low[node] !== this.#index[node]) return;
    const component = this.#open.splice(this.#open.lastIndexOf(node));
    for (const member of component) this.#isOpen[member] = 0;
    this.components.push(component);
  }
}
