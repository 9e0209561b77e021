import { asText, shapeKf, toKfBody } from '../../../src/channels/wecom-kf/shape'
import { outboundText } from '../../../src/messages/outbound'

const bytes = (text: string) => Buffer.byteLength(text)
const option = (n: number, label = `第${n}项`) => ({ id: `o_${n}`, label })

describe('a text', () => {
  test('of 2048 bytes is one message, one byte more makes two', () => {
    expect(shapeKf({ type: 'text', text: 'a'.repeat(2048) })).toHaveLength(1)
    expect(shapeKf({ type: 'text', text: 'a'.repeat(2049) })).toHaveLength(2)
  })

  test('is never more than five messages and says that there was more', () => {
    const messages = shapeKf({ type: 'text', text: '物业费按建筑面积每月收取。'.repeat(600) })

    expect(messages).toHaveLength(5)
    expect(messages.every((message) => bytes(outboundText(message)) <= 2048)).toBe(true)
    expect(outboundText(messages[4]!)).toMatch(/…$/)
  })
})

describe('a menu', () => {
  test('is one message with head, entries and tail', () => {
    const menu = { type: 'menu' as const, text: '请选择', options: [option(1), option(2)], tail: '也可以直接说' }

    expect(shapeKf(menu)).toEqual([menu])
    expect(toKfBody(menu)).toEqual({
      msgtype: 'msgmenu',
      msgmenu: {
        head_content: '请选择',
        list: [
          { type: 'click', click: { id: 'o_1', content: '第1项' } },
          { type: 'click', click: { id: 'o_2', content: '第2项' } },
        ],
        tail_content: '也可以直接说',
      },
    })
  })

  test('without head or tail leaves the fields out', () => {
    expect(toKfBody({ type: 'menu', text: '', options: [option(1)] })).toEqual({
      msgtype: 'msgmenu',
      msgmenu: { list: [{ type: 'click', click: { id: 'o_1', content: '第1项' } }] },
    })
  })

  test('with a head above 1024 bytes says the beginning as text first', () => {
    const text = `${'甲'.repeat(300)}。${'乙'.repeat(300)}。`

    const messages = shapeKf({ type: 'menu', text, options: [option(1)] })

    expect(messages.map(({ type }) => type)).toEqual(['text', 'menu'])
    expect(bytes(messages[1]!.type === 'menu' ? messages[1]!.text : '')).toBeLessThanOrEqual(1024)
    expect(messages.map((message) => message.text).join('')).toBe(text)
  })

  test('with a tail above 1024 bytes says it as text afterwards', () => {
    const messages = shapeKf({ type: 'menu', text: '请选择', options: [option(1)], tail: '尾'.repeat(400) })

    expect(messages.map(({ type }) => type)).toEqual(['menu', 'text'])
  })

  test('with more than ten entries is more than one menu, none above ten', () => {
    const options = Array.from({ length: 23 }, (_, n) => option(n))

    const messages = shapeKf({ type: 'menu', text: '请选择', options, tail: '完' })

    expect(messages.map((message) => (message.type === 'menu' ? message.options.length : 0))).toEqual([10, 10, 3])
    expect(messages.map((message) => message.type === 'menu' && message.tail)).toEqual([undefined, undefined, '完'])
  })

  test('clips an entry above 128 bytes where a reader can see it', () => {
    const [menu] = shapeKf({ type: 'menu', text: '', options: [option(1, '很长的选项'.repeat(20))] })

    const label = menu?.type === 'menu' ? (menu.options[0]?.label ?? '') : ''
    expect(bytes(label)).toBeLessThanOrEqual(128)
    expect(label).toMatch(/…$/)
  })
})

test('where only text may travel, a menu is told in words', () => {
  expect(asText({ type: 'menu', text: '请选择', options: [option(1), option(2)], tail: '完' })).toEqual({
    type: 'text',
    text: '请选择\n· 第1项\n· 第2项\n完',
  })
})
