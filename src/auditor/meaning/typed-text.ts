/**
 * Words and fields that are written in a form of their own: mail addresses, account and telephone numbers, amounts, dates. Each
 * has one canonical spelling or point; what has none is undefined. By docs/meaning.md, with the auditor's own code.
 */
import { kindOfHost, urlRecord } from "./url-record.ts";

/** RFC 5321, less what routes or quotes, what is not ASCII as written, and what a mailer takes for an option; in lower case. */
export function mailAddress(text: string): string | undefined {
  const { local = "", host = "" } = /^(?<local>[^@]*)@(?<host>[^@]*)$/.exec(text.toLowerCase())?.groups ?? {};
  if (text.length > 254 || local.length > 64 || /[^\x00-\x7f]/.test(text) || local.startsWith("-")) return undefined;
  if (!/^[a-z0-9_+'=~-]+(\.[a-z0-9_+'=~-]+)*$/.test(local)) return undefined;
  return host.includes(".") && !host.includes("_") && kindOfHost(host) === "name" ? `${local}@${host}` : undefined;
}

/** Serialised, where all parsers read it alike. */
export function webAddress(text: string): string | undefined {
  const { text: serialised } = urlRecord(text);
  return typeof serialised === "string" ? serialised : undefined;
}

/** Lengths from the SWIFT IBAN registry, release 99, by length. */
const IBAN_LENGTHS: readonly (readonly [length: number, countries: string])[] = [
  [15, "NO"],
  [16, "BE"],
  [18, "DK FI FK FO GL NL SD"],
  [19, "MK SI"],
  [20, "AT BA EE KZ LT LU MN XK"],
  [21, "CH HR LI LV"],
  [22, "BG BH CR DE GB GE IE ME RS VA"],
  [23, "AE GI IL IQ OM SO TL"],
  [24, "AD CZ ES MD PK RO SA SE SK TN VG"],
  [25, "LY PT ST"],
  [26, "IS TR"],
  [27, "BI DJ FR GR IT MC MR SM"],
  [28, "AL AZ BY CY DO GT HN HU LB NI PL SV"],
  [29, "BR EG PS QA UA"],
  [30, "JO KW MU YE"],
  [31, "MT SC"],
  [32, "LC"],
  [33, "RU"],
];

/** ISO 13616, in groups of four or without spaces; in upper case without spaces. */
export function accountNumber(text: string): string | undefined {
  if (text.length > 42 || !/^[a-z]{2}\d{2}( ?[a-z0-9]{4})*( ?[a-z0-9]{1,3})?$/i.test(text)) return undefined;
  const number = text.toUpperCase().split(" ").join("");
  const length = IBAN_LENGTHS.find(([, countries]) => countries.split(" ").includes(number.slice(0, 2)))?.[0];
  if (number.length !== length) return undefined;
  const turned = `${number.slice(4)}${number.slice(0, 4)}`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(turned) % 97n === 1n ? number : undefined;
}

