import type { SlotDefinition } from '../../dialogs/definition'
import type { Attachment } from '../../messages/inbound'
import type { OtherFault } from './faults-apart'

/** Where a home is, as far as it is known; digits as contract §7 writes them. */
export interface Home {
  building?: string
  unit?: string
  room?: string
}

export interface Spot {
  place: string
  /** In somebody's home, or in a public area: decides whether a room is asked for (B57). */
  scope: 'home' | 'public' | null
}

export interface Appointment {
  /** ISO with offset; null when the owner said any time will do. */
  from: string | null
  to: string | null
  text: string
}

/** A photo of this talk and where the log keeps it. */
export interface Photo {
  attachment: Attachment
  exchangeId: string
}

/** What the dialogs gather. One shape for all of them, so that a change from repair to complaint keeps what is known. */
export interface SlotValues {
  matter?: string
  spot?: Spot
  home?: Home
  /** The building whose QR code brought them: a guess, until the owner says a home or confirms the summary. */
  scanned?: string
  appointment?: Appointment
  phone?: string
  name?: string
  photos?: Photo[]
  choices?: Record<string, string>
  /** Short answers by slot name, as they were said. */
  facts?: Record<string, string>
  /** Faults elsewhere, told beside this one: each becomes a record of its own. */
  others?: OtherFault[]
  /** It cannot wait: no visiting hours, no question when somebody may come. */
  urgent?: boolean
  /** The messages in which all this was told: the case is about every one of them. */
  toldIn?: string[]
  /** Slots the owner did not want to fill. */
  skipped?: string[]
}

/** Whether anything was said for a slot; what is enough of it, missing-slots.ts knows. */
export function isAnswered({ kind, name }: SlotDefinition, values: SlotValues): boolean {
  switch (kind) {
    case 'text':
      return values.matter !== undefined
    case 'home':
      return values.home !== undefined
    case 'spot':
      return values.spot !== undefined || values.home !== undefined
    case 'time':
      return values.appointment !== undefined
    case 'phone':
      return values.phone !== undefined
    case 'name':
      return values.name !== undefined
    case 'choice':
      return values.choices?.[name] !== undefined
    case 'fact':
      return values.facts?.[name] !== undefined
    case 'photo':
      return (values.photos?.length ?? 0) > 0
  }
}

export function isHomeKnown(home: Home | undefined): boolean {
  // 「底商108」 is found by its own name.
  const isNamed = /^\p{Script=Han}/u.test(home?.room ?? '')
  return home?.room !== undefined && (isNamed || home.building !== undefined)
}

/** 「1单元1001」: every building has one, unless the community has no buildings to tell apart. */
export function lacksOnlyBuilding(home: Home | undefined): boolean {
  return home?.unit !== undefined && home.room !== undefined && !isHomeKnown(home)
}

/** 「3栋2单元501」 */
export function homeText(home: Home | undefined): string {
  if (!home) return ''
  return [home.building && `${home.building}栋`, home.unit && `${home.unit}单元`, home.room && `${home.room}`]
    .filter(Boolean)
    .join('')
}

export function placeText(values: SlotValues): string {
  const home = homeText(values.home)
  const spot = values.spot?.place ?? ''
  if (!home) return spot
  // 「7号楼和8号楼中间那条路」 names its building itself.
  if (values.home?.room === undefined && /\d(?:号楼|栋|幢|座)/u.test(spot)) return spot
  if (spot.startsWith('整')) return `${home}${spot}`
  return spot && !home.includes(spot) ? `${home} ${spot}` : home
}
