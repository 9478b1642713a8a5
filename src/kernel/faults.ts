/** Every way the kernel refuses a machine document. A machine that was loaded can no longer fail, only be misused (a `Bug`). */

export const KERNEL_FAULTS = {
  "kernel/malformed": "A machine document does not have the documented shape and size.",
  "kernel/duplicate": "Two parts of a machine document that must differ are the same.",
  "kernel/unknown-reference": "A machine document names a part that it does not have.",
  "kernel/no-containment": "The first state variable of a machine document is not the session's containment.",
  "kernel/bad-effect": "An effect is not total, changes containment, or disagrees with another effect of the same call.",
  "kernel/bad-terminal": "A terminal allows without an action, or names more clauses than the severest verdict needs.",
  "kernel/out-of-order": "Nodes, terms or references are not in the documented order.",
  "kernel/not-reduced": "A decision diagram has a node that decides nothing.",
  "kernel/wrong-arity": "A node has not exactly one child for each value of its variable.",
  "kernel/bad-classifier": "A classifier is not a total function into its classes.",
} as const;

export type KernelCode = keyof typeof KERNEL_FAULTS;
