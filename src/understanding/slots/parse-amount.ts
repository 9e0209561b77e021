import { parseChineseNumber } from './chinese-number'

export interface AmountReading {
  /** In yuan, with two decimals: `1280.00`. */
  value: string
  text: string
}

const DIGITS = '[零〇一二两俩三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟]'
const IN_FIGURES =
  /(?:[¥￥]|人民币|rmb)\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d{1,2})?\s*(万|千|百)?|(\d{1,3}(?:,\d{3})+|\d+)(\.\d{1,4})?\s*(万|千|百)?\s*(?:多)?(?:元|块钱|块|圆|rmb)(?:(\d)(?:毛|角)?(?!\d|钱))?/giu
const IN_WORDS = new RegExp(
  `(${DIGITS}{1,12})\\s*(?:多)?(?:元|块钱|块|圆)(?:整|(?<!钱)([一二三四五六七八九])(?:毛|角)?)?(?!板|砖|地)`,
  'u',
)
const FORMAL: Record<string, string> = { 壹: '一', 贰: '二', 叁: '三', 肆: '四', 伍: '五', 陆: '六', 柒: '七', 捌: '八', 玖: '九', 拾: '十', 佰: '百', 仟: '千' } // prettier-ignore
const SCALE: Record<string, number> = { 万: 10_000, 千: 1000, 百: 100 }

/** The first sum of money of a message: 1,280元, 3块5, 1.2万块, ￥300, 两千三百块, 贰仟元整. A plain number is none. */
export function parseAmount(text: string): AmountReading | null {
  const read = text.slice(0, 2000)
  const figures = [...read.matchAll(IN_FIGURES)][0]
  const words = IN_WORDS.exec(read)
  if (figures && (!words || figures.index <= words.index)) {
    const whole = (figures[1] ?? figures[4] ?? '').replaceAll(',', '')
    const scale = SCALE[figures[3] ?? figures[6] ?? ''] ?? 1
    const tenths = Number(figures[7] ?? 0) / 10
    return toReading(Number(`${whole}${figures[2] ?? figures[5] ?? ''}`) * scale + tenths, figures[0])
  }
  if (!words) return null
  const number = parseChineseNumber(
    (words[1] ?? '').replace(/[壹贰叁肆伍陆柒捌玖拾佰仟]/g, (char) => FORMAL[char] ?? char),
  )
  if (number === null) return null
  return toReading(number + (words[2] ? (parseChineseNumber(words[2]) ?? 0) / 10 : 0), words[0])
}

const toReading = (yuan: number, text: string): AmountReading | null =>
  Number.isFinite(yuan) && yuan < 1e9 ? { value: yuan.toFixed(2), text: text.trim() } : null
