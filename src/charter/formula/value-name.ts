/** How conditions write what they read: places, and values computed from them. Canonical: equal names, equal values. */
import type { Derived } from "../../vocabulary/index.ts";

/** A path as conditions write it. */
export function pathName(root: string, path: readonly string[]): string {
  return root + path.map((name) => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`)).join("");
}

/** As conditions write it. */
export function derivedName(derived: Derived): string {
  const name = derivedName;
  switch (derived.is) {
    case "constant":
      return JSON.stringify(derived.value);
    case "place":
      return pathName(derived.root === "element" ? "x" : derived.root, derived.path);
    case "member":
      return pathName(name(derived.of), [derived.name]);
    case "has":
      return `has(${pathName(name(derived.of), [derived.name])})`;
    case "record":
      return `${derived.name}[${name(derived.key)}]`;
    case "unknown":
      if (derived.field === undefined) return `!(${name(derived.key)} in ${derived.name})`;
      return `!has(${derived.name}[${name(derived.key)}].${derived.field})`;
    case "meaning": {
      const given = derived.parameters.length === 0 ? "" : `(${derived.parameters.map((value) => JSON.stringify(value)).join(", ")})`;
      return `${derived.interpreter}(${name(derived.of)}).${derived.field}${given}`;
    }
    case "map":
    case "each":
      return `${name(derived.list)}.map(x, ${name(derived.give)})`;
    case "all":
    case "exists":
    case "filter":
      return `${name(derived.list)}.${derived.is}(x, ${name(derived.holds)})`;
    case "join":
      return derived.parts.map(name).join(" + ");
    case "compare":
      return `${name(derived.left)} ${derived.operator} ${name(derived.right)}`;
    case "in":
      return `${name(derived.of)} in ${name(derived.list)}`;
    case "text":
      return `${name(derived.of)}.${derived.method}(${JSON.stringify(derived.text)})`;
    case "and":
    case "or":
      return `(${derived.parts.map(name).join(derived.is === "and" ? " && " : " || ")})`;
    case "not":
      return `!(${name(derived.of)})`;
    case "first":
    case "last":
      return `${name(derived.of)}.${derived.is}()`;
    case "size":
    case "age":
      return `${derived.is}(${name(derived.of)})`;
    case "time":
      return `time(${name(derived.of)})@${derived.zone}`;
    case "today":
      return `time.today@${derived.zone}`;
  }
}
