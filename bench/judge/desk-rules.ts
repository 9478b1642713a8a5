/**
 * The written rules of the airline's desk as an oracle over recordings: which rules a call breaks, counted and calculated as a
 * charter cannot, and which questions only somebody who knows more than the recording could answer. It shares nothing with the
 * charter that it judges, and knows of bookings what the session itself was shown before the call.
 */
import { type Json, parseJson } from "../../src/crypto/index.ts";
import { type DeskCall, type DeskSession, isWrite, saidBefore } from "./desk-recordings.ts";

export interface Ruling {
  /** Rules that the call breaks. */
  readonly broken: readonly string[];
  /** What would have to be known. */
  readonly open: readonly string[];
}

type Cabin = "basic_economy" | "economy" | "business";
interface Flight {
  readonly flight_number: string;
  readonly date: string;
  readonly origin?: string;
  readonly destination?: string;
}
interface Booking {
  readonly reservation_id: string;
  readonly user_id: string;
  readonly origin: string;
  readonly destination: string;
  readonly flight_type: "one_way" | "round_trip";
  readonly cabin: Cabin;
  readonly flights: readonly Flight[];
  readonly passengers: readonly Json[];
  readonly created_at: string;
  readonly total_baggages: number;
  readonly insurance: "yes" | "no";
}
interface Member {
  readonly membership: "regular" | "silver" | "gold";
  readonly payment_methods: { readonly [id: string]: Json };
}
interface Arguments {
  readonly user_id: string;
  readonly reservation_id: string;
  readonly cabin: Cabin;
  readonly flights: readonly Flight[];
  readonly passengers: readonly Json[];
  readonly payment_methods: readonly { readonly payment_id: string }[];
  readonly payment_id: string;
  readonly total_baggages: number;
  readonly nonfree_baggages: number;
  readonly amount: number;
}

/** A flight that a search found. Long lists are cut in the recordings, so they are read flight by flight. */
const SEARCHED = /"flight_number": "(?<flight_number>\w+)", "origin": "(?<origin>\w+)", "destination": "(?<destination>\w+)"/g;
const TODAY = "2024-05-15";
const A_DAY_AGO = "2024-05-14T15:00:00";
const FREE_BAGS: { readonly [tier in Member["membership"]]: { readonly [cabin in Cabin]: number } } = {
  regular: { basic_economy: 0, economy: 1, business: 2 },
  silver: { basic_economy: 1, economy: 2, business: 3 },
  gold: { basic_economy: 2, economy: 3, business: 3 },
};
const CONSENT =
  /\b(yes|yeah|yep|sure|okay|ok|oui|agree|confirm\w*|proceed\w*|go ahead|correct|(looks|sounds) (good|great|perfect|fine|correct))\b/i;
const HEALTH_OR_WEATHER = /\b(sick|unwell|ill|illness|health|medical|doctor|hospital|surgery|injur\w+|weather|storm|snow|hurricane)\b/i;
const BY_THE_AIRLINE = /\bcancel+ed\b/i;
const COMPLAINT = /\b(cancel+ed|delay\w*)\b/i;

/** A ruling for each call of a session: `undefined` where nothing was changed. */
export function rulingsOn(session: DeskSession): readonly (Ruling | undefined)[] {
  const desk = new Desk();
  return session.calls.map((call, place) => {
    const ruling = isWrite(call.tool) && call.error === null ? desk.ruleOn(call, saidBefore(session, place)) : undefined;
    desk.learn(call);
    return ruling;
  });
}

class Desk {
  readonly #bookings = new Map<string, Booking>();
  readonly #members = new Map<string, Member>();
  readonly #legs = new Map<string, Flight>();
  #broken: string[] = [];
  #open: string[] = [];

  learn({ tool, args, result, error }: DeskCall): void {
    if (error !== null) return;
    for (const { groups } of result.matchAll(SEARCHED)) if (groups !== undefined) this.#learnLeg(groups as unknown as Flight);
    const read = parseJson(result);
    if (!read.ok) return;
    if (tool === "get_user_details") this.#members.set(String(args["user_id"]), read.value as unknown as Member);
    const booking = read.value as unknown as Booking | null;
    if (booking?.reservation_id === undefined) return;
    this.#bookings.set(booking.reservation_id, booking);
    for (const flight of booking.flights) this.#learnLeg(flight);
  }

