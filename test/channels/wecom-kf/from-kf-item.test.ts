import { fromKfItem } from '../../../src/channels/wecom-kf/from-kf-item'

const now = new Date('2026-11-21T10:00:00Z')
const seconds = now.getTime() / 1000
const context = { openKfid: 'wkA', now }

const message = (msgtype: string, payload: unknown, more: object = {}) => ({
  msgid: 'm1',
  send_time: seconds,
  origin: 3,
  open_kfid: 'wkA',
  external_userid: 'wmA',
  msgtype,
  [msgtype]: payload,
  ...more,
})
const event = (event_type: string, more: object = {}, ageSeconds = 0) => ({
  msgid: 'e1',
  send_time: seconds - ageSeconds,
  origin: 4,
  msgtype: 'event',
  event: { event_type, open_kfid: 'wkA', external_userid: 'wmA', ...more },
})
const only = (item: unknown) => {
  const translated = fromKfItem(item, context)
  if (translated.arrivals.length !== 1) throw new Error(`${translated.arrivals.length} arrivals`)
  return { ...translated, arrival: translated.arrivals[0]! }
}
const contentOf = (item: unknown) => only(item).arrival.message.content

describe('a message of an owner', () => {
  test('keeps who, when and which, and wakes the talk', () => {
    const { arrival, session } = only(message('text', { content: '厨房漏水' }))

    expect(arrival).toEqual({
      author: 'owner',
      direction: 'in',
      turn: true,
      message: {
        id: 'kf:wkA:m1',
        channel: 'wecom-kf',
        account: 'wkA',
        user: 'wmA',
        sourceId: 'm1',
        at: now,
        content: { kind: 'text', text: '厨房漏水' },
      },
    })
    expect(session).toEqual({ user: 'wmA', fact: { kind: 'owner-wrote', at: now } })
  })

  test('that is a tap on a menu is known by its id, before its text', () => {
    expect(contentOf(message('text', { content: '转人工', menu_id: 'human_1' }))).toEqual({
      kind: 'menu',
      menuId: 'human_1',
      text: '转人工',
    })
  })

  test.each(['image', 'voice', 'video', 'file'])('of type %s names what is to be fetched', (kind) => {
    expect(contentOf(message(kind, { media_id: 'MEDIA' }))).toEqual({
      kind,
      attachment: { kind, fileId: null, mediaId: 'MEDIA' },
    })
  })

  test('that is a place has its coordinates, name and address', () => {
    expect(contentOf(message('location', { latitude: 31.2, longitude: 121.5, name: '3号楼', address: '' }))).toEqual({
      kind: 'location',
      location: { latitude: 31.2, longitude: 121.5, name: '3号楼' },
    })
  })

  test('that is a link has title, words and address', () => {
    expect(contentOf(message('link', { title: '缴费', desc: '说明', url: 'https://a.cn', pic_url: 'x' }))).toEqual({
      kind: 'link',
      title: '缴费',
      url: 'https://a.cn',
      text: '说明',
    })
  })

  test.each([
    ['business_card', { userid: 'u' }, '[名片]'],
    ['miniprogram', { title: '水费', appid: 'x', pagepath: 'p', thumb_media_id: 't' }, '[小程序] 水费'],
    ['msgmenu', { head_content: '请选择', list: [] }, '[菜单] 请选择'],
    ['channels_shop_product', { title: '灯泡', product_id: '1' }, '[视频号商品] 灯泡'],
    ['channels_shop_order', { product_titles: '灯泡', order_id: '1' }, '[视频号订单] 灯泡'],
    ['channels', { sub_type: 1, nickname: '物业', title: '通知' }, '[视频号] 物业 通知'],
    ['meeting', undefined, '[会议]'],
    ['calendar', undefined, '[日程]'],
    ['note', undefined, '[笔记]'],
    ['hologram_of_2027', { beam: 1 }, '[消息]'],
  ])('of type %s is kept whole and answered', (vendorType, payload, text) => {
    const item = message(vendorType, payload)
    const { arrival } = only(item)

    expect(arrival.message.content).toEqual({ kind: 'other', vendorType, text })
    expect(arrival.message.raw).toEqual(item)
    expect(arrival.turn).toBe(true)
  })

  test('that is a forwarded talk shows its words', () => {
    const merged = {
      title: '群聊的聊天记录',
      item: [
        { send_time: 1, msgtype: 'text', sender_name: '老王', msg_content: '{"text":{"content":"电梯又坏了"}}' },
        { send_time: 2, msgtype: 'image', sender_name: '小李', msg_content: '{"image":{"media_id":"x"}}' },
        { send_time: 3, msgtype: 'text', sender_name: '老张', msg_content: 'not json' },
      ],
    }

    const content = contentOf(message('merged_msg', merged))

    expect(content).toEqual(
      expect.objectContaining({ text: '[聊天记录] 群聊的聊天记录\n老王：电梯又坏了\n小李：[消息]\n老张：not json' }),
    )
  })

  test('whose payload is not as documented is kept whole and answered', () => {
    for (const payload of [undefined, null, 'x', 5, [], { media_id: 5 }])
      expect(contentOf(message('image', payload))).toEqual(
        expect.objectContaining({ kind: 'other', vendorType: 'image' }),
      )
  })

  test('loses only what the store cannot keep', () => {
    const { arrival } = only(message('text', { content: 'a\u0000b\uD83Dc 💧' }))

    expect(arrival.message.content).toEqual({ kind: 'text', text: 'ab\uFFFDc 💧' })
  })
})

