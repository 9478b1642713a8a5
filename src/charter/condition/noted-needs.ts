/**
 * What a condition needs for an answer, noted while it is checked: meanings that may be opaque, records that may be unknown, origin
 * that may be lost. What is asked of the elements of a list is missing where it is missing of one of them.
 */
import type { Derived, Lack } from "../../vocabulary/index.ts";

export class NotedNeeds {
  #noted: Lack[] = [];

  note(need: Lack): void {
    this.#noted.push(need);
  }

  /** Each once, by code and then by what it is about. */
  get all(): readonly Lack[] {
    const byText = new Map(this.#noted.map((need) => [`${need.code} ${need.about} ${JSON.stringify(need)}`, need]));
    return [...byText].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, need]) => need);
  }

  /** Notes what `body` needs of the elements of a list. */
  ofElements<T>(list: Derived | undefined, body: () => T): T {
    const outside = this.#noted;
    this.#noted = [];
    const given = body();
    const inside = this.#noted.flatMap((need): Lack[] => {
      if (need.code === "origin/full") return [need];
      return list === undefined ? [] : [{ ...need, lacks: { is: "exists", list, holds: need.lacks } }];
    });
    this.#noted = [...outside, ...inside];
    return given;
  }
}
