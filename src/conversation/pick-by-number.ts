import { z } from 'zod'
import type { Queryable } from '../platform/database/db'
import { optionNumber } from './slots/option-number'

const Menu = z.object({ content: z.object({ options: z.array(z.object({ id: z.string(), label: z.string() })) }) })

/**
 * 「2」 under a menu is its second option, as if it had been tapped: not every owner taps. Only while the menu is the newest thing
 * we said; scores have numbers of their own (skills/rating). A number that answers nothing we said is `stray`.
 */
export async function pickByNumber(
  db: Queryable,
  conversationId: string,
  text: string,
): Promise<{ id: string; label: string } | 'stray' | null> {
  const number = optionNumber(text)
  if (number === null) return null
  const rows = await db.query<{ kind: string; body: unknown }>(
    'newest-said',
    `select e.kind, x.body from exchange e join exchange_content x on x.exchange_id = e.id
      where e.conversation_id = $1 and e.direction = 'out' order by e.seq desc limit 1`,
    [conversationId],
  )
  const menu = rows[0]?.kind === 'menu' ? Menu.safeParse(rows[0].body) : null
  const option = menu?.success ? menu.data.content.options[number - 1] : undefined
  if (option === undefined) return menu?.success ? null : 'stray'
  return option.id.startsWith('rate_') ? null : option
}
