/** `interlock reveal`: shows a value that looks like a secret, once it is recorded who looks. */
import { ok } from "../../fault/index.ts";
import { attach } from "../ledger/attach.ts";
import { findStateFolder } from "../state-folder/state-folder.ts";
import { type Command, type Declared, declare, type KeyOptions, withKey } from "../terminal/declaration.ts";
import { exactText } from "../terminal/exact-text.ts";
import { EXIT } from "../terminal/exit-codes.ts";
import { visible } from "../terminal/output.ts";
import { revealSecret } from "../waiting-calls/reveal-secret.ts";

interface RevealOptions extends KeyOptions {
  /** A ticket, or an entry's index. */
  readonly entry: string;
  readonly place: string;
}

const showSecret: Command<RevealOptions> = async ({ out }, { state: given, key, entry, place }) => {
  const state = findStateFolder(given);
  if (!state.ok) return state;
  const attached = await attach(state.value, key, 0);
  if (!attached.ok) return attached;
  try {
    const value = await revealSecret(attached.value, entry, place);
    if (!value.ok) return value;
    out.note(visible(`recorded: ${attached.value.identity.name} looks at ${place} of ${entry}`));
    out.line(exactText(String(value.value), "whole"));
    out.value({ entry, place, value: value.value });
    return ok(EXIT.ok);
  } finally {
    attached.value.close();
  }
};

export const reveal: Declared = declare({
  name: "reveal",
  description: "show what looks like a secret, once it is recorded that you look",
  shape: (to) =>
    withKey(to.argument("<entry>", "a ticket, or an entry's index").argument("<place>", "as it stands beside the dots: `args.password`")),
  read: (from) => ({ entry: from.args[0] ?? "", place: from.args[1] ?? "", ...from.opts<KeyOptions>() }),
  work: showSecret,
});
