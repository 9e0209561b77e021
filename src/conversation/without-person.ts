/**
 * 「不用人工，你直接告诉我物业费多少钱」: a person is declined, and what stands beside it is what they want. What is left of the words without
 * that, '' where nothing else is said; null where no person is declined.
 */
export function withoutPerson(said: string, { isWaiting = false } = {}): string | null {
  let declines = false
  const kept: string[] = []
  for (const stretch of said.match(STRETCH) ?? []) {
    const rest = stretch.replace(DECLINES, '')
    const isDeclined = rest !== stretch || LATER.test(stretch) || (isWaiting && kept.length === 0 && OFF.test(stretch))
    declines ||= isDeclined
    if (!isDeclined) kept.push(stretch)
    else if (rest !== stretch && !EMPTY.test(rest)) kept.push(rest)
  }
  if (!declines) return null
  return kept
    .filter((stretch) => !BETWEEN_US.test(stretch))
    .map((stretch) => stretch.replace(TELL_ME, ''))
    .join('')
    .replace(/^[\s\p{P}]+|[\s，,、；;]+$/gu, '')
}

/**
 * 「算了我自己修」, said calmly: they see to it themselves, and nobody is called for that. Whoever gives up on us is heard by what they
 * reproach us with.
 */
export function seesToItThemselves(text: string): boolean {
  return THEMSELVES.test(text) && !REPROACHES.test(text)
}

const STRETCH = /[^，,。；;！!？?\n\s]+[，,。；;！!？?\n\s]*/gu
const EMPTY = /^[\s\p{P}]*$/u

const CALLED = '(?:人工(?:客服|服务|座席|坐席)?(?!智能)|真人|活人|客服(?!机器|态度|敷衍|中心))'
const CALLED_BY_NAME = `(?:${CALLED}|(?:你们)?(?:经理|领导|主管|管家|同事))`
const CALL = '(?:转接|转到|转|接|叫|找|喊|请|安排)'
const ENDS = '(?:了|的|吧|啊|呀|哈|哦|啦|嘛|来|好吗|行吗|行不行|好不好|可以吗|谢谢)*'
/** The words end here, or turn to what the bot is to do; 「不用人工也能办吗」 asks something else. */
const THEN = '(?=[\\s\\p{P}]|$|你|您|我|就问|直接)'
const DECLINES = new RegExp(
  '^(?:好的?|行|嗯|哦|那|就|先|算了吧?|请|麻烦|你们?|您|我|都说了|说了|还是|暂时|目前|能不能|可不可以|可以|能)*' +
    '(?:(?:不用|不要|不需要|不必|用不着|不想|甭|取消|(?<![特区分级])别(?![的人家处]))' +
    '(?:再|老是|总是|老|总|一直|动不动|就|给|帮|跟|叫|让|把|我|你|来|去|麻烦|急着)*' +
    `(?:${CALL}${CALLED_BY_NAME}|${CALLED})|(?:转|转接)?${CALLED}(?:就|也|先)?(?:不用|不要|不需要|不必|免|算|取消)(?=了|吧|$))` +
    ENDS +
    THEN,
  'u',
)
/** Not now. */
const LATER =
  /^(那|我|等|要是|如果|有(什么)?(事儿?|问题|需要)(了|的话)?|需要(了|的话|的时候)?|回头|下次|改天|以后)*(有(什么)?(事儿?|问题|需要)|需要|回头|下次|改天|以后)(了|的话|的时候)?(我)?(再|会|就)+(去)?(找|叫|联系|喊|问|麻烦|转|请|来找)(你们?|您|人工|客服|经理|管家|主管|物业|领导|人|他们?)*(了|吧|啊|哈)*[\s\p{P}]*$/u
/** With somebody on the way these call them off. */
const OFF =
  /^(好的?|嗯|哦|那|就|还是)*(算了|不用|不必|不需要|不要|没事儿?|不麻烦|不投诉|不找)(了|吧|啊|哈|你们)*[\s\p{P}]*$/u
/** Said of who is to answer; it asks nothing. */
const BETWEEN_US =
  /^(那|就|我|还是)*((你|您)(就|自己|直接|来|先|只管|给我)*(回答|回复|答|说|讲|告诉我|帮我|处理)(我|一下|就)*(好|行|可以|得)?(了|吧|呗|就行|就好|啊)*|(问|跟|和|找)(你|您)(说|讲|聊|问)?(就|也|都)?(行|好|可以|成|够)(了|的|吧|啊)*|(就|先|只|只是)*(想)?(问|咨询)(一?[个下]|你)*(事儿?|问题|话)?(就行|而已|的)?)[\s\p{P}]*$/u
const TELL_ME = /^(那|就)?(你|您)(就|自己|直接|先)*(回答我?|告诉我|跟我说|给我说|说说|讲讲)(一下)?(就行)?/u

const THEMSELVES =
  /(算了|不用了?|不麻烦(你们)?了?|不修了?|不报了?)[\s,，。、]*(还是)?(我们?|咱)?(还是)?(自己|自个儿?|找(熟人|朋友|亲戚))/u
const REPROACHES =
  /你们(?!了)|物业|没人|没(来|修)|不来|还不|指望|靠不住|没用|白|等了|天了|周了|月了|次|投诉|举报|曝光|媒体|记者|律师|法院|123[14]5|再也|只能|只好|气|[!！]{2}/u
