import { spanWords } from '../../components/span-words'

/** Within the first hour every second counts. */
export function countWords(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  if (seconds >= 3_600) return spanWords(ms)
  return seconds < 60 ? `${seconds}秒` : `${Math.floor(seconds / 60)}分${String(seconds % 60).padStart(2, '0')}秒`
}
