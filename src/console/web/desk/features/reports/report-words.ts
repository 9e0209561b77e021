import type { TalkMood } from '../../../../contract/reports'

export const TALK_WORDS = {
  alone: { name: '机器人独立答完', color: '#07855c' },
  handed: { name: '转了人工', color: '#d98324' },
  rest: { name: '其他', color: '#8c9aa3' },
} as const

export const MOOD_WORDS: Record<TalkMood['points'][number]['label'], { name: string; color: string }> = {
  positive: { name: '满意', color: '#07855c' },
  neutral: { name: '平和', color: '#8c9aa3' },
  negative: { name: '不满', color: '#d98324' },
  angry: { name: '生气', color: '#c5221f' },
}

/** `11月5日` */
export function dayWords(day: string): string {
  const [, month, date] = day.split('-').map(Number)
  return `${month}月${date}日`
}
