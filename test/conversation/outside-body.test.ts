import { startTalk } from '../support/talk'
import type { Talk } from '../support/talk'

/** domain.md B11: thirty matters that are not the company's. The sample community gives its own names and numbers. */
const OUTSIDE: [text: string, number: string][] = [
  ['自来水公司一直不来换水表，你们管不管', '400-000-0011'],
  ['水表自己一直转 没人用水', '400-000-0011'],
  ['水务公司把马路挖开了到现在没修好', '400-000-0011'],
  ['我要投诉水厂 水一股漂白粉味', '400-000-0011'],
  ['供电局停电到底几点来电', '400-000-0012'],
  ['电表烧了 黑屏', '400-000-0012'],
  ['国家电网的人说要换表一直没来', '400-000-0012'],
  ['燃气公司约了三次都不来开通', '400-000-0013'],
  ['燃气表没电了谁换', '400-000-0013'],
  ['煤气公司收费乱收', '400-000-0013'],
  ['暖气公司供的暖不热 你们管不管', '400-000-0014'],
  ['热力公司多收了我采暖费', '400-000-0014'],
  ['开发商交房的时候墙就裂了 保修期内 找谁', '400-000-0017'],
  ['我要投诉开发商 房子漏水三年不修', '400-000-0017'],
  ['房产证什么时候能办下来 开发商一直拖', '400-000-0017'],
  ['售楼处当初说好送的车位没给', '400-000-0017'],
  ['我自行车在楼下被偷了', '400-000-0015'],
  ['接到诈骗电话 我被骗了三千', '400-000-0015'],
  ['我要投诉派出所不出警', '400-000-0015'],
  ['居委会不给我开证明', '400-000-0016'],
  ['路口老堵车 你们不管管', '122'],
  ['小区外面马路上一直有人飙车 炸街', '122'],
  ['门口十字路口红绿灯坏了', '122'],
  ['联通宽带断了', '10010'],
  ['家里wifi断了 电信一直不来', '10000'],
  ['移动信号在我家一格都没有', '10086'],
  ['小区外面工地半夜施工吵死了', '12345'],
  ['马路对面烧烤摊油烟太大', '12345'],
  ['小区外面马路井盖坏了', '12345'],
  ['门口公交车改线了你们知道吗', '12345'],
  ['城管为什么不管门口的夜市', '12345'],
]

const OURS = [
  '厨房水管漏水',
  '麻烦把我前面那辆车移动一下',
  '电梯又坏了',
  '楼道的路灯不亮',
  '保安态度太差了',
  '物业费多少钱一平',
  '门禁卡丢了',
  '再不解决我去派出所告你们',
  '楼下广场舞音响太吵',
  '地库里总有人乱停车',
]

describe('what another body answers for (domain.md B11)', () => {
  let talk: Talk
  let owner = 0
  beforeAll(async () => {
    talk = await startTalk()
  })
  afterAll(() => talk.close())

  const answerTo = async (text: string): Promise<string> => {
    const said = await talk.say(text, { user: `outside-${++owner}` })
    return said.map((reply) => reply.text).join('\n')
  }

  it.each(OUTSIDE)('is answered with who it is, a number and what we do: %s', async (text, number) => {
    const said = await answerTo(text)

    expect(said).toContain(number)
    // A record that is being made, a person, or how to have it passed on.
    expect(said).toMatch(/登记|人工|同事|回复/u)
  })

  it.each(OURS)('is not said of what is ours: %s', async (text) => {
    expect(await answerTo(text)).not.toMatch(/这件事由|这类事由/u)
  })

  it('names it once, not at every message', async () => {
    const user = 'says-it-twice'
    await talk.say('我要投诉开发商 房子漏水三年不修', { user })

    const [again] = await talk.say('开发商就是不管', { user })

    expect(again?.text).not.toContain('400-000-0017')
  })
})
