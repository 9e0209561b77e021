import { encrypt, sign } from '../../src/emulator/envelope'
import type { Talk } from './talk'
import { HOUR, startDoor, startTalk } from './talk'

let talk: Talk
let door: Awaited<ReturnType<typeof startDoor>>
let passiveReply = ''

beforeEach(async () => {
  passiveReply = ''
  door = await startDoor(
    () => talk.wecom.env,
    (heard) => heard.reply(200, passiveReply),
  )
  talk = await startTalk({ callbackUrl: door.url })
  talk.wecom.addMember('LiSi')
})
afterEach(async () => {
  await talk.wecom.close()
  await door.close()
})

const send = (more: object) => talk.post('message/send', { agentid: 1000002, touser: 'zhangsan', ...more })
const text = (content: string, more: object = {}) => send({ msgtype: 'text', text: { content }, ...more })
const card = (taskId: string, more: object = {}) => ({
  msgtype: 'template_card',
  template_card: {
    card_type: 'button_interaction',
    task_id: taskId,
    main_title: { title: '转人工', desc: '3栋2单元501' },
    button_list: [
      { text: '接单', key: `accept:${taskId}` },
      { text: '暂不', key: `decline:${taskId}` },
    ],
    ...more,
  },
})
const update = (code: unknown, more: object = { button: { replace_name: '已由张三接单' } }, userids = ['zhangsan']) =>
  talk.post('message/update_template_card', { agentid: 1000002, response_code: code, userids, ...more })

describe('sending', () => {
  test('reaches the valid receivers and names the others in lower case', async () => {
    talk.wecom.addMember('hidden', { visible: false })

    const sent = await text('有新报修', { touser: 'ZHANGSAN|LiSi|Hidden|Nobody' })

    expect(sent).toMatchObject({ errcode: 0, invaliduser: 'hidden|nobody', msgid: expect.any(String) })
    expect(talk.wecom.member('lisi').inbox).toMatchObject([{ text: '有新报修', receivers: ['zhangsan', 'LiSi'] }])
  })

  test('fails with 81013 when nobody is left', async () => {
    expect((await text('有人吗', { touser: 'nobody' })).errcode).toBe(81013)
    expect(talk.rules()).toEqual(['all-receivers-invalid'])
  })

  test('reaches everybody, or a department', async () => {
    talk.wecom.addMember('wangwu', { departments: [7] })
    await text('全体', { touser: '@all' })
    await text('七部', { touser: '', toparty: '7' })

    expect(talk.wecom.member('wangwu').inbox.map((message) => message.text)).toEqual(['全体', '七部'])
    expect(talk.wecom.member('LiSi').inbox.map((message) => message.text)).toEqual(['全体'])
  })

  test('drops the 31st message of a minute without a word', async () => {
    for (let i = 0; i < 31; i += 1) expect((await text(`第${i}条`)).errcode).toBe(0)

    expect(talk.wecom.member('zhangsan').inbox).toHaveLength(30)
    expect(talk.wecom.appMessages.at(-1)?.dropped).toEqual(['zhangsan'])
    expect(talk.rules()).toEqual(['member-flooded'])
  })

  test('swallows the same request twice where that is asked for', async () => {
    const check = { enable_duplicate_check: 1 }
    await text('有新报修', check)
    await text('有新报修', check)
    talk.clock.advance(1_800_000)
    await text('有新报修', check)

    expect(talk.wecom.member('zhangsan').inbox).toHaveLength(2)
  })

  test.each<[string, object]>([
    ['another app', { agentid: 7, msgtype: 'text', text: { content: '在' } }],
    ['no receiver', { touser: '', msgtype: 'text', text: { content: '在' } }],
    ['a card without address', { msgtype: 'textcard', textcard: { title: '报修', description: '漏水' } }],
    ['an unknown type', { msgtype: 'song', song: {} }],
  ])('refuses %s', async (_, more) => {
    expect((await send(more)).errcode).toBe(40058)
  })

  test('takes textcards and markdown and keeps their words', async () => {
    const url = 'https://example.com/c/1'
    await send({ msgtype: 'textcard', textcard: { title: '新报修', description: '3栋漏水', url } })
    await send({ msgtype: 'markdown', markdown: { content: '**加急**' } })

    expect(talk.wecom.appMessages.map((message) => message.text)).toEqual(['新报修\n3栋漏水', '**加急**'])
  })

  test('records text above 2048 bytes, which the platform cuts', async () => {
    expect((await text('长'.repeat(700))).errcode).toBe(0)
    expect(talk.rules()).toEqual(['text-too-long'])
  })

  test('can be taken back within a day', async () => {
    const { msgid } = await text('写错了')
    const recalled = await talk.post('message/recall', { msgid })

    expect(recalled.errcode).toBe(0)
    expect(talk.wecom.appMessages[0]?.recalled).toBe(true)
  })
})

