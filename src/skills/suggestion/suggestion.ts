import type { Skill } from '../../conversation/skill'
import { saidBack } from '../../conversation/slots/matter'
import { fileCase } from '../filing/file-case'

export const suggestion: Skill = {
  name: 'suggestion',
  intents: ['suggestion'],
  interrupts: true,
  take: (turn) => turn.begin('suggestion', {}),
  effects: {
    'open-suggestion': async (turn, values) => {
      const filed = await fileCase(turn, { kind: 'suggestion', values })
      await turn.phrase('suggestion.filed', {
        matter: saidBack(values.matter ?? ''),
        number: filed.number,
        who: filed.who,
        due: filed.due,
      })
    },
  },
}
