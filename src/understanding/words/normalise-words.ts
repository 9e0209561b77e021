import { z } from 'zod'

/** `dialogs/understanding/normalise.yml`: how owners really write what the rules know by one spelling. */
export const NormaliseWords = z.strictObject({
  /** Wrong or regional spelling → the usual one: 物页 → 物业, 瓦斯 → 煤气. */
  spellings: z.record(z.string(), z.string()),
  /** Emoji and WeChat's bracketed faces → a word that carries their meaning. */
  faces: z.record(z.string(), z.string()),
  /** Latin abbreviations and whole pinyin, as words of their own: rg → 人工. */
  abbreviations: z.record(z.string(), z.string()),
  /** Words read in Latin letters by their sounds, together with the homophones. */
  pinyin: z.array(z.string().min(2)),
  /** Words worth finding behind a homophone of one of their characters. */
  homophones: z.array(z.string().min(2)),
  /** Right words that sound like one of those and must stay as they are. */
  keep: z.array(z.string()),
})
export type NormaliseWords = z.infer<typeof NormaliseWords>