describe('cards', () => {
  test('are clicked, answered by a code of their own and updated once', async () => {
    await send(card('h-1'))
    const { responseCode } = talk.wecom.member('zhangsan').click('accept:h-1')
    await talk.wecom.idle()

    const first = await update(responseCode)
    const second = await update(responseCode)

    expect(door.heard[0]?.xml).toContain('<Event><![CDATA[template_card_event]]></Event>')
    expect(door.heard[0]?.xml).toContain('<EventKey><![CDATA[accept:h-1]]></EventKey>')
    expect(door.heard[0]?.xml).toContain(`<ResponseCode><![CDATA[${responseCode}]]></ResponseCode>`)
    expect(first).toMatchObject({ errcode: 0, invaliduser: [] })
    expect(talk.wecom.member('zhangsan').updateOf('h-1')).toEqual({ replace_name: '已由张三接单' })
    expect(second.errcode).toBe(42016)
    expect(talk.rules()).toEqual(['response-code-reused'])
  })

  test('can be updated with the code of the send for 72 hours, and only for their receivers', async () => {
    const sent = await send(card('h-1'))
    const other = await send(card('h-2'))

    const partly = await update(sent.response_code, undefined, ['zhangsan', 'LiSi'])
    talk.clock.advance(73 * HOUR)
    await talk.login()

    expect(partly).toMatchObject({ errcode: 0, invaliduser: ['lisi'] })
    expect((await update(other.response_code)).errcode).toBe(42016)
  })

  test('need an id that was never used', async () => {
    await send(card('h-1'))

    expect((await send(card('h-1'))).errcode).toBe(42014)
    expect(talk.rules()).toEqual(['task-id-reused'])
  })

  const url = 'https://example.com'
  test.each<[string, number, object]>([
    ['without id', 42014, card('')],
    ['with an id of other signs', 42014, card('转人工')],
    ['without buttons', 42042, card('h', { button_list: [] })],
    ['with seven buttons', 42042, card('h', { button_list: Array(7).fill({ text: '好', type: 1, url }) })],
    ['with a button without key', 42017, card('h', { button_list: [{ text: '好' }] })],
    ['with two buttons of one key', 42018, card('h', { button_list: Array(2).fill({ text: '好', key: 'k' }) })],
    ['with a link button without address', 42028, card('h', { button_list: [{ text: '看', type: 1 }] })],
    ['with seven lines', 42036, card('h', { horizontal_content_list: Array(7).fill({ keyname: '楼栋' }) })],
    ['of a type that does not exist', 40058, card('h', { card_type: 'hologram' })],
    ['of text without an action', 42045, card('h', { card_type: 'text_notice' })],
    [
      'of text with an action without address',
      42028,
      card('h', { card_type: 'text_notice', card_action: { type: 1 } }),
    ],
  ])('%s are refused with %i', async (_, errcode, message) => {
    expect((await send(message)).errcode).toBe(errcode)
    expect(talk.rules()).toEqual(['card-limits'])
  })

  test('of text only need no id and give no code', async () => {
    const sent = await send(card('h', { card_type: 'text_notice', task_id: undefined, card_action: { type: 1, url } }))

    expect(sent).toEqual({ errcode: 0, errmsg: 'ok', msgid: expect.any(String) })
  })
})

