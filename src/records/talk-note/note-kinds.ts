/** `transfer` and `called` have somebody they are meant for; `called` waits until somebody has looked. */
export const NOTE_KINDS = ['note', 'transfer', 'called'] as const
export type NoteKind = (typeof NOTE_KINDS)[number]
