import type { SlotDefinition } from '../../dialogs/definition'

/** Between which hours somebody comes, as the file of the dialog says. */
export function visitHours({ hours }: Pick<SlotDefinition, 'hours'>): { from: string; to: string } {
  const [from = '', to = ''] = (hours ?? '08:00-20:00').split('-')
  return { from, to }
}