describe('what staff write to the app', () => {
  const seal = (xml: string, token = talk.wecom.env.WECOM_TOKEN): string => {
    const sealed = encrypt(xml, talk.wecom.env.WECOM_ENCODING_AES_KEY, talk.wecom.env.WECOM_CORP_ID)
    const signature = sign(token, '1795248000', '42', sealed)
    return `<xml><Encrypt><![CDATA[${sealed}]]></Encrypt><MsgSignature><![CDATA[${signature}]]></MsgSignature><TimeStamp>1795248000</TimeStamp><Nonce><![CDATA[42]]></Nonce></xml>`
  }
  const reply = (content: string): string =>
    `<xml><ToUserName><![CDATA[zhangsan]]></ToUserName><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${content}]]></Content></xml>`

  test('arrives with a MsgId beyond what a number holds', async () => {
    const msgId = talk.wecom.member('zhangsan').tell('今天几单？ ]]> <b>')
    await talk.wecom.idle()

    expect(BigInt(msgId)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER))
    expect(door.heard[0]?.xml).toContain(`<MsgId>${msgId}</MsgId>`)
    expect(door.heard[0]?.xml).toContain('<FromUserName><![CDATA[zhangsan]]></FromUserName>')
    expect(door.heard[0]?.xml).toContain('今天几单？ ]]]]><![CDATA[> <b>')
  })

  test('may be answered by an encrypted passive reply', async () => {
    passiveReply = seal(reply('共 3 单'))
    talk.wecom.member('zhangsan').tell('今天几单？')
    await talk.wecom.idle()

    expect(talk.wecom.member('zhangsan').inbox).toMatchObject([{ via: 'passive', text: '共 3 单' }])
    expect(talk.rules()).toEqual([])
  })

  test('is not answered by a reply with a wrong signature', async () => {
    passiveReply = seal(reply('共 3 单'), 'another')
    talk.wecom.member('zhangsan').tell('今天几单？')
    await talk.wecom.idle()

    expect(talk.wecom.member('zhangsan').inbox).toEqual([])
    expect(talk.rules()).toEqual(['passive-reply-broken'])
  })
})

describe('the group robot', () => {
  const hook = async (body: object, key?: string): Promise<number> => {
    const url = new URL(talk.wecom.env.WECOM_GROUP_WEBHOOK)
    if (key) url.searchParams.set('key', key)
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body), headers: { connection: 'close' } })
    return ((await answer.json()) as { errcode: number }).errcode
  }
  const note = (content: string): object => ({ msgtype: 'markdown', markdown: { content } })

  test('takes 20 messages a minute', async () => {
    for (let i = 0; i < 20; i += 1) expect(await hook(note(`第${i}条`))).toBe(0)

    expect(await hook(note('太多'))).toBe(45009)
    expect(talk.wecom.webhookMessages).toHaveLength(20)
    expect(talk.rules()).toEqual(['rate-limit'])
  })

  test('knows its key and its limits', async () => {
    expect(await hook(note('在'), 'wrong')).toBe(93000)
    expect(await hook(note('长'.repeat(1366)))).toBe(40058)
    expect(await hook({ msgtype: 'song' })).toBe(40058)
  })
})

describe('what a product must not do here', () => {
  test('is written down: a phone in the group, a sign-in code asked twice', async () => {
    const content = '陈先生 138 1234 5678 家里漏水'
    await fetch(talk.wecom.env.WECOM_GROUP_WEBHOOK, {
      method: 'POST',
      body: JSON.stringify({ msgtype: 'markdown', markdown: { content } }),
      headers: { connection: 'close' },
    })
    const code = talk.wecom.member('zhangsan').signInCode()
    await talk.get('auth/getuserinfo', { code })
    await talk.get('auth/getuserinfo', { code })

    expect(talk.rules()).toEqual(['phone-in-group', 'sign-in-code-reused'])
  })
})

describe('what members send besides words', () => {
  test('is a choice in a card’s list, a picture, a place', async () => {
    const choice = { question_key: 'to', title: '转派给', option_list: [{ id: 'st2', text: '李四' }] }
    await send(card('h-1', { button_selection: choice }))
    const zhangsan = talk.wecom.member('zhangsan')

    zhangsan.click('accept:h-1', 'h-1', 'st2')
    zhangsan.sendMedia('image', Buffer.from('ffd8ffe000104a46', 'hex'), 'a.jpg')
    zhangsan.sendLocation(30.27, 120.15, '东门')
    await talk.wecom.idle()

    const heard = door.heard.map(({ xml }) => xml).join()
    expect(heard).toContain(
      '<QuestionKey><![CDATA[to]]></QuestionKey><OptionIds><OptionId><![CDATA[st2]]></OptionId></OptionIds>',
    )
    const mediaId = /<MediaId><!\[CDATA\[(.*?)\]\]>/.exec(heard)?.[1] ?? ''
    expect(mediaId).not.toBe('')
    expect(heard).toContain('<Location_X>30.27</Location_X>')
    expect(() => zhangsan.click('accept:h-1', 'h-1', 'nobody')).toThrow('has no "nobody"')
  })
})

