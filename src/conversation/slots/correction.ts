/** How owners take something back: 「不对，是4栋」, 「电话错了」, 「改明天下午」, 「不是厨房，是卫生间」. */
export interface Correction {
  /** The words that hold from now on. */
  right: string
  /** What they replace, when the owner named it. */
  wrong: string | null
  /** What stands behind the last word of change: 「明天没空，改到后天吧」 is about the day after. */
  changed: string | null
}

const OPENING =
  /^(哎呀|哦|啊|嗯|那个)?[,，\s]*((地址|房号|门牌号?|单元|楼栋|电话|手机|号码|时间|名字)?(也|都|好像|我|刚才)*((说|写|打|发|填|报)?(错|反)(了|啦)|不对)|不是的?|搞错了|更正|纠正|等等|等一?下)[,，。\s]*/
const CHANGE = /^.*?(?:改成|改为|改到|改在|换成|换到|换为|推迟到|延[后期]?到|提前到|挪到|应该是|应为|更正为|而是)/
const NOT_BUT = /不是(.{1,10}?)[,，\s]*(?:而是|应该是|是)(.+)$/

/** Null when nothing is taken back. */
export function readCorrection(text: string): Correction | null {
  const said = text.trim()
  const notBut = NOT_BUT.exec(said)
  if (notBut) return { wrong: notBut[1]!.trim(), right: withoutChange(notBut[2]!), changed: null }
  const opened = OPENING.test(said)
  const rest = said.replace(OPENING, '')
  const hasChange = /(改|换)(成|为|到|在)?|(推迟|延[后期]?|提前|挪)到|应该是|而是/.test(rest)
  if (!opened && !hasChange) return null
  const right = withoutChange(rest).replace(/^(应该)?是/, '')
  return right.trim() ? { right, wrong: null, changed: changedTo(rest) } : null
}

function changedTo(text: string): string | null {
  const last = [...text.matchAll(/(?:改|换)(?:成|为|到|在)|(?:推迟|延[后期]?|提前|挪)到|(?:改|换)(?!天)/gu)].at(-1)
  return last === undefined ? null : text.slice(last.index + last[0].length)
}

/** Clause by clause, what stands after the word of change: 「2单元改成1单元」 means 1单元. */
function withoutChange(text: string): string {
  return text
    .split(/(?<=[,，。；;])/)
    .map((clause) => clause.replace(CHANGE, '').replace(/^(时间|上门时间|上门|地址|电话)?(改|换)(?!天)/, ''))
    .join('')
}