test('words of a servicer are the staff’s, outwards, and wake nobody', () => {
  const { arrival, session } = only(message('text', { content: '马上到' }, { origin: 5, servicer_userid: 'ZhangSan' }))

  expect(arrival).toEqual(
    expect.objectContaining({ author: 'staff', authorId: 'ZhangSan', direction: 'out', turn: false }),
  )
  expect(session).toBeUndefined()
})

test('a message of an unknown origin is on record and not answered', () => {
  expect(only(message('text', { content: 'x' }, { origin: 7 })).arrival).toEqual(
    expect.objectContaining({ author: 'system', turn: false }),
  )
})

describe('an event', () => {
  test('of entering carries the welcome code while it lives', () => {
    const { arrival, code } = only(
      event('enter_session', { scene: 'gate3', scene_param: 'b=3', welcome_code: 'WC' }, 19),
    )

    expect(arrival).toEqual(expect.objectContaining({ author: 'system', turn: true }))
    expect(arrival.message.content).toEqual({ kind: 'enter', welcomeCode: 'WC', scene: 'gate3', sceneParam: 'b=3' })
    expect(code).toEqual({ user: 'wmA', scene: 'welcome', code: 'WC', goodUntil: new Date(now.getTime() + 1_000) })
  })

  test.each([
    ['a code of 20 s ago', { welcome_code: 'WC' }, 20],
    ['no code', {}, 0],
  ])('of entering with %s is only logged: nothing may be said', (_what, more, age) => {
    const { arrival, code } = only(event('enter_session', { scene: 'gate3', ...more }, age))

    expect(arrival.turn).toBe(false)
    expect(arrival.message.content).toEqual({ kind: 'enter', scene: 'gate3' })
    expect(code).toBeUndefined()
  })

  test.each([
    [1, 'taken', 'lisi', 3, 'assigned', 48 * 3600],
    [2, 'transferred', 'lisi', 3, undefined, 0],
    [3, 'ended', 'zhangsan', 4, 'ended', 20],
    [4, 'rewrote', 'lisi', 3, undefined, 0],
  ])('of a session change %i means %s', (change_type, change, by, state, scene, lifeSeconds) => {
    const codes = scene ? { msg_code: 'MC' } : {}
    const who = { old_servicer_userid: 'zhangsan', ...(state === 3 ? { new_servicer_userid: 'lisi' } : {}) }
    const { arrival, session, code } = only(event('session_status_change', { change_type, ...who, ...codes }))

    const codeUntil = new Date(now.getTime() + lifeSeconds * 1000)
    expect(arrival.message.content).toEqual({
      kind: 'session',
      change,
      by,
      ...(scene ? { code: 'MC', codeUntil } : {}),
    })
    expect(arrival).toEqual(expect.objectContaining({ author: 'system', turn: true }))
    expect(session?.fact).toEqual({ kind: 'moved', at: now, state, servicer: state === 3 ? by : null })
    expect(code).toEqual(scene ? { user: 'wmA', scene, code: 'MC', goodUntil: codeUntil } : undefined)
  })

  test('of a failed delivery names our message and why', () => {
    const { arrival, session } = only(event('msg_send_fail', { fail_msgid: 'o_1', fail_type: 5 }))

    expect(arrival.message.content).toEqual({ kind: 'undelivered', sourceId: 'o_1', reason: '5 session closed' })
    expect(arrival.turn).toBe(false)
    expect(session?.fact).toEqual({ kind: 'doubt' })
  })

  test.each([3, 7, 9, 42])('of a failed delivery with the undocumented type %i is of unknown reason', (fail_type) => {
    expect(contentOf(event('msg_send_fail', { fail_msgid: 'o_1', fail_type }))).toEqual(
      expect.objectContaining({ reason: `${fail_type} unknown` }),
    )
  })

  test('of an owner taking words back is a recall that renews no allowance', () => {
    const { arrival } = only(event('user_recall_msg', { recall_msgid: 'm0' }))

    expect(arrival.message.content).toEqual({ kind: 'recall', sourceId: 'm0' })
    expect([arrival.author, arrival.turn]).toEqual(['system', true])
  })

  test('of a servicer taking words back is only logged', () => {
    const { arrival } = only(event('servicer_recall_msg', { recall_msgid: 'm0', servicer_userid: 'zhangsan' }))

    expect(arrival).toEqual(expect.objectContaining({ author: 'staff', authorId: 'zhangsan', turn: false }))
  })

  test.each([
    [1, true],
    [2, false],
  ])('of a servicer’s status %i means receiving is %s', (status, receiving) => {
    const item = event('servicer_status_change', { external_userid: undefined, servicer_userid: 'zhangsan', status })

    expect(fromKfItem(item, context)).toEqual({ arrivals: [], servicer: { userid: 'zhangsan', receiving, at: now } })
  })

  test('of a kind yet unknown is kept whole and not answered', () => {
    const item = event('reject_customer_msg_switch_change', { servicer_userid: 'x', reject_switch: 1 })
    const { arrival } = only(item)

    expect(arrival.message.content).toEqual({ kind: 'other', vendorType: 'reject_customer_msg_switch_change' })
    expect(arrival.message.raw).toEqual(item)
    expect(arrival.turn).toBe(false)
  })
})

describe('a bad item spoils nothing', () => {
  test.each([null, undefined, 5, 'x', [], {}, { msgid: 'x' }, event('', {}), { ...event('x'), event: 'y' }])(
    '%j is put aside whole',
    (item) => {
      const { arrivals, stray } = fromKfItem(item, context)

      expect(arrivals).toEqual([])
      expect(stray?.id).toBeTruthy()
    },
  )

  test.each([
    ['without an id', { msgid: undefined }],
    ['with a wrong time', { send_time: 'yesterday' }],
    ['with a time beyond all calendars', { send_time: 1e18 }],
    ['without a type', { msgtype: undefined }],
  ])('%s but with an owner it is on record with that owner', (_what, flaw) => {
    const item = { ...message('text', { content: '漏水' }), ...flaw }
    const { arrival } = only(item)

    expect(arrival.message.content.kind).toBe('other')
    expect(arrival.message.user).toBe('wmA')
    expect(arrival.turn).toBe(true)
    expect(JSON.stringify(arrival.message.raw)).toContain('漏水')
    expect(only(item).arrival.message.id).toBe(arrival.message.id)
  })
})
