import { createTestDatabase, type TestDatabase } from '../../support/database'
import { until } from '../../support/until'

let store: TestDatabase
beforeEach(async () => {
  store = await createTestDatabase('empty')
})
afterEach(() => store.close())

const notify = (channel: string, payload: string) =>
  store.db.query('notify', 'select pg_notify($1, $2)', [channel, payload])

it('hears what is said on its channels, and nothing after it stopped', async () => {
  const heard: string[] = []
  const stop = await store.db.listen('wake', (payload) => heard.push(`first ${payload}`))
  await store.db.listen('wake', (payload) => heard.push(`second ${payload}`))
  await store.db.listen('other', (payload) => heard.push(`other ${payload}`))

  await notify('wake', '小区')
  await until(() => heard.length === 2, 'both to hear')
  await stop()
  await notify('wake', 'again')
  await notify('other', 'x')
  await until(() => heard.length === 4, 'the others to hear')

  expect(heard).toEqual(['first 小区', 'second 小区', 'second again', 'other x'])
})

it('hears nothing of a transaction that was undone', async () => {
  const heard: string[] = []
  await store.db.listen('wake', (payload) => heard.push(payload))

  await store.db
    .tx(async (tx) => {
      await tx.query('notify', 'select pg_notify($1, $2)', ['wake', 'undone'])
      throw new Error('no')
    })
    .catch(() => {})
  await notify('wake', 'done')
  await until(() => heard.length > 0, 'the second one')

  expect(heard).toEqual(['done'])
})

it('listens again by itself after its connection was cut', async () => {
  const heard: string[] = []
  await store.db.listen('wake', (payload) => heard.push(payload))
  await store.db.listen('other', (payload) => heard.push(payload))

  await store.db.query(
    'cut',
    `select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %' and datname = current_database()`,
  )

  await until(async () => {
    await notify('wake', 'hello')
    await notify('other', 'you')
    return heard.includes('hello') && heard.includes('you')
  }, 'both channels to be heard again')
})

it('refuses the name of a channel that would not be one', async () => {
  await expect(store.db.listen('wake; drop table x', () => {})).rejects.toMatchObject({ code: 'channel_name' })
})
