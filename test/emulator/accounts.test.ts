import type { Talk } from './talk'
import { HOUR, startTalk, USER } from './talk'

let talk: Talk
beforeEach(async () => {
  talk = await startTalk()
})
afterEach(() => talk.wecom.close())

const PNG = Buffer.from('89504e470d0a1a0a0000', 'hex')
const upload = async (type: string, bytes: Buffer, name = '照片 1.png', contentType = 'image/png') => {
  const form = new FormData()
  form.append('media', new Blob([new Uint8Array(bytes)], { type: contentType }), name)
  const body = new Response(form)
  const raw = Buffer.from(await body.arrayBuffer())
  const headers = { 'content-type': body.headers.get('content-type') ?? '' }
  const answer = await talk.postRaw(`media/upload?type=${type}`, raw, headers)
  return (await answer.json()) as { errcode: number; media_id: string; type: string }
}
const download = async (mediaId: string, range?: string): Promise<Response> => {
  const token = await talk.login()
  return fetch(`${talk.wecom.baseUrl}/cgi-bin/media/get?access_token=${token}&media_id=${mediaId}`, {
    headers: { connection: 'close', ...(range ? { range } : {}) },
  })
}

describe('accounts', () => {
  test('are listed page by page with the right to manage them', async () => {
    talk.wecom.addAccount({ openKfid: 'wkNative', name: '老账号', managePrivilege: false })

    const all = await talk.post('kf/account/list', {})
    const second = await talk.post('kf/account/list', { offset: 1, limit: 1 })

    expect(all.account_list).toMatchObject([
      { open_kfid: talk.wecom.openKfid, manage_privilege: true },
      { open_kfid: 'wkNative', name: '老账号', manage_privilege: false },
    ])
    expect(second.account_list).toMatchObject([{ open_kfid: 'wkNative' }])
    expect((await talk.post('kf/account/list', { limit: 101 })).errcode).toBe(40058)
  })

  test('can be made, renamed and deleted', async () => {
    const { media_id } = await upload('image', PNG)
    const made = await talk.post('kf/account/add', { name: '新小区客服', media_id })
    const renamed = await talk.post('kf/account/update', { open_kfid: made.open_kfid, name: '新小区管家' })
    const deleted = await talk.post('kf/account/del', { open_kfid: made.open_kfid })

    expect([made.errcode, renamed.errcode, deleted.errcode]).toEqual([0, 0, 0])
    expect((await talk.sync({ open_kfid: made.open_kfid })).errcode).toBe(95004)
    expect((await talk.post('kf/account/add', { name: '名'.repeat(17), media_id })).errcode).toBe(95006)
    expect((await talk.post('kf/account/add', { name: '好名字', media_id: 'none' })).errcode).toBe(40007)
  })

  test('can be linked to with a scene of at most 32 plain signs', async () => {
    const link = (scene: string) => talk.post('kf/add_contact_way', { open_kfid: talk.wecom.openKfid, scene })

    expect(String((await link('gate_3')).url)).toContain(talk.wecom.openKfid)
    expect((await link('三号门')).errcode).toBe(40058)
    expect((await link('x'.repeat(33))).errcode).toBe(40058)
  })
})

describe('servicers', () => {
  test('are added and removed one by one, each with its own code', async () => {
    talk.wecom.addMember('lisi')
    talk.wecom.addMember('hidden', { visible: false })
    const ask = { open_kfid: talk.wecom.openKfid, userid_list: ['lisi', 'ZhangSan', 'hidden', 'nobody'] }

    const added = await talk.post('kf/servicer/add', { ...ask, department_id_list: [7] })
    const removed = await talk.post('kf/servicer/del', ask)

    expect(added).toMatchObject({
      errcode: 0,
      result_list: [
        { userid: 'lisi', errcode: 0, errmsg: 'success' },
        { userid: 'ZhangSan', errcode: 0, errmsg: 'ignored' },
        { userid: 'hidden', errcode: 60030 },
        { userid: 'nobody', errcode: 60111 },
        { department_id: 7, errcode: 0 },
      ],
    })
    expect(removed.result_list).toMatchObject([{ errcode: 0 }, { errcode: 0 }, { errcode: 60253 }, { errcode: 60253 }])
  })

  test('show no status where the app may not manage the account, and departments never do', async () => {
    talk.wecom.addAccount({ openKfid: 'wkNative', managePrivilege: false })
    talk.wecom.addServicer('wkNative', 'zhangsan')
    await talk.post('kf/servicer/add', { open_kfid: 'wkNative', department_id_list: [7] })

    const list = await talk.get('kf/servicer/list', { open_kfid: 'wkNative' })

    expect(list.servicer_list).toEqual([{ userid: 'zhangsan' }, { department_id: 7 }])
  })
})

