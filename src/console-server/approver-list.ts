/** Who answers, as the page lists them: whose passkey belongs to this page can be asked here. */
import type { Approver } from "../ledger/index.ts";
import type { ApiApprover } from "./api.ts";

export function approverOf({ id, person, roles, key }: Approver, origin: string): ApiApprover {
  const isPasskey = key.is === "passkey";
  return { id, person, roles, how: isPasskey ? "passkey" : "key", isHere: isPasskey && key.passkey.origin === origin };
}