/** ITU-T E.164: zones whose countries are told apart by two digits, and those of them that are taken for three. */
const TWO_DIGIT_ZONES = /^(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/** The country code of a number in canonical form. */
export function countryCode(number: string): number {
  const digits = number.slice(1);
  if (digits.startsWith("1") || digits.startsWith("7")) return Number(digits[0]);
  return Number(digits.slice(0, TWO_DIGIT_ZONES.test(digits) ? 2 : 3));
}

/** ITU-T E.164, with its country code. */
export function telephoneNumber(text: string): string | undefined {
  if (text.length > 32 || !/^\+[1-9]\d{0,3}([ .-]?(\d|\([1-9]\d*\)))+$/.test(text)) return undefined;
  const digits = text.replace(/\D/g, "");
  return digits.length >= 7 && digits.length <= 15 ? `+${digits}` : undefined;
}

/** ISO 4217: currencies without decimals, and with three; all others in the list have two. */
const NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(" ");
const THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND".split(" ");
const TWO_DECIMALS = (
  "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK " +
  "DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD " +
  "KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP " +
  "PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH " +
  "USD UYU UZS VES WST XCD YER ZAR ZMW ZWG"
).split(" ");
/** A double tells so many significant digits apart. */
const DIGITS_MAX = 15;

export interface Amount {
  readonly amount: number;
  /** Empty where none is written. */
  readonly currency: string;
  /** Written behind the point, and those that the currency has. */
  readonly decimals: number;
  readonly decimalsMax: number;
  readonly digits: string;
}

/** A number, `12.50`, `12.50 EUR`, `EUR 12.50` or `€12.50`. */
export function amountIn(value: string | number): Amount | undefined {
  const text = String(value);
  const written =
    typeof value === "string" && text.length <= 32 ? (/^(?:([A-Z]{3}) |([€£]))?(-?[0-9.]+)(?: ([A-Z]{3}))?$/.exec(text) ?? []) : [];
  const [, before, sign, digits = typeof value === "number" ? text : "", after] = written;
  const names = [before, sign === "€" ? "EUR" : sign === "£" ? "GBP" : undefined, after].filter((name) => name !== undefined);
  const [currency = ""] = names;
  const [, whole, fraction = ""] = /^-?(0|[1-9]\d*)(?:\.(\d+))?$/.exec(digits) ?? [];
  const decimalsMax = decimalsOf(currency);
  if (whole === undefined || names.length > 1 || decimalsMax === undefined || fraction.length > decimalsMax) return undefined;
  if (`${whole}${fraction}`.replace(/^0+/, "").length > DIGITS_MAX || Object.is(Number(digits), -0)) return undefined;
  return { amount: Number(digits), currency, decimals: fraction.length, decimalsMax, digits };
}

/** `#amount currency`: equal texts, equal amounts. */
export function amount(value: string | number): string | undefined {
  const found = amountIn(value);
  return found === undefined ? undefined : `#${found.amount} ${found.currency}`;
}

function decimalsOf(currency: string): number | undefined {
  if (currency === "") return DIGITS_MAX;
  if (NO_DECIMALS.includes(currency)) return 0;
  if (THREE_DECIMALS.includes(currency)) return 3;
  return TWO_DECIMALS.includes(currency) ? 2 : undefined;
}

export interface Moment {
  /** Since 1970; without a zone as if in UTC. */
  readonly ms: number;
  /** `YYYY-MM-DD`, as written. */
  readonly day: string;
  readonly hasTime: boolean;
  readonly hasZone: boolean;
}

/** A date by RFC 3339, seconds and zone optional. */
export function momentIn(text: string): Moment | undefined {
  const [, date, , time, zone] = /^(\d{4}-\d\d-\d\d)([T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? [];
  if (date === undefined || date < "1600") return undefined;
  const [clock = "", fraction = "0"] = (time ?? "0:0").split(".");
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(":").map(Number);
  const day = Date.parse(`${date}T00:00:00Z`);
  const [east = 0, more = 0] = zone === undefined || zone === "Z" ? [] : zone.slice(1).split(":").map(Number);
  const offset = (zone?.startsWith("-") === true ? -1 : 1) * (east * 60 + more);
  const isDay = !Number.isNaN(day) && new Date(day).toISOString().startsWith(date);
  if (!isDay || hours > 23 || minutes > 59 || seconds > 59 || more > 59 || offset < -720 || offset > 840) return undefined;
  const ms = day + hours * 3_600_000 + minutes * 60_000 + seconds * 1_000 + Number(fraction.slice(0, 3).padEnd(3, "0")) - offset * 60_000;
  return { ms, day: date, hasTime: time !== undefined, hasZone: zone !== undefined };
}

/** `@milliseconds has-time`: equal texts, equal moments. */
export function moment(text: string): string | undefined {
  const found = momentIn(text);
  return found === undefined ? undefined : `@${found.ms} ${found.hasTime}`;
}
