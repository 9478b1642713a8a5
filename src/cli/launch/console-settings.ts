/**
 * How the console is run for a team: `console.json` in the state folder says where browsers find it and which identity provider lets
 * people in to look. The client's secret lies in a file of its own. The console's server judges what it says.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { isJsonObject, type Json, type JsonObject, parseJson } from "../../crypto/index.ts";
import { type Fault, fail, ok, type Result } from "../../fault/index.ts";
import type { CliCode } from "../faults.ts";
import { parseConsolePage } from "../notices/notice-target.ts";
import type { StateFolder } from "../state-folder/state-folder.ts";
import { readTextFile } from "../terminal/text-file.ts";

export interface ConsoleSettings {
  /** Where browsers find it; absent: on this machine, at its port. */
  readonly origin?: string;
  /** As the console's server takes it. */
  readonly oidc?: JsonObject;
}

const MEMBERS = ["origin", "oidc"];

/** Reads the settings; none where there is no such file. Codes: `cli/console-settings-malformed`, those of reading the secret. */
export function readConsoleSettings({ root }: StateFolder): Result<ConsoleSettings, CliCode> {
  const file = join(root, "console.json");
  if (!existsSync(file)) return ok({});
  const text = readTextFile(file);
  if (!text.ok) return text;
  const parsed = parseJson(text.value);
  if (!parsed.ok) return malformed("it is not JSON", parsed.fault);
  if (!isJsonObject(parsed.value)) return malformed("it is no object");
  const other = Object.keys(parsed.value).find((name) => !MEMBERS.includes(name));
  if (other !== undefined) return malformed(`it has \`${other}\`, which means nothing`);
  const { origin, oidc } = parsed.value;
  const page = origin === undefined ? ok(undefined) : originOf(origin);
  if (!page.ok) return malformed("`origin` is where browsers find the console: `https://HOST`", page.fault);
  const provider = oidc === undefined ? ok(undefined) : withSecret(root, oidc);
  if (!provider.ok) return provider;
  return ok({
    ...(page.value === undefined ? {} : { origin: page.value }),
    ...(provider.value === undefined ? {} : { oidc: provider.value }),
  });
}

function originOf(origin: Json): Result<string, CliCode> {
  return typeof origin === "string" ? parseConsolePage(origin) : malformed("it is no text");
}

/** The provider's settings with the client's secret in place of the name of its file, which is below the state folder or absolute. */
function withSecret(root: string, oidc: Json): Result<JsonObject, CliCode> {
  if (!isJsonObject(oidc) || "clientSecret" in oidc) return malformed("`oidc` is an object, and names its secret by `clientSecretFile`");
  const { clientSecretFile: file, ...rest } = oidc;
  if (file === undefined) return ok(rest);
  if (typeof file !== "string") return malformed("`clientSecretFile` is the name of a file");
  const secret = readTextFile(resolve(root, file));
  return secret.ok ? ok({ ...rest, clientSecret: secret.value.trim() }) : secret;
}

function malformed(message: string, cause?: Fault): Result<never, CliCode> {
  return fail("cli/console-settings-malformed", `\`.interlock/console.json\`: ${message}`, {
    remedy: "see docs/console.md for what it takes",
    ...(cause === undefined ? {} : { cause }),
  });
}
