import type { Skill } from '../../conversation/skill'
import { saidBack } from '../../conversation/slots/matter'
import { fileCase } from '../filing/file-case'

export const praise: Skill = {
  name: 'praise',
  intents: ['praise'],
  interrupts: true,
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
