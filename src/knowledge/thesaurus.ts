import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

/** Groups of words that mean the same to an owner; the first is the standard form (knowledge/thesaurus.yml). */
export const Thesaurus = z
  .object({ groups: z.array(z.array(z.string().trim().min(1)).min(2, 'a group needs at least two words')) })
  .superRefine(({ groups }, context) => {
    const seen = new Map<string, number>()
    groups.forEach((group, index) =>
      group.forEach((word, place) => {
        const earlier = seen.get(word)
        if (earlier !== undefined)
          context.addIssue({
            code: 'custom',
            path: ['groups', index, place],
            message: `「${word}」 stands already in the group of 「${groups[earlier]?.[0]}」; a word belongs to one group`,
          })
        seen.set(word, index)
      }),
    )
  })
export type Thesaurus = z.infer<typeof Thesaurus>

export const emptyThesaurus: Thesaurus = { groups: [] }

/** Throws one sentence that names every fault and where it stands. */
export function parseThesaurus(yamlText: string, name = 'thesaurus.yml'): Thesaurus {
  const result = Thesaurus.safeParse(parse(yamlText) ?? { groups: [] })
  if (result.success) return result.data
  const faults = result.error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`)
  throw new Error(`${name}: ${faults.join('; ')}`)
}

export function readThesaurus(path: string): Thesaurus {
  return parseThesaurus(readFileSync(path, 'utf8'), path)
}
