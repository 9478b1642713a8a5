/**
 * What a client of 2026-07-28 hands back when it asks again: which call it is and how often it has asked. The client keeps it, so it is
 * authenticated with a key of this start and bound to the call; anything else is refused.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { canonicalBytes, digestOf, isJsonObject, type JsonObject, parseJson } from "../../crypto/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { GatewayCode } from "../faults.ts";

export interface CarriedState {
  /** Which of this start's calls is meant. */
  readonly call: string;
  /** How often the client has been told to ask again. */
  readonly rounds: number;
}

const PURPOSE = "interlock-request-state/1";
const STATE_LENGTH_MAX = 1_024;

export class CarriedStates {
  readonly #key = randomBytes(32);

  /** The text for the client. `about`: method and params that it must repeat. */
  seal({ call, rounds }: CarriedState, about: JsonObject): string {
    const body = canonicalBytes({ about: digestOf(about), call, rounds });
    return `${Buffer.from(body).toString("base64url")}.${this.#mac(body)}`;
  }

  /** Reads a text that came back. Code: `gateway/state-refused`. */
  open(text: string, about: JsonObject): Result<CarriedState, GatewayCode> {
    const [encoded = "", mac = ""] = text.length > STATE_LENGTH_MAX ? [] : text.split(".");
    const body = Buffer.from(encoded, "base64url");
    const expected = Buffer.from(this.#mac(body));
    const given = Buffer.from(mac);
    const parsed = given.length === expected.length && timingSafeEqual(given, expected) ? parseJson(body) : undefined;
    const state = parsed?.ok === true && isJsonObject(parsed.value) ? parsed.value : undefined;
    if (state === undefined || state["about"] !== digestOf(about)) {
      return fail("gateway/state-refused", "the `requestState` is not one of this call", { remedy: "make the call again without it" });
    }
    return ok({ call: String(state["call"]), rounds: Number(state["rounds"]) });
  }

  #mac(body: Uint8Array): string {
    return createHmac("sha256", this.#key).update(PURPOSE).update("\n").update(body).digest("base64url");
  }
}
