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

/**
 * A command among other words: 「算了不报了，你们到底管不管」 takes back and reproaches, 「算了不报修了，我要投诉」 and 「取消吧，转人工」 want the
 * other thing. Only for messages in which something is taken back; a sigh (「算了，还是修吧」) takes nothing back. Null where no
 * clause is a command.
 */
export function commandAmong(text: string, isTakenBack: boolean): Intent | null {
  const clauses = text.split(/[，,。！!；;？?\s]+/u)
  const commands = clauses.map(commandOf)
  const opensSo = commands[0] === 'cancel' && !SIGH.test(clauses[0]!)
  if (!isTakenBack && !opensSo) return null
  const wanted = (['human', 'complaint', 'repair'] as const).find((command) => commands.includes(command))
  return wanted ?? (opensSo ? 'cancel' : null)
}

const SIGH = /^算了?[吧啊呀啦]?$/u

const POLITE = /^(你好|您好|喂|在吗|请问|麻烦|那|哦|嗯)+|(吧|啊|呀|呢|了|谢谢|一下)+$/g

const WISH = '(我)?(想要|想|要|需要|得|来)?(帮我|给我|找)?'
const COMMANDS: readonly [RegExp, Intent][] = [
  [new RegExp(`^${WISH}(转|接|叫)?(人工|真人|客服|人工客服|人工服务)$`), 'human'],
  [/^(person|human|agent|operator)$/, 'human'],
  [new RegExp(`^${WISH}(报修|报个修|维修|修东西)$`), 'repair'],
  [new RegExp(`^${WISH}(投诉|举报)(你们?|您|物业|你们物业)?$`), 'complaint'],
  [new RegExp(`^${WISH}(提|反映)?(个|点|一个|一点)?(建议|意见)$`), 'suggestion'],
  [new RegExp(`^${WISH}(表扬)$`), 'praise'],
  [new RegExp(`^${WISH}(查|看|问)?(进度|进展|办理进度|工单)$`), 'progress'],
  [/^(progress|status)$/, 'progress'],
  [/^(算了?)?(取消|不办|不报|不弄|算|撤销|cancel)$/, 'cancel'],
]

/**
 * Words that take something back. A guess of `cancel` without any of them is only a guess. 「灯好了」 takes back, 「好了，提交吧」 and
 * 「没别的了」 do not.
 */
export function takesBack(text: string): boolean {
  return TAKES_BACK.test(text)
}

const TAKES_BACK =
  /取消|撤|退|不办|不报|不修|不弄|不要|不用|不来|不需要|算了|(?<![特分级区性])别(?![的人处墅])|(?<=[^\s\p{P}])好了|cancel|never mind/iu

/**
 * 「发票不用开了吧」, 「不用寄给我」: a detail that is not wanted, while the matter is.
 */
export function refusesDetail(text: string): boolean {
  if (/取消|撤|不办|不修|不报|不弄|算了/u.test(text)) return false
  return DETAIL_FIRST.test(text) || REFUSAL_FIRST.test(text) || NO_APPOINTMENT.test(text)
}

/**
 * 「那你重新登记吧」, 「不用来我家，查查水泵」: whatever is refused, the work or its record is asked for. Somebody who sees to it themselves
 * (「不用来了，我自己看看」) asks for nothing.
 */
export function asksForWork(text: string): boolean {
  return asksForRecord(text) || clausesIn(text).some((clause) => !NOT_OURS.test(clause) && DO_IT.test(clause))
}

/** 「那你重新登记吧」, 「帮我报修吧」: the record itself is wanted, and no more is said by it. */
export function asksForRecord(text: string): boolean {
  return clausesIn(text).some((clause) => !NOT_OURS.test(clause) && RECORD_IT.test(clause))
}

const clausesIn = (text: string): string[] => text.split(/[，,。！!；;？?\s]+/u).filter((clause) => clause !== '')
const NOT_OURS = /自己|我来|我们来|老公|老婆|朋友|儿子|女儿|家人|[不别甭完]|算了|取消|撤|再说|了$/u
const RECORD_IT = /(?:重新|再|从新)(?:帮我|给我|来)?(?:登记|报|录|填|写|下单)|(?:帮我|给我|替我)(?:登记|报个?修|下单)/u
/** An order to look at or mend something: 「查查水泵」, 「把总阀修一下」. */
const DO_IT =
  /^(?:你们|您们|麻烦|请|先|就|直接|只|要|让|叫|师傅|去|来|帮我|给我|帮忙)*(?:(?:查|看|修|换|测)(?:查|看|修|换|测|一?下)(?:\p{Script=Han}{1,12})?|(?:查|修|换|检查|维修|检修|疏通|清理|处理)\p{Script=Han}{2,12}|把.{1,10}(?:修|换|清|通|处理|弄|检查).{0,6}|(?:现在|马上|尽快|随时|赶紧|快点)?(?:来|上门|过来|派人|安排)(?:人|师傅|修|看看|吧|就行|就好|就可以)*)$/u

const DETAIL = '发票|收据|电话|手机号?|号码|短信|照片|图片|名字|称呼|快递|回访|回执|发送|寄|邮'
const REFUSAL = '不用|不要|不需要|不必|免了?|别'
const DETAIL_FIRST = new RegExp(`(${DETAIL})[^，,。]{0,3}(${REFUSAL})`, 'u')
const REFUSAL_FIRST = new RegExp(
  `(${REFUSAL})(再|给我|帮我|麻烦)*(寄|邮|开发?票|留|打电话|来电话|发短信|通知|回访|拍照|写名|填)`,
  'u',
)
/** 「不用约时间吧？公共的」: nobody need be at home for it. */
const NO_APPOINTMENT = new RegExp(
  `(${REFUSAL})(再|跟我|和我|提前|专门|上门|进门|入户|来)*(约|预约|定)(?!了)(上门)?(个)?(时间|日子)?`,
  'u',
)
