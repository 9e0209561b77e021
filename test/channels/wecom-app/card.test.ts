import { cardIdOf, taskIdOf, toTemplateCard } from '../../../src/channels/wecom-app/card'
import { shapeApp, wordsOf } from '../../../src/channels/wecom-app/owner-sender'
import { startTalk, type Talk } from '../../emulator/talk'

let talk: Talk
beforeAll(async () => {
  talk = await startTalk()
})
afterAll(() => talk.wecom.close())

describe('a card', () => {
  it('is taken by WeCom whatever its words are: too many, too long, emoji, control signs', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => index)
    const card = toTemplateCard('cd_1-1', {
      tone: 'alarm',
      title: `【紧急】${'长'.repeat(100)}`,
      subtitle: '😀'.repeat(80),
      text: `漏水\u0000\ud83d${'水'.repeat(500)}`,
      lines: many(9).map((index) => ({ name: `第${index}行很长的名字`, value: '值'.repeat(99) })),
      url: 'https://service.example.com/',
      buttons: many(8).map((index) => ({ key: `k${index}`, text: '按钮上很长很长的字样', style: 'main' as const })),
      choice: {
        key: 'to',
        title: '转派给',
        options: many(30).map((index) => ({ id: `s${index}`, text: '名'.repeat(40) })),
      },
    })

    const answer = await talk.post('message/send', {
      ...{
        touser: 'zhangsan',
        agentid: Number(talk.wecom.env.WECOM_AGENT_ID),
        msgtype: 'template_card',
        template_card: card,
      },
    })

    expect(answer.errcode).toBe(0)
    expect([...card.main_title.title].length).toBeLessThanOrEqual(36)
    expect([...card.main_title.desc!].length).toBeLessThanOrEqual(44)
    expect(card.main_title.desc!.endsWith('…')).toBe(true)
    expect([card.horizontal_content_list.length, card.button_list.length]).toEqual([6, 6])
    expect(card.button_selection!.option_list).toHaveLength(10)
    expect(talk.rules()).toEqual([])
  })

  it('leads nowhere without a web address, and leaves out what is empty', () => {
    const card = toTemplateCard('cd_1-1', {
      ...{
        tone: 'plain',
        title: '报修',
        url: 'javascript:alert(1)',
        buttons: [{ key: 'a', text: '接单', style: 'main' }],
      },
      lines: [{ name: '位置', value: '' }],
      choice: { key: 'to', title: '转派给', options: [] },
    })

    expect(card).not.toHaveProperty('card_action')
    expect(card).not.toHaveProperty('button_selection')
    expect(card.horizontal_content_list).toEqual([])
  })

  it('is the same card at every attempt', () => {
    expect([taskIdOf('cd_1', 1), taskIdOf('cd_1', 12)].map(cardIdOf)).toEqual(['cd_1', 'cd_1'])
  })
})

describe('words to an owner who is a member', () => {
  const options = Array.from({ length: 3 }, (_, index) => ({ id: `o${index}`, label: `第${index + 1}种` }))

  it('show the options of a menu by number', () => {
    expect(wordsOf({ type: 'menu', text: '请选择', options, tail: '谢谢' })).toBe(
      '请选择\n1. 第1种\n2. 第2种\n3. 第3种\n谢谢\n（回复数字就可以）',
    )
  })

  it('are never longer than 2048 bytes, and nothing of them is lost', () => {
    const long = '业主您好，维修师傅已经出发。'.repeat(200)

    const text = shapeApp({ type: 'text', text: long })
    const menu = shapeApp({ type: 'menu', text: long, options })

    for (const part of [...text, ...menu]) expect(Buffer.byteLength(wordsOf(part))).toBeLessThanOrEqual(2048)
    expect(text.map(wordsOf).join('')).toBe(long)
    expect(menu.at(-1)).toMatchObject({ type: 'menu', options })
  })
})
