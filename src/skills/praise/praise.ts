import { wasNoPraise } from '../../conversation/bitter-praise'
import type { Skill } from '../../conversation/skill'
import { matterLine, saidBack } from '../../conversation/slots/matter'
import type { Turn } from '../../conversation/turn'
import { addToCase } from '../../records/case/add-to-case'
import { actOnCase } from '../../records/case/act-on-case'
import { findCase } from '../../records/case/read-case'
import { fileCase } from '../filing/file-case'

/** Said this long after it, 「我说反话」 is of the praise. */
const BELONGS_MS = 30 * 60_000
const NO_PRAISE = '业主表示不是表扬'

export const praise: Skill = {
  name: 'praise',
  intents: ['praise'],
  interrupts: true,
  first: (turn) => takesBack(turn),
  take: (turn) => turn.begin('praise', {}),
  effects: {
    'open-praise': async (turn, values) => {
      const filed = await fileCase(turn, { kind: 'praise', values })
      await turn.phrase('praise.filed', {
        matter: saidBack(values.matter ?? ''),
        number: filed.number,
        due: filed.due,
      })
    },
  },
}

/** 「我说反话你听不出来？」: the praise is withdrawn, and what was told is the complaint it was; one heard as such has it noted. */
async function takesBack(turn: Turn): Promise<boolean> {
  const { caseInTalk: last } = turn.memory
  if (
    last === null ||
    !['praise', 'complaint'].includes(last.kind) ||
    turn.draft !== null ||
    turn.facts.menuId !== null ||
    turn.understanding.emergency
  )
    return false
  if (turn.at.getTime() - new Date(last.at).getTime() > BELONGS_MS || !wasNoPraise(turn.text)) return false
  const found = await findCase(turn.db, last.id)
  if (found === null || ['closed', 'cancelled'].includes(found.status)) return false
  const { at, now, community, claimed, exchangeIds } = turn
  if (found.kind === 'complaint') {
    turn.effect((tx) => addToCase(tx, found.id, { note: matterLine(turn.text), photos: [], exchangeIds, at }))
    await turn.phrase('complaint.added', { number: found.number, more: '' })
    return true
  }
  const act = { by: claimed.conversation.user, at, now, zone: community.timeZone }
  turn.effect((tx) => actOnCase(tx, found.id, { ...act, action: 'cancel', note: NO_PRAISE }).then(() => undefined))
  await turn.takeAs('complaint', { text: found.summary, toldBefore: [] })
  return true
}