  #learnLeg(flight: Flight): void {
    this.#legs.set(flight.flight_number, flight);
  }

  ruleOn({ tool, args }: DeskCall, said: readonly string[]): Ruling {
    this.#broken = [];
    this.#open = [];
    const asked = args as unknown as Arguments;
    if (tool !== "send_certificate") this.#must(CONSENT.test(said.at(-1) ?? ""), "confirmed by the customer");
    if (asked.user_id !== undefined) this.#askWhether(isGiven(asked.user_id, said) || this.#isShown(asked.user_id), "whose user id it is");
    if (tool === "book_reservation") this.#book(asked);
    else if (tool === "send_certificate") this.#compensate(asked, said.join("\n"));
    else {
      const booking = this.#bookings.get(asked.reservation_id);
      this.#askWhether(booking !== undefined, "what the booking says");
      if (booking === undefined) return { broken: this.#broken, open: this.#open };
      if (tool === "cancel_reservation") this.#cancel(booking, said.join("\n"));
      else if (tool === "update_reservation_flights") this.#change(booking, asked);
      else if (tool === "update_reservation_baggages") this.#bags(booking, asked);
      else this.#must(asked.passengers.length === booking.passengers.length, "the number of passengers stays");
    }
    return { broken: this.#broken, open: this.#open };
  }

  #must(holds: boolean, rule: string): void {
    if (!holds) this.#broken.push(rule);
  }

  #askWhether(isKnown: boolean, question: string): void {
    if (!isKnown) this.#open.push(question);
  }

  #isShown(user: string): boolean {
    return [...this.#bookings.values()].some(({ user_id }) => user_id === user);
  }

  #book(asked: Arguments): void {
    const paid = asked.payment_methods.map(({ payment_id }) => payment_id);
    const count = (kind: string): number => paid.filter((id) => id.startsWith(kind)).length;
    this.#must(asked.passengers.length <= 5, "at most five passengers");
    this.#must(count("certificate") <= 1, "at most one certificate");
    this.#must(count("credit_card") <= 1, "at most one credit card");
    this.#must(count("gift_card") <= 3, "at most three gift cards");
    for (const id of paid) this.#mustBeOwned(id, asked.user_id);
    this.#mustPriceBags(asked, { user_id: asked.user_id, cabin: asked.cabin, people: asked.passengers.length });
  }

  #cancel({ flights, cabin, created_at, insurance }: Booking, said: string): void {
    this.#must(!flights.some(({ date }) => date < TODAY), "nothing of it is flown");
    this.#askWhether(!flights.some(({ date }) => date === TODAY), "whether today's flight has left");
    const isInsured = insurance === "yes" && HEALTH_OR_WEATHER.test(said);
    if (cabin === "business" || created_at >= A_DAY_AGO || isInsured) return;
    if (BY_THE_AIRLINE.test(said)) this.#open.push("whether the airline cancelled a flight");
    else this.#broken.push("a ground to cancel");
  }

  #change(booking: Booking, asked: Arguments): void {
    const named = (flights: readonly Flight[]): string => flights.map(({ flight_number, date }) => `${flight_number} ${date}`).join();
    this.#must(/^(gift_card|credit_card)/.test(asked.payment_id), "paid by gift card or credit card");
    this.#mustBeOwned(asked.payment_id, booking.user_id);
    if (named(asked.flights) === named(booking.flights)) return;
    this.#must(booking.cabin !== "basic_economy", "flights of basic economy stay");
    const legs = asked.flights.flatMap(({ flight_number }) => this.#legs.get(flight_number) ?? []);
    if (legs.length < asked.flights.length) this.#open.push("where a new flight goes");
    else this.#must(isSameTrip(booking, legs), "origin, destination and trip type stay");
  }

  #bags(booking: Booking, asked: Arguments): void {
    this.#must(asked.total_baggages >= booking.total_baggages, "bags are only added");
    this.#mustBeOwned(asked.payment_id, booking.user_id);
    this.#mustPriceBags(asked, { user_id: booking.user_id, cabin: booking.cabin, people: booking.passengers.length });
  }

  #compensate({ user_id, amount }: Arguments, said: string): void {
    const theirs = [...this.#bookings.values()].filter((booking) => booking.user_id === user_id);
    const isEntitled = (booking: Booking): boolean =>
      (this.#members.get(user_id)?.membership ?? "regular") !== "regular" || booking.insurance === "yes" || booking.cabin === "business";
    const isFitting = ({ passengers }: Booking): boolean => [50, 100].some((each) => amount === each * passengers.length);
    this.#must(COMPLAINT.test(said), "a complaint about a cancelled or delayed flight");
    if (theirs.length > 0)
      this.#must(
        theirs.some((booking) => isEntitled(booking) && isFitting(booking)),
        "entitled to this compensation",
      );
    this.#open.push("whether the flight was cancelled or delayed");
  }

  #mustBeOwned(payment: string, owner: string): void {
    const member = this.#members.get(owner);
    if (member === undefined) this.#open.push("whose payment method it is");
    else this.#must(Object.hasOwn(member.payment_methods, payment), "paid from the profile");
  }

  #mustPriceBags(
    { total_baggages, nonfree_baggages }: Arguments,
    { user_id, cabin, people }: { readonly user_id: string; readonly cabin: Cabin; readonly people: number },
  ): void {
    const member = this.#members.get(user_id);
    if (member === undefined) {
      if (total_baggages > 0) this.#open.push("how many bags are free");
      return;
    }
    const free = FREE_BAGS[member.membership][cabin] * people;
    this.#must(nonfree_baggages === Math.max(0, total_baggages - free), "bags beyond the allowance are paid, others free");
  }
}

/** The customer wrote this id, as a word of its own: one that is made out of an e-mail address was not given. */
function isGiven(user: string, said: readonly string[]): boolean {
  return said.some((text) => text.split(/[\s,;:"'()*]+/).some((word) => word.replace(/[.!?]+$/, "") === user));
}

function isSameTrip({ origin, destination, flight_type }: Booking, legs: readonly Flight[]): boolean {
  const isChain = legs.every((leg, place) => place === 0 || leg.origin === legs[place - 1]?.destination);
  const end = flight_type === "one_way" ? destination : origin;
  const isPassing = legs.some((leg) => leg.destination === destination);
  return isChain && isPassing && legs[0]?.origin === origin && legs.at(-1)?.destination === end;
}
