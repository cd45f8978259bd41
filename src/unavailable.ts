/** Something passing keeps Flawless from doing this now: nothing was taken, and the same call may succeed later. */
export class Unavailable extends Error {
  override readonly name: string = 'Unavailable';
}
