import type { Db } from '../../../src/platform/database/db'
import { actOnCase } from '../../../src/records/case/act-on-case'
import { mergeCase } from '../../../src/records/case/merge-case'
import { noteCaller } from '../../../src/records/case/note-caller'
import { openCase, type NewCase } from '../../../src/records/case/open-case'
import { getCase } from '../../../src/records/case/read-case'
import { readCallerId } from '../../../src/records/person/caller'
import { eraseCaller } from '../../../src/records/person/erase-caller'
import { exportCaller } from '../../../src/records/person/export-caller'
import { findCallers } from '../../../src/records/person/find-callers'
import { createTestDatabase } from '../../support/database'
import { AT, ZONE, givenCommunity, repair } from '../given'

describe('who told us by phone, at the counter or by letter', () => {
  let db: Db
  let close: () => Promise<void>
  let communityId: string
  beforeAll(async () => {
    ;({ db, close } = await createTestDatabase())
    communityId = await givenCommunity(db)
  })
  afterAll(() => close())

  let rooms = 100
  const typed = (facts: Partial<NewCase> = {}) => {
    const location = { building: '5', unit: '2', room: String(++rooms) }
    return db.tx((tx) => openCase(tx, repair(null, { communityId, location, sameMatter: null, ...facts })))
  }
  const find = (words: string, communityIds: string[] | null = null) => findCallers(db, { find: words, communityIds })
  const erase = async (words: string) => {
    const [found] = await find(words)
    return db.tx((tx) => eraseCaller(tx, readCallerId(found!.id)!))
  }
  const cancel = (id: string) =>
    db.tx((tx) => actOnCase(tx, id, { action: 'cancel', by: '徐静', note: '来电取消', at: AT, zone: ZONE }))

  it('is found by phone however it was grouped, by name, home and case number, within one’s own communities', async () => {
    const one = await typed({ contact: { name: '申屠老伯', phone: '137 0000 1111' } })
    const home = `5-2-${rooms}`
    await typed({ contact: { name: '申屠老伯', phone: '+86 13700001111' } })

    for (const words of ['13700001111', '137-0000-1111', '屠老', one.number.toLowerCase()])
      expect([words, await find(words)]).toMatchObject([words, [{ phone: '13700001111', messages: 2, openCases: 2 }]])
    for (const words of [home, `5栋2单元${rooms - 1}室`])
      expect([words, await find(words)]).toMatchObject([words, [{ phone: '13700001111' }]])
    expect(await find('1370000')).toEqual([])
    expect(await find('13700001111', ['cm-elsewhere'])).toEqual([])
  })

  it('is told from a neighbour of the same home by name where no number was left', async () => {
    const location = { building: '6', unit: '1', room: '601' }
    await typed({ location, contact: { name: '贺兰大爷', phone: null } })
    await typed({ location, contact: { name: '贺兰大妈', phone: null } })

    expect((await find('6-1-601')).map(({ name }) => name).sort()).toEqual(['贺兰大妈', '贺兰大爷'])
    const [aunt] = await find('贺兰大妈')
    expect(aunt).toMatchObject({ homes: ['6-1-601'], messages: 1 })
  })

  it('stands behind no anonymous case', async () => {
    await typed({
      kind: 'complaint',
      category: '噪音扰民',
      anonymous: true,
      contact: { name: '匿名君', phone: '13700002222' },
    })
    expect([...(await find('匿名君')), ...(await find('13700002222'))]).toEqual([])
  })

  it('is given out with their own matters, and of those of others with their own line alone', async () => {
    await typed({ summary: '宇文家漏水', contact: { name: '宇文女士', phone: '13700003333' } })
    const others = await typed({ summary: '闾丘家先报的', contact: { name: '闾丘先生', phone: '13700004444' } })
    await noteCaller(db, others.id, { name: '宇文女士', phone: '137 0000 3333', source: 'phone', at: AT })

    const [found] = await find('13700003333')
    const given = JSON.stringify(await exportCaller(db, readCallerId(found!.id)!))

    for (const words of ['宇文家漏水', others.number]) expect(given).toContain(words)
    for (const words of ['闾丘', '13700004444']) expect(given).not.toContain(words)
    const [first] = await find('13700004444')
    expect(JSON.stringify(await exportCaller(db, readCallerId(first!.id)!))).not.toContain('宇文')
  })

  it('is gone from every case that is over, and from the others once they are', async () => {
    const over = await typed({ summary: '令狐家漏水', contact: { name: '令狐阿姨', phone: '13700005555' } })
    const open = await typed({ summary: '令狐家门坏', contact: { name: '令狐阿姨', phone: '13700005555' } })
    const others = await typed({ summary: '别人先报的', contact: { name: '钟离先生', phone: '13700006666' } })
    for (const [name, phone] of [
      ['令狐阿姨', '13700005555'],
      ['公冶先生', '13700007777'],
    ] as const)
      await noteCaller(db, others.id, { name, phone, source: 'phone', at: AT })
    await cancel(over.id)
    await cancel(others.id)

    expect(await erase('13700005555')).toEqual({ erased: 2, held: 0, openCases: 1 })
    expect(await find('13700005555')).toMatchObject([{ messages: 1, openCases: 1 }])
    expect((await getCase(db, over.id)).summary).toBe('（已按本人要求删除）')
    expect((await getCase(db, open.id)).contact).toMatchObject({ name: '令狐阿姨' })
    expect(await getCase(db, others.id)).toMatchObject({
      contact: { name: '钟离先生' },
      details: { callers: [{ name: '公冶先生' }] },
    })

    await cancel(open.id)
    expect(await erase('13700005555')).toMatchObject({ erased: 1, openCases: 0 })
    expect([...(await find('13700005555')), ...(await find('令狐阿姨'))]).toEqual([])
  })

  it('is rung back for the case in which theirs has ended', async () => {
    const kept = await typed({ summary: '电梯异响', contact: { name: '钱先生', phone: '13700008888' } })
    const double = await typed({ summary: '电梯有响声', contact: { name: '孙女士', phone: '13700009999' } })
    await noteCaller(db, double.id, { name: '李老伯', phone: '13700001010', source: 'visit', at: AT })

    await db.tx((tx) => mergeCase(tx, double.id, kept.id, { by: '徐静', at: AT, zone: ZONE }))

    expect(await getCase(db, kept.id)).toMatchObject({
      contact: { name: '钱先生' },
      details: { callers: [{ name: '孙女士', phone: '13700009999' }, { name: '李老伯' }] },
    })
  })
})
