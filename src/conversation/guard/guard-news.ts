import { checkWords } from '../../messages/guard/check-words'
import type { GuardRules } from '../../messages/guard/guard-rules'
import { withoutFindings } from '../../messages/guard/without-findings'
import type { OutboundContent } from '../../messages/outbound'

/**
 * What a task tells an owner is wording of ours around what colleagues noted, and they answer for their notes. One thing is never
 * passed on: fees used as a threat (民法典 944, domain.md C17).
 */
export function guardNews(content: OutboundContent, rules: GuardRules): OutboundContent {
  if (content.type !== 'text' && content.type !== 'menu') return content
  const threats = checkWords(content.text, rules).filter(({ kind }) => kind === 'fee-threat')
  if (threats.length === 0) return content
  return { ...content, text: withoutFindings(content.text, threats) || INSTEAD }
}

const INSTEAD = '您的事项有新进展，回复「查进度」马上就能看到。'
