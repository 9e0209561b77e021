import { BEARER, givenServer } from '../given-server'
import type { GivenServer } from '../given-server'
import { givenCommunity, givenTalk } from '../../records/given'
import { openCallBack } from '../../../src/records/call-back/call-back'

let server: GivenServer
const made: { account: string; scene: string }[] = []
beforeAll(async () => {
  server = await givenServer({
    contactDesk: {
      accounts: async () => ['wkA'],
      contactWay: async (account, scene) => {
        made.push({ account, scene })
        return `https://work.weixin.qq.com/kf/${account}?enc_scene=ENC${made.length}`
      },
    },
  })
  await givenCommunity(server.db, '翠湖花园')
  await givenCommunity(server.db, '<b>坏</b>&小区')
})
afterAll(() => server.close())
beforeEach(() => void (made.length = 0))

const make = (body: object) => server.call('POST', '/console/contact-ways', body)
const posters = (query: Record<string, string>) =>
  server.call('GET', `/console/contact-ways/posters?${new URLSearchParams(query)}`)

test('a code for each building leads to the account, with community and building in its parameter', async () => {
  const { status, json } = await make({ community: '翠湖花园', buildings: ['3栋', '12'], place: '大堂' })

  expect(status).toBe(200)
  expect(json.items.map((item: { building: string; place: string }) => [item.building, item.place])).toEqual([
    ['3', '大堂'],
    ['12', '大堂'],
  ])
  const url = new URL(json.items[0].url)
  expect(Object.fromEntries(new URLSearchParams(url.searchParams.get('scene_param')!))).toEqual({
    c: 'cm-翠湖花园',
    b: '3',
    p: '大堂',
  })
  expect(url.searchParams.get('enc_scene')).toBe('ENC1')
  for (const { account, scene } of made) {
    expect(account).toBe('wkA')
    expect(scene).toMatch(/^[0-9a-zA-Z_-]{1,32}$/)
  }
})

test('the same entrance again is the same code: what hangs on the wall goes on working', async () => {
  const first = await make({ community: '翠湖花园', buildings: ['5'] })
  const again = await make({ community: '翠湖花园', buildings: ['5', '5栋'] })

  expect(made).toHaveLength(1)
  expect(again.json.items.map((item: { id: string }) => item.id)).toEqual(Array(2).fill(first.json.items[0].id))
})

test('a parameter never grows beyond what WeCom takes', async () => {
  const { json } = await make({
    community: '翠湖花园',
    buildings: ['一二三四五六七八九十一二三四五六七八九十'],
    place: '东门岗亭东门岗亭东门岗亭东门岗亭东门岗亭',
  })

  const param = new URL(json.items[0].url).searchParams.get('scene_param')!
  expect(Buffer.byteLength(param)).toBeLessThanOrEqual(128)
  expect(param).toContain('b=')
})

test('posters are pages to print, one for each code, with the code as a picture in the page and nothing loaded or run', async () => {
  await make({ community: '翠湖花园', buildings: ['7', '8'] })

  const { status, text, headers } = await posters({ community: '翠湖花园' })

  expect(status).toBe(200)
  expect(headers.get('content-type')).toContain('text/html')
  expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(text.match(/<svg/g)!.length).toBe(text.match(/<section>/g)!.length)
  expect(text).toContain('翠湖花园')
  expect(text).toContain('7栋')
  expect(text).toContain('微信扫一扫')
  expect(text).not.toMatch(/<script|<img|https?:\/\/(?!www\.w3\.org)/)
})

test('whatever a community is called, its poster shows it and runs nothing of it', async () => {
  const { json } = await make({ community: '<b>坏</b>&小区', place: '<script>1' })

  const { text } = await posters({ id: json.items[0].id })

  expect(text).toContain('&lt;b&gt;坏&lt;/b&gt;&amp;小区')
  expect(text).not.toContain('<script>')
  expect(text).not.toContain('<b>坏')
})

test.each([
  [{ community: '没有这个小区' }, 404],
  [{ community: '翠湖花园', account: 'wkOther' }, 409],
  [{ community: '翠湖花园', buildings: [] }, 400],
  [{}, 400],
])('%j is refused with %i', async (body, status) => {
  expect((await make(body)).status).toBe(status)
})

test('posters of nothing, and of two things at once, are refused', async () => {
  expect((await posters({ id: 'q_none' })).status).toBe(404)
  expect((await posters({ id: 'a', community: 'b' })).status).toBe(400)
  expect((await posters({})).status).toBe(400)
})

test('without WeCom there is nothing a code could lead to', async () => {
  const alone = await givenServer()
  await givenCommunity(alone.db, '翠湖花园')

  const { status, json } = await alone.call('POST', '/console/contact-ways', { community: '翠湖花园' })

  expect([status, json.error.code]).toEqual([503, 'wecom_not_configured'])
  await alone.close()
})

test('an owner to ring up stands in the list until somebody has spoken with them', async () => {
  const talk = await givenTalk(server.db, { channel: 'wecom-kf', account: 'wkA', says: ['师傅几点来'] })
  const at = server.clock.now()
  const wanted = {
    conversationId: talk.conversationId,
    exchangeId: talk.exchangeIds[0]!,
    reason: '业主在微信里拒收了消息',
    at,
  }
  await server.db.tx((tx) => openCallBack(tx, wanted))
  await server.db.query(
    'test-lost',
    `insert into kf_media (file_id, open_kfid, external_userid, media_id, name, created_at, next_at, problem, given_up)
     values ('fl_1', 'wkA', $1, 'm', 'photo.jpg', $2, $2, 'gone', true)`,
    [talk.user, at],
  )
  await server.db.query(
    'test-stray',
    `insert into kf_stray (id, open_kfid, item, reason, at) values ('x1', 'wkA', '{}', 'a message of nobody', $1)`,
    [at],
  )

  const { json } = await server.call('GET', '/console/troubles')

  expect(json.callBacks).toEqual([
    expect.objectContaining({ user: talk.user, words: '师傅几点来', reason: wanted.reason }),
  ])
  expect(json.lostFiles).toEqual([expect.objectContaining({ id: 'fl_1', conversationId: talk.conversationId })])
  expect(json.strays).toEqual([expect.objectContaining({ id: 'x1', account: 'wkA' })])
  const done = `/console/troubles/call-backs/${json.callBacks[0].id}/done`
  expect((await server.call('POST', done, undefined, BEARER)).status).toBe(204)
  expect((await server.call('POST', done, undefined, BEARER)).status).toBe(404)
  expect((await server.call('GET', '/console/troubles')).json.callBacks).toEqual([])
})
