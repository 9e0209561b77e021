import type { ArticleLine, ArticleState, GoldenResult } from '../../../../contract/knowledge-desk'

export const STATE: Record<ArticleState, string> = {
  draft: '草稿',
  review: '待审',
  returned: '退回修改',
  scheduled: '定时上线',
  published: '已发布',
  replaced: '旧版',
}

export const STATE_COLOR: Record<ArticleState, string> = {
  draft: 'default',
  review: 'orange',
  returned: 'red',
  scheduled: 'blue',
  published: 'green',
  replaced: 'default',
}

export const EVENT: Record<string, string> = {
  submit: '提交审核',
  withdraw: '撤回',
  return: '退回',
  schedule: '定时上线',
  unschedule: '取消定时',
  publish: '发布',
  rollback: '退回旧版',
}

/** Not everything was written by a person: what ships, what a program or a command brought. */
const PROGRAMS: Record<string, string> = { system: '出厂', import: '命令行导入', api: '接口程序' }
export const authorWords = (by: string) => PROGRAMS[by] ?? by

/** Whether owners are answered from it, in a word. */
export function liveWords(line: Pick<ArticleLine, 'live' | 'lacks' | 'publishedVersion' | 'superseded'>): string {
  if (line.live && line.lacks === 'all') return '缺数值，暂不回答'
  if (line.live && line.lacks === 'some') return '正在回答业主，有的小区缺数值'
  if (line.live) return '正在回答业主'
  if (line.superseded) return '已由别的文章代替'
  return line.publishedVersion === 0 ? '还没有发布过' : '不在有效期'
}

const VERDICT: Record<GoldenResult['verdict'], string> = {
  right: '答对',
  offered: '列在选项里',
  lacking: '答案里少了要有的字',
  missed: '没有答上',
  wrong: '答错',
}

export function resultWords({ verdict, answeredBy, lacksValue }: GoldenResult): string {
  const by = answeredBy !== null && verdict === 'wrong' ? `（答成「${answeredBy}」）` : ''
  return `${VERDICT[verdict]}${by}${lacksValue ? '（有数值没填）' : ''}`
}
