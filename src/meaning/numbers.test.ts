/** Numbers that people write: telephone, account, amount, date. */
import { describe, expect, test } from "vitest";
import { recordOf } from "./interpreter.contract.ts";

describe("phone", () => {
  test.each([
    ["+49 170 123-4567", "+491701234567", 49],
    ["+1 (415) 555-2671", "+14155552671", 1],
    ["+35312345678", "+35312345678", 353],
    ["+7 495 123 45 67", "+74951234567", 7],
  ])("%s", (text, number, country_code) => {
    expect(recordOf("phone", text)).toEqual({ opaque: false, number, country_code });
  });

  test.each([
    "0170 1234567",
    "0049 170 1234567",
    "+44 (0)20 1234567",
    "+49 170 1234567 x12",
    "+49",
    "+1234567890123456",
    "+４９170",
    "tel:+491701234567",
  ])("refuses %s", (text) => {
    expect(recordOf("phone", text)).toEqual({ opaque: true });
  });
});

describe("iban", () => {
  test("reads groups and small letters as one number", () => {
    expect(recordOf("iban", "gb29 NWBK 6016 1331 9268 19")).toEqual({ opaque: false, number: "GB29NWBK60161331926819", country: "GB" });
  });

  test.each([
    "GB28NWBK60161331926819",
    "GB29NWBK6016133192681",
    "US12300001212121212",
    "XX29NWBK60161331926819",
    "GB29  NWBK60161331926819",
    "GB29-NWBK",
  ])("refuses %s", (text) => {
    expect(recordOf("iban", text)).toEqual({ opaque: true });
  });

  test("finds any one digit that is wrong, and any two that are swapped", () => {
    const right = "DE89370400440532013000";
    for (let at = 4; at < right.length; at += 1) {
      const digit = Number(right[at]);
      expect(recordOf("iban", `${right.slice(0, at)}${(digit + 1) % 10}${right.slice(at + 1)}`)).toEqual({ opaque: true });
      const swapped = `${right.slice(0, at)}${right[at + 1] ?? ""}${right[at]}${right.slice(at + 2)}`;
      if (swapped !== right) expect(recordOf("iban", swapped)).toEqual({ opaque: true });
    }
  });
});

describe("money", () => {
  test.each([
    [12.5, 12.5, "", "12.5"],
    ["12.50", 12.5, "", "12.50"],
    ["12.5 EUR", 12.5, "EUR", "12.50 EUR"],
    ["EUR 12.50", 12.5, "EUR", "12.50 EUR"],
    ["€12.50", 12.5, "EUR", "12.50 EUR"],
    ["-3", -3, "", "-3"],
    ["500 JPY", 500, "JPY", "500 JPY"],
    ["1.234 KWD", 1.234, "KWD", "1.234 KWD"],
  ])("%s", (value, amount, currency, text) => {
    expect(recordOf("money", value)).toMatchObject({ opaque: false, amount, currency, text });
  });

  test.each([
    "1,000",
    "1.000,50",
    "1 000",
    "1e3",
    "+5",
    "05",
    ".5",
    "5.",
    "$5",
    "¥5",
    "5 XXX",
    "5 eur",
    "5.5 JPY",
    "5.005 EUR",
    "€5 EUR",
    "NaN",
    "Infinity",
    "-0",
    "١٢",
    " 5",
    "5 ",
    "0x10",
    1e21,
    1e-7,
    0.1 + 0.2,
    "1234567890123456",
  ])("refuses %s", (value) => {
    expect(recordOf("money", value)).toEqual({ opaque: true });
  });

  test("comparing amounts as doubles is comparing the decimals", () => {
    const cents = (value: number): string => `${Math.floor(value / 100)}.${String(value % 100).padStart(2, "0")}`;
    for (let value = 99_999_999_999_900; value < 99_999_999_999_999; value += 1) {
      expect(Number(recordOf("money", cents(value)).amount)).toBeLessThan(Number(recordOf("money", cents(value + 1)).amount));
    }
  });
});

describe("date", () => {
  test.each([
    ["2024-02-29", Date.UTC(2024, 1, 29), "thursday"],
    ["2024-05-20T10:00:00Z", Date.UTC(2024, 4, 20, 10), "monday"],
    ["2024-05-20T01:30+02:00", Date.UTC(2024, 4, 19, 23, 30), "monday"],
    ["2024-05-20 10:00", Date.UTC(2024, 4, 20, 10), "monday"],
    ["2024-05-20T10:00:00.1234567Z", Date.UTC(2024, 4, 20, 10, 0, 0, 123), "monday"],
  ])("%s", (text, ms, weekday) => {
    expect(recordOf("date", text)).toMatchObject({ opaque: false, text, ms, weekday });
  });

  test.each([
    "2023-02-29",
    "2024-13-01",
    "2024-00-10",
    "2024-4-1",
    "24-04-01",
    "01/04/2024",
    "April 1, 2024",
    "20240401",
    "2024-04-01T24:00",
    "2024-04-01T10:60",
    "2024-06-30T23:59:60Z",
    "2024-04-01T10:00+15:00",
    "2024-04-01T10:00 Z",
    "2024-04-01t10:00z",
    "1599-12-31",
    "tomorrow",
    "２０２４-04-01",
    "2024-04-01\n",
  ])("refuses %s", (text) => {
    expect(recordOf("date", text)).toEqual({ opaque: true });
  });
});
