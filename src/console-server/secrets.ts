/** Which values of a call look like secrets: they are masked until somebody asks to see them, which is noted. */
import { isJsonArray, isJsonObject, type Json } from "../crypto/index.ts";

const NAMED = /pass(?:word|wd|phrase)?$|secret|token|api[_-]?key|private[_-]?key|credential|authorization/i;
const SHAPED =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(?:sk|pk|rk)[-_](?:live|test|ant|proj)?[-_A-Za-z0-9]{16,}|\bgh[pousr]_[A-Za-z0-9]{20,}|\bAKIA[0-9A-Z]{16}\b|\bxox[abprs]-[-A-Za-z0-9]{10,}|\beyJ[\w-]{10,}\.[\w-]{10,}\./;

/** JSON pointers into the value. */
export function secretsIn(value: Json, at = "", name = ""): readonly string[] {
  if (typeof value === "string") return (value !== "" && NAMED.test(name)) || SHAPED.test(value) ? [at] : [];
  if (isJsonArray(value)) return value.flatMap((element, index) => secretsIn(element, `${at}/${index}`, name));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([member, inner]) =>
    secretsIn(inner, `${at}/${member.replaceAll("~", "~0").replaceAll("/", "~1")}`, member),
  );
}
