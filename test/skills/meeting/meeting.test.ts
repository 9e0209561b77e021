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
const sayAll = async (...words: string[]) => {
  for (const word of words) await talk.say(word)
}
const homes = () =>
  talk.db.query(
    'test-homes',
    `select h.building, h.unit, h.room, o.role, o.verified_by from person_house o join house h on h.id = o.house_id`,
  )
const consents = () =>
  talk.db.query('test-consents', 'select purpose, withdrawn_at is null as holds, source from consent')
const met = () => talk.db.query('test-met', 'select met_how from person')

it('keeps who and which home as a claim nobody has verified, with a consent that names the message it was given in', async () => {
  await sayAll('登记一下', '同意', '我是租客', '3栋2单元501')

  expect(await homes()).toEqual([{ building: '3', unit: '2', room: '501', role: 'tenant', verified_by: null }])
  expect(await consents()).toEqual([
    { purpose: 'owner_profile', holds: true, source: expect.stringMatching(/^chat:\w+/) },
  ])
  expect(await met()).toEqual([{ met_how: 'kept' }])
})

it('does not make a tenant the owner by the next repair', async () => {
  await sayAll('登记一下', '同意', '租户', '3栋2单元501')

  await sayAll('客厅灯不亮了', '明天上午，13812345678', '确认')

  expect(said()).toContain('BX-')
  expect(await homes()).toMatchObject([{ role: 'tenant', room: '501' }])
})

it.each([
  ['a no', ['登记一下', '不同意']],
  ['a skipped consent', ['登记一下', '先不说']],
  ['a talk dropped on the way', ['登记一下', '同意', '业主', '取消']],
])('keeps nothing after %s, and does not offer it again', async (_how, words) => {
  await sayAll(...words)

  expect(await homes()).toEqual([])
  expect(await consents()).toEqual([])
  expect(await met()).toEqual([{ met_how: 'skipped' }])
  await talk.say('物业费怎么交')
  expect(said()).not.toContain('登记一下')
})

it('offers itself once, under the first answer, and never to somebody whose home is known', async () => {
  await talk.say('物业费怎么交')
  expect(said()).toContain('登记一下')
  expect(await met()).toEqual([{ met_how: 'offered' }])

  const options = { user: 'u2' }
  for (const word of ['3栋2单元501客厅灯不亮，明天上午，13812345678', '确认', '物业费怎么交'])
    await talk.say(word, options)
  expect(
    talk
      .lastReplies('u2')
      .map(({ text }) => text)
      .join(),
  ).not.toContain('登记一下')
})

it('asks at most four questions', async () => {
  let questions = 0
  for (const word of ['登记一下', '同意', '业主', '3栋2单元501']) {
    await talk.say(word)
    if (/[？?]/.test(said())) questions++
  }

  expect(questions).toBeLessThanOrEqual(4)
  expect(said()).toContain('记下了')
})

it('forgets what was told of themselves when the consent is withdrawn, and keeps a home somebody has verified', async () => {
  await sayAll('登记一下', '同意', '业主', '3栋2单元501')
  await talk.db.query('test-verify', `update person_house set verified_by = 'xu-jing'`)
  await sayAll('登记一下', '撤回同意')

  expect(await consents()).toMatchObject([{ holds: false }])
  expect(await homes()).toMatchObject([{ room: '501', verified_by: 'xu-jing' }])

  await talk.db.query('test-unverify', 'update person_house set verified_by = null')
  await talk.say('撤回同意')
  expect(await homes()).toEqual([])
})

describe('in a company with several communities', () => {
  beforeEach(async () => {
    await talk.close()
    talk = await startTalk({ unplaced: true })
    await talk.db.query(
      'test-second',
      `insert into community (id, name, aliases, created_at) values ('cm_gui', '桂园', '["桂园小区"]', now())`,
    )
  })
  const place = async () =>
    (await talk.db.query('test-place', 'select community_id from conversation'))[0]!['community_id']

  it('asks which one last, with the names to tap, and places talk, person and home there', async () => {
    await talk.say('登记一下')
    expect(said()).toContain('可以记下吗')
    await sayAll('同意', '业主', '3栋2单元501')
    expect(talk.lastReplies()[0]!.options?.map(({ label }) => label)).toEqual(['翠湖花园', '桂园'])

    await talk.tap('桂园')

    expect(said()).toContain('3栋2单元501')
    expect(await place()).toBe('cm_gui')
    expect(
      await talk.db.query('test-house', 'select community_id from house h join person_house o on o.house_id = h.id'),
    ).toEqual([{ community_id: 'cm_gui' }])
  })

  it('asks a repair for it too, once, when all else is known', async () => {
    await talk.say('客厅灯不亮了')
    expect(said()).not.toContain('哪个小区')
    await talk.say('3栋2单元501，明天上午，13812345678')
    expect(said()).toContain('哪个小区')

    await talk.say('桂园')
    expect(said()).toContain('位置：3栋2单元501')
    await talk.say('确认')

    expect(said()).toContain('BX-')
    expect(await talk.db.query('test-case', 'select community_id from cases')).toEqual([{ community_id: 'cm_gui' }])
  })

  it('takes a name written beside the address, and does not ask', async () => {
    await talk.say('客厅灯不亮了')
    await talk.say('桂园小区，3栋2单元501，明天上午，13812345678')

    expect(said()).toContain('位置：3栋2单元501')
    expect(said()).not.toContain('哪个小区')
    expect(await place()).toBe('cm_gui')
  })

  it('goes on without it when the owner answers something else', async () => {
    await sayAll('客厅灯不亮了', '3栋2单元501', '明天上午，13812345678')
    expect(said()).toContain('哪个小区')

    await talk.say('就是我们这里呀')

    expect(said()).toContain('确认')
    expect(said()).not.toContain('哪个小区')
    expect(await place()).toBeNull()
  })

  it('does not move anybody by a name said in passing', async () => {
    await talk.say('桂园那边的电梯广告好吵')

    expect(await place()).toBeNull()
  })
})
