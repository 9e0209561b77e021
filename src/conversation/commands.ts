import type { Intent } from '../understanding/understanding'

/**
 * Words we ask owners to reply with (「进度」「人工」「取消」…), and the names of our services said alone. They mean what we said they
 * mean, whatever a classifier makes of so few characters.
 */
export function commandOf(text: string): Intent | null {
  const said = text
    .normalize('NFKC')
    .replace(/[\s\p{P}\p{S}]/gu, '')
    .replace(POLITE, '')
    .toLowerCase()
  return COMMANDS.find(([pattern]) => pattern.test(said))?.[1] ?? null
}

const POLITE = /^(你好|您好|喂|在吗|请问|麻烦|那|哦|嗯)+|(吧|啊|呀|呢|了|谢谢|一下)+$/g

const WISH = '(我)?(想要|想|要|需要|得|来)?(帮我|给我|找)?'
const COMMANDS: readonly [RegExp, Intent][] = [
  [new RegExp(`^${WISH}(转|接|叫)?(人工|真人|客服|人工客服|人工服务)$`), 'human'],
  [/^(person|human|agent|operator)$/, 'human'],
  [new RegExp(`^${WISH}(报修|报个修|维修|修东西)$`), 'repair'],
  [new RegExp(`^${WISH}(投诉|举报)$`), 'complaint'],
  [new RegExp(`^${WISH}(提|反映)?(个|点|一个|一点)?(建议|意见)$`), 'suggestion'],
  [new RegExp(`^${WISH}(表扬)$`), 'praise'],
  [new RegExp(`^${WISH}(查|看|问)?(进度|进展|办理进度|工单)$`), 'progress'],
  [/^(progress|status)$/, 'progress'],
  [/^(取消|不办|不报|不弄|算|撤销|cancel)$/, 'cancel'],
]

/** Words that take something back. A guess of `cancel` without any of them is only a guess. */
export function takesBack(text: string): boolean {
  return /取消|撤|退|不办|不报|不修|不弄|不要|不用|不来|不需要|算了|别|好了|cancel|never mind/i.test(text)
}
