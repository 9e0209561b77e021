import { z } from 'zod'

export const MenuOption = z.object({ id: z.string().min(1).max(128), label: z.string().min(1) })
export type MenuOption = z.infer<typeof MenuOption>

/** What the bot or staff say to an owner. Head, options and tail of a menu are one message (design D12). */
export const OutboundContent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string().min(1) }),
  z.object({
    type: z.literal('menu'),
    text: z.string(),
    options: z.array(MenuOption).min(1),
    tail: z.string().optional(),
  }),
])
export type OutboundContent = z.infer<typeof OutboundContent>

/** The words a person reads: a menu's options are part of them. */
export function outboundText(content: OutboundContent): string {
  if (content.type === 'text') return content.text
  return [content.text, ...content.options.map((option) => `· ${option.label}`), content.tail]
    .filter(Boolean)
    .join('\n')
}
