import path from 'node:path'
import { run } from '../../src/tools/eval/emergency'
import { detectEmergency } from '../../src/understanding/understand'
import { LEXICON_FOLDER } from '../../src/understanding/words/read-lexicon-files'

describe('the emergency reflex (domain.md E3)', () => {
  it.each([
    ['meiqi loule kuai lai', 'gas'],
    ['wo beikun zai dianti li', 'elevator'],
    ['👧不见了😭', 'missing'],
    ['我不想获了', 'self_harm'],
    ['那个喂物业吗就是我们家厨房那个水管它突然就爆了然后水一直往外喷', 'water'],
    ['someone is breaking into my apartment', 'intrusion'],
  ])('hears danger however it is written: %s', (text, type) => {
    expect(detectEmergency(text)?.type).toBe(type)
  })

  it.each([
    ['negation inside the words of danger', '老人没摔着，就是坐下歇会儿'],
    ['a condition inside them', '花盆放在窗台上万一掉下来砸到人怎么办'],
    ['what somebody has lived through', '我家水管爆过，想换新的'],
    ['a state told after the past', '上周孩子摔倒流血了，现在已经拆线'],
    ['what a film shows', '电影里有人跳楼，太吓人了'],
    ['exaggeration', '热得我要晕倒了'],
  ])('is not raised by %s: %s', (_, text) => {
    expect(detectEmergency(text)).toBeNull()
  })

  it.each(['我要跳楼怎么办', '如果我死了是不是就没人烦我了，我不想活了', '他要跳楼怎么办'])(
    'comes all the same for a life that is spoken of: %s',
    (text) => {
      expect(detectEmergency(text)?.type).toBe('self_harm')
    },
  )

  it('keeps the committed score on alarms and look-alikes that no rule and no voice has seen', async () => {
    const { json } = await run({ file: path.join(LEXICON_FOLDER, 'samples/emergency-unseen.jsonl') })
    const { recall, falseAlarms, typeRight } = json as Record<string, number>

    expect(recall).toBeGreaterThanOrEqual(0.93)
    expect(falseAlarms).toBeLessThanOrEqual(0.09)
    expect(typeRight).toBeGreaterThanOrEqual(0.95)
  })

  it('takes less than 5 ms of processor time a message', () => {
    const text = '师傅你好我在3栋2单元501，刚才厨房那边有股很大的煤气味，我已经把窗户打开了，现在怎么办'
    for (let warm = 0; warm < 200; warm += 1) detectEmergency(text)
    const before = process.cpuUsage()
    for (let round = 0; round < 200; round += 1) detectEmergency(text)

    expect(process.cpuUsage(before).user / 1000 / 200).toBeLessThan(5)
  })
})
