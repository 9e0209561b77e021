import { readXml } from '../../../src/channels/wecom/callback-xml'
import { keyOf, readAppEvent } from '../../../src/channels/wecom-app/app-event'

const head =
  '<ToUserName><![CDATA[ww1]]></ToUserName><FromUserName><![CDATA[LiSi]]></FromUserName><CreateTime>1795248000</CreateTime>'
const read = (rest: string) => readAppEvent(readXml(`<xml>${head}${rest}<AgentID>1000002</AgentID></xml>`))
const event = (name: string, rest = '') =>
  `<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[${name}]]></Event>${rest}`
const click = (selected: string, code = 'RC1') =>
  event(
    'template_card_event',
    `<EventKey>accept</EventKey><TaskId>cd_1-1</TaskId><ResponseCode>${code}</ResponseCode>${selected}`,
  )
const item = (question: string, ...options: string[]) =>
  `<SelectedItem><QuestionKey>${question}</QuestionKey><OptionIds>${options.map((one) => `<OptionId>${one}</OptionId>`).join('')}</OptionIds></SelectedItem>`

describe('what reaches the callback of the app', () => {
  it('is a message with an id beyond what a number holds', () => {
    const message = read('<MsgType>text</MsgType><Content><![CDATA[110]]></Content><MsgId>4561255354251345929</MsgId>')

    expect(message).toMatchObject({
      kind: 'message',
      from: 'LiSi',
      type: 'text',
      text: '110',
      msgId: '4561255354251345929',
    })
    expect(message).toMatchObject({ at: new Date('2026-11-21T16:00:00+08:00') })
  })

  it.each<[string, string, Record<string, string[]>]>([
    ['no list', '', {}],
    ['an empty list', '<SelectedItems></SelectedItems>', {}],
    ['one choice', `<SelectedItems>${item('to', 'st2')}</SelectedItems>`, { to: ['st2'] }],
    [
      'several',
      `<SelectedItems>${item('to', 'a', 'b')}${item('why', 'c')}</SelectedItems>`,
      { to: ['a', 'b'], why: ['c'] },
    ],
    ['a question without an answer', `<SelectedItems>${item('to')}</SelectedItems>`, { to: [] }],
  ])('is a press with %s', (_, selected, expected) => {
    expect(read(click(selected))).toMatchObject({ kind: 'click', key: 'accept', taskId: 'cd_1-1', selected: expected })
  })

  it('is a place, with its latitude and longitude the right way round', () => {
    const place =
      '<MsgType>location</MsgType><Location_X>30.27</Location_X><Location_Y>120.15</Location_Y><Label>东门</Label><MsgId>1</MsgId>'

    expect(read(place)).toMatchObject({ location: { latitude: 30.27, longitude: 120.15, address: '东门' } })
  })

  it('is known again by what makes it this one, and two presses of one second are two', () => {
    const [first, again, other] = [click('', 'RC1'), click('', 'RC1'), click('', 'RC2')].map((xml) => keyOf(read(xml)!))

    expect(again).toBe(first)
    expect(other).not.toBe(first)
    expect(keyOf(read(event('enter_agent'))!)).not.toBe(keyOf(read(event('unsubscribe'))!))
  })

  it('is nothing of ours with a time that no log can hold', () => {
    const xml = `<xml>${head.replace('1795248000', '999999999999')}<MsgType>text</MsgType><Content>1</Content></xml>`

    expect(readAppEvent(readXml(xml))).toBeNull()
  })

  it('is nothing of ours without a sender', () => {
    expect(readAppEvent(readXml('<xml><MsgType>event</MsgType><Event>kf_account_auth_change</Event></xml>'))).toBeNull()
  })
})
