import type { Reader } from '../../conversation/reader'
import type { Case } from '../../records/case/case'
import { namedIn } from './named-in'

/** What every urging and every threat says; it names no matter. */
const URGES =
  /投诉|举报|曝光|物业|管家|客服|你们|电视台?|电话|(再|都|也|还|怎么)*(没有?|不)(人|见人)?(来|管|理|处理|解决|回复|答复)?|再(这样|拖)/gu
const WAITING = '处理不及时'

/**
 * Whether words that urge or threaten are about that record: they name it or its kind of trouble, or no fault, place or trouble at
 * all (「再没人管我就打12345」).
 */
export function isAbout(reader: Pick<Reader, 'category' | 'where'>, one: Case, text: string): boolean {
  const said = text.replace(URGES, ' ')
  if (namedIn(one.summary, said)) return true
  const trouble = troubleIn(reader, text)
  if (trouble !== null) return one.category.startsWith(`${trouble}/`)
  const { building, place } = reader.where(said)
  return building === undefined && place === undefined && reader.category(said, 'repair') === null
}

/** The 大类 of what is complained of besides the waiting; null where nothing is. */
export function troubleIn({ category }: Pick<Reader, 'category'>, text: string): string | null {
  const trouble = category(text.replace(URGES, ' '), 'complaint')?.split('/')[0] ?? WAITING
  return trouble === WAITING ? null : trouble
}