describe('customers', () => {
  const ask = (users: string[]) =>
    talk.post('kf/customer/batchget', { external_userid_list: users, need_enter_session_context: 1 })

  test('are known for 48 hours after they came or wrote, with the scene they came by', async () => {
    await talk.resident.enter({ scene: 'gate3', sceneParam: 'b=3' })
    talk.clock.advance(HOUR)
    const now = await ask([USER, 'wmStranger'])
    talk.clock.advance(48 * HOUR)
    await talk.login()
    const later = await ask([USER])

    expect(now).toMatchObject({
      customer_list: [{ external_userid: USER, enter_session_context: { scene: 'gate3', scene_param: 'b=3' } }],
      invalid_external_userid: ['wmStranger'],
    })
    expect(later).toMatchObject({ customer_list: [], invalid_external_userid: [USER] })
  })
})

describe('media', () => {
  test('come back as they were sent, with their name in UTF-8', async () => {
    const { media_id } = await upload('image', PNG)

    const file = await download(media_id)

    expect(file.headers.get('content-type')).toBe('image/png')
    expect(Buffer.from(file.headers.get('content-disposition') ?? '', 'latin1').toString()).toContain('照片 1.png')
    expect(Buffer.from(await file.arrayBuffer())).toEqual(PNG)
  })

  test('come in parts when asked for a range', async () => {
    const { media_id } = await upload('file', Buffer.from('0123456789'), 'a.txt', 'text/plain')

    const part = await download(media_id, 'bytes=2-4')
    const beyond = await download(media_id, 'bytes=10-')

    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 2-4/10', '234'])
    expect(beyond.status).toBe(416)
  })

  test('give JSON with 40007 for an unknown id and 40145 after three days', async () => {
    const { media_id } = await upload('image', PNG)
    const unknown = await download('none')
    talk.clock.advance(73 * HOUR)
    const old = await download(media_id)

    expect([unknown.status, unknown.headers.get('content-type')]).toEqual([200, 'application/json; charset=UTF-8'])
    expect(await unknown.json()).toMatchObject({ errcode: 40007 })
    expect(await old.json()).toMatchObject({ errcode: 40145 })
  })

  test('fetched again and again give 45033 and are recorded', async () => {
    const { media_id } = await upload('image', PNG)
    for (let i = 0; i < 3; i += 1) await (await download(media_id)).arrayBuffer()

    expect(await (await download(media_id)).json()).toMatchObject({ errcode: 45033 })
    expect(talk.rules()).toEqual(['media-fetched-repeatedly'])
  })

  test.each<[string, Buffer]>([
    ['voice', Buffer.from('RIFF....WAVE')],
    ['image', Buffer.from('GIF89a......')],
    ['image', Buffer.alloc(10 * 1024 * 1024 + 1, 0xff)],
    ['file', Buffer.from('12345')],
    ['song', Buffer.from('abcdefgh')],
  ])('are refused as %s when they are none', async (type, bytes) => {
    expect((await upload(type, bytes)).errcode).toBe(40058)
  })

  test('can be sent to a resident as what they are and as nothing else', async () => {
    await talk.resident.text('发张图看看')
    const { media_id } = await upload('image', PNG)

    expect((await talk.say('', { msgtype: 'image', image: { media_id } })).errcode).toBe(0)
    expect((await talk.say('', { msgtype: 'file', file: { media_id } })).errcode).toBe(40007)
  })
})

describe('recall', () => {
  const recall = (msgid: unknown) => talk.post('kf/recall_msg', { open_kfid: talk.wecom.openKfid, msgid })

  test('takes a message back within two minutes, and it still counts', async () => {
    await talk.resident.text('在吗')
    const { msgid } = await talk.say('写错了')

    expect((await recall(msgid)).errcode).toBe(0)
    expect(talk.resident.received[0]?.recalled).toBe(true)
    expect(talk.wecom.session(talk.wecom.openKfid, USER).sends).toBe(1)
  })

  test('is too late after two minutes, and knows only what was sent', async () => {
    await talk.resident.text('在吗')
    const { msgid } = await talk.say('写错了')
    talk.clock.advance(120_001)

    expect((await recall(msgid)).errcode).toBe(95029)
    expect((await recall('never')).errcode).toBe(95028)
  })
})

test('counts messages and residents a day in the statistics, never today', async () => {
  await talk.resident.text('在吗')
  await talk.resident.text('漏水')
  const start = Date.parse('2026-11-21T00:00:00Z') / 1000
  const ask = { open_kfid: talk.wecom.openKfid, start_time: start, end_time: start }
  talk.clock.advance(24 * HOUR)
  await talk.login()

  const yesterday = await talk.post('kf/get_corp_statistic', ask)
  const tomorrow = await talk.post('kf/get_corp_statistic', { ...ask, end_time: start + 3 * 86_400 })

  expect(yesterday.statistic_list).toEqual([
    { stat_time: start, statistic: { session_cnt: 1, customer_cnt: 1, customer_msg_cnt: 2 } },
  ])
  expect(tomorrow.errcode).toBe(40058)
})
