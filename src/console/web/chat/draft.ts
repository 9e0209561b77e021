import { newId } from './new-id'

/** Something the owner says: shown at once, replaced by the logged message when that arrives. */
export interface Draft {
  id: string
  text: string
  /** A picture of the photo, for the bubble. */
  photoUrl?: string
  body: { text: string } | { menuId: string } | { image: string }
  state: 'sending' | 'failed'
}

export const textDraft = (text: string): Draft => ({ id: newId(), text, body: { text }, state: 'sending' })

export const menuDraft = (option: { id: string; label: string }): Draft => ({
  id: newId(),
  text: option.label,
  body: { menuId: option.id },
  state: 'sending',
})

export const photoDraft = (photo: { base64: string; url: string }): Draft => ({
  id: newId(),
  text: '',
  photoUrl: photo.url,
  body: { image: photo.base64 },
  state: 'sending',
})
