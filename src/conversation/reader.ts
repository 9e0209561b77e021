import type { OutsideBodyFound } from '../understanding/outside-body'
import type { Understanding, UnderstandOptions } from '../understanding/understanding'

/** The understanding as the conversation uses it; `app.ts` fills it from the room `understanding`. Pure and deterministic. */
export interface Reader {
  /** The words as everything here reads them: English ones of the trade put into Chinese. */
  plain(text: string): string
  understand(text: string, options: UnderstandOptions): Understanding
  /** Building, unit, room as said, and the place named, with whether it lies in a home or a public area. */
  where(
    text: string,
    /** The words answer the question where it is: 「501」 is then a room. */
    options?: { answer?: boolean },
  ): {
    building?: string
    unit?: string
    room?: string
    floor?: string
    place?: string
    scope: 'home' | 'public' | null
    /** The owner's own words for it. */
    text: string
    /** The words that name building, unit and room, as they stand in the text. */
    homeWords: string[]
  }
  phone(text: string): { phone: string } | { short: true } | null
  name(text: string, options?: { answer?: boolean }): string | null
  /** A time to come, never one past. `from`/`to` ISO with offset. */
  appointment(text: string, at: Date, timeZone: string): { from: string; to: string | null; text: string } | null
  since(text: string, at: Date, timeZone: string): string | null
  yesNo(text: string): 'yes' | 'no' | null
  rating(text: string): number | null
  category(text: string, kind: 'repair' | 'complaint'): string | null
  /** Who answers for it when it is not the company's (domain.md B11). */
  outsideBody(text: string): OutsideBodyFound | null
}