describe('who works here', () => {
  const signIn = (code: string) => talk.get('auth/getuserinfo', { code })

  test('is told for a code, once, within five minutes', async () => {
    const zhangsan = talk.wecom.member('zhangsan')
    const [good, late] = [zhangsan.signInCode(), zhangsan.signInCode()]

    expect(await signIn(good)).toMatchObject({ errcode: 0, userid: 'zhangsan' })
    expect((await signIn(good)).errcode).toBe(42022)
    expect((await signIn('invented')).errcode).toBe(40029)
    talk.clock.advance(300_001)
    expect((await signIn(late)).errcode).toBe(42003)
  })

  test.each(['/connect/oauth2/authorize', '/wwlogin/sso/login'])('comes back from %s with a code', async (path) => {
    const query = new URLSearchParams({
      appid: talk.wecom.env.WECOM_CORP_ID,
      redirect_uri: 'http://app/in',
      state: 's1',
      ...{ response_type: 'code', scope: 'snsapi_base', login_type: 'CorpApp', agentid: talk.wecom.env.WECOM_AGENT_ID },
    })
    const page = await fetch(`${talk.wecom.baseUrl}${path}?${query}`)
    const chosen = await fetch(`${talk.wecom.baseUrl}${path}?${query}&as=zhangsan`, { redirect: 'manual' })
    const back = new URL(chosen.headers.get('location') ?? '')

    expect(await page.text()).toContain('as=zhangsan')
    expect([back.origin, back.searchParams.get('state')]).toEqual(['http://app', 's1'])
    expect((await signIn(back.searchParams.get('code') ?? '')).userid).toBe('zhangsan')
  })

  test.each<[string, string, Record<string, string>]>([
    ['a state with other signs', '/connect/oauth2/authorize', { state: 'a-b' }],
    ['no scope', '/connect/oauth2/authorize', { scope: '' }],
    ['another host than the trusted one', '/connect/oauth2/authorize', { redirect_uri: 'http://elsewhere/in' }],
    ['another app', '/wwlogin/sso/login', { agentid: '7' }],
    ['another way to sign in', '/wwlogin/sso/login', { login_type: 'ServiceApp' }],
  ])('does not come back with %s', async (_, path, wrong) => {
    talk.wecom.trustHost('app')
    const query = new URLSearchParams({
      ...{ appid: talk.wecom.env.WECOM_CORP_ID, redirect_uri: 'http://app/in', state: 's1' },
      ...{ response_type: 'code', scope: 'snsapi_base', login_type: 'CorpApp', agentid: talk.wecom.env.WECOM_AGENT_ID },
      ...wrong,
    })

    const answer = await fetch(`${talk.wecom.baseUrl}${path}?${query}&as=zhangsan`, { redirect: 'manual' })

    expect(answer.status).toBe(400)
    expect(talk.rules()).toEqual(['sign-in-malformed'])
  })

  test('cannot scan from outside the visible range', async () => {
    talk.wecom.addMember('hidden', { visible: false })
    const query = new URLSearchParams({
      ...{ appid: talk.wecom.env.WECOM_CORP_ID, redirect_uri: 'http://app/in', state: 's1' },
      ...{ login_type: 'CorpApp', agentid: talk.wecom.env.WECOM_AGENT_ID },
    })

    const answer = await fetch(`${talk.wecom.baseUrl}/wwlogin/sso/login?${query}&as=hidden`, { redirect: 'manual' })

    expect(answer.status).toBe(403)
  })

  test('is told by departments with their parents, and by tags', async () => {
    talk.wecom.addDepartment(7, 3)
    talk.wecom.addTag({ id: 5, name: '管家', userids: ['zhangsan'], departments: [7] })

    expect((await talk.get('department/simplelist')).department_id).toContainEqual({ id: 7, parentid: 3, order: 7 })
    expect(await talk.get('tag/get', { tagid: '5' })).toMatchObject({
      ...{ tagname: '管家', userlist: [{ userid: 'zhangsan', name: 'zhangsan' }], partylist: [7] },
    })
    expect((await talk.get('tag/get', { tagid: '6' })).errcode).toBe(40068)
  })

  test('is told by id, without phone, and only inside the visible range', async () => {
    talk.wecom.addMember('hidden', { visible: false })

    expect(await talk.get('user/get', { userid: 'lisi' })).toEqual({
      ...{ errcode: 0, errmsg: 'ok', userid: 'LiSi', name: 'LiSi', department: [1], status: 1 },
    })
    expect((await talk.get('user/get', { userid: 'hidden' })).errcode).toBe(60011)
    expect((await talk.get('user/get', { userid: 'nobody' })).errcode).toBe(60111)
    expect((await talk.get('user/simplelist', { department_id: '1' })).userlist).toHaveLength(2)
  })
})
