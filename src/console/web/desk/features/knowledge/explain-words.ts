import type { ExplainAnswer } from '../../../../contract/knowledge-desk'

type Why = ExplainAnswer['hits'][number]['why']

const DECISION: Record<ExplainAnswer['decision'], string> = {
  answer: '机器人会用第一条回答',
  choices: '把握不够，机器人会列出几条请业主选',
  refuse: '没有够得上的答案，机器人会请业主说清楚，或转给同事',
}

export function decisionWords({ decision, lacksValue, hits }: Pick<ExplainAnswer, 'decision' | 'lacksValue' | 'hits'>) {
  if (lacksValue) return '找到了，但这一条还有数值没填，填好之前不会这样答'
  return hits.length === 0 ? '没有找到相近的答案，会记到「没答上来的」' : DECISION[decision]
}

const FIELD: Record<Why[number]['field'], string> = {
  question: '问题',
  similar: '相似问',
  answer: '答案',
  topic: '分类',
}

/** Which words of the question stand where in the article. */
export function whyWords(why: Why): string {
  const found = why.filter(({ terms }) => terms.length > 0)
  if (found.length === 0) return '没有相同的字，意思相近'
  return found.map(({ field, terms }) => `${FIELD[field]}里有「${[...new Set(terms)].join('」「')}」`).join('；')
}
