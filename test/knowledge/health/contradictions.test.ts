import { findContradictions } from '../../../src/knowledge/health/contradictions'
import { emptyThesaurus } from '../../../src/knowledge/thesaurus'

const article = (question: string, at: number) => ({
  ...{ id: `a${at}`, key: `a${at}`, question, similar: [], answer: `第${at}条答案。`, version: 1 },
})
const pairsOf = async (...questions: string[]) =>
  (await findContradictions(questions.map(article), emptyThesaurus, new Date())).length

describe('questions answered in two ways', () => {
  it.each([
    ['这个月电费突然很高，怎么查？', '这个月水费突然很高，怎么查？'],
    ['停电会提前通知吗？', '停水会提前通知吗？'],
    ['燃气费怎么交？', '暖气费怎么交？'],
  ])('are not %s and %s', async (one, other) => {
    expect(await pairsOf(one, other)).toBe(0)
  })

  it.each([
    ['这个月电费突然很高，怎么查？', '这个月电费突然很高怎么查'],
    ['停水会提前通知吗？', '停水提前通知吗？'],
    ['水电费突然很高，怎么查？', '水费突然很高，怎么查？'],
  ])('are %s and %s', async (one, other) => {
    expect(await pairsOf(one, other)).toBe(1)
  })
})
