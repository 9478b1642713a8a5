/** Decimals as people write them, added and compared without rounding: so many units of the last place. */

export interface Decimal {
  readonly units: bigint;
  /** Behind the point. */
  readonly places: number;
}

export const NOTHING: Decimal = { units: 0n, places: 0 };

/** What the text of a finite number says, which is its canonical JSON; not the binary fraction behind it. */
export function decimalOf(value: number): Decimal {
  const [digits = "", exponent = "0"] = String(value).split("e");
  const [whole = "", fraction = ""] = digits.split(".");
  const places = fraction.length - Number(exponent);
  const units = BigInt(whole + fraction);
  return places < 0 ? { units: units * 10n ** BigInt(-places), places: 0 } : { units, places };
}

export function plus(one: Decimal, other: Decimal): Decimal {
  const places = Math.max(one.places, other.places);
  return { units: unitsAt(one, places) + unitsAt(other, places), places };
}

export function isMore(one: Decimal, other: Decimal): boolean {
  const places = Math.max(one.places, other.places);
  return unitsAt(one, places) > unitsAt(other, places);
}

function unitsAt({ units, places }: Decimal, wanted: number): bigint {
  return units * 10n ** BigInt(wanted - places);
}

/** As people write it: no exponent, no needless nought. */
export function textOf({ units, places }: Decimal): string {
  const digits = units.toString().padStart(places + 1, "0");
  const fraction = digits.slice(digits.length - places).replace(/0+$/, "");
  const whole = digits.slice(0, digits.length - places);
  return places === 0 || fraction === "" ? whole : `${whole}.${fraction}`;
}
