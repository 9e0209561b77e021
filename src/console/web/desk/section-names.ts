/** What may stand first in the address; `sections.tsx` says what each shows. */
export const SECTIONS = [
  'talks',
  'cases',
  'knowledge',
  'follow-ups',
  'troubles',
  'words',
  'start',
  'setup',
  'accounts',
  'persons',
  'reports',
  'entrances',
  'audit',
  'wecom-roles',
] as const
export type Section = (typeof SECTIONS)[number]
