/** What a charter lets be asked of the people of a role; infinite where it does not say. */
export interface RoleLimits {
  readonly role: string;
  readonly waiting: number;
  readonly anHour: number;
  readonly waitingOfOne: number;
  readonly anHourOfOne: number;
  readonly waitingOfPerson: number;
  readonly anHourOfPerson: number;
}
