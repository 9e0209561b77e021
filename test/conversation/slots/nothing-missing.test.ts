import { startTalk } from '../../support/talk'
import type { Talk } from '../../support/talk'

let talk: Talk
beforeEach(async () => {
  talk = await startTalk()
})
afterEach(() => talk.close())

const said = () =>
  talk
    .lastReplies()
    .map(({ text }) => text)
    .join('\n')

/** Found by the simulated day: the turn failed three times, and a person was called. */
it.each([
  ['an hour nobody comes at', '改成今天晚上十一点以后', '确认'],
  ['an hour nobody comes at', '改成今天晚上十一点以后', '阿巴阿巴'],
  ['half a number', '电话换成1381234', '确认'],
  ['half a number', '电话换成1381234', '物业费怎么交'],
])(
  'a full draft that is changed to %s (%s) and then hears 「%s」 goes on and is filed once',
  async (_what, change, words) => {
    for (const word of ['报修', '厨房水管漏水', '3栋2单元501', '明天上午，13812345678']) await talk.say(word)
    expect(said()).toContain('13812345678')
    await talk.say(change)

    const heard: string[] = []
    for (const word of [words, '确认']) {
      await talk.say(word)
      expect(said()).not.toMatch(/还差\s*[。，？]|undefined/)
      heard.push(said())
    }

    expect(heard.filter((reply) => reply.includes('BX-'))).toHaveLength(1)
  },
)
