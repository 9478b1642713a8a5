/** Every expected failure of the diagram layer, with one sentence that says what it means. */

export const DIAGRAM_FAULTS = {
  "diagram/too-many-nodes": "A charter's decision diagrams need more nodes than one forest may hold.",
  "diagram/too-many-variables": "A charter's decision diagrams need more variables than one forest may hold.",
  "diagram/path-too-long": "A decision would have to look at more variables than one path of a diagram may hold.",
} as const;

export type DiagramCode = keyof typeof DIAGRAM_FAULTS;
