/** The deadline of a handshake: whoever does not finish in time loses the wire, whatever it was doing. */
import type { Result } from "../fault/index.ts";
import type { LinkCode } from "./faults.ts";
import type { Wire } from "./wire.ts";

/** Waits for what happens on a wire, and ends the wire with `link/handshake-timeout` after `timeoutMs`. */
export async function within<T>(timeoutMs: number, wire: Wire, happening: Promise<Result<T, LinkCode>>): Promise<Result<T, LinkCode>> {
  const timer = setTimeout(() => {
    wire.fail({ code: "link/handshake-timeout", message: `the handshake did not end within ${timeoutMs} ms` });
  }, timeoutMs);
  const result = await happening;
  clearTimeout(timer);
  return result;
}
