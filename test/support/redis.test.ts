import { createClient } from 'redis'
import { startRedis, type TestRedis } from './redis'

let server: TestRedis
beforeAll(async () => {
  server = await startRedis()
})
afterAll(() => server.stop())

it('is a real Redis that dies when killed and comes back empty on the same port', async () => {
  const url = server.url
  await withClient((client) => client.set('word', '首问'))

  await server.kill()
  await expect(withClient((client) => client.get('word'))).rejects.toThrow(/ECONNREFUSED/)
  await server.restart()

  expect(server.url).toBe(url)
  expect(await withClient((client) => client.get('word'))).toBeNull()
})

function newClient() {
  return createClient({ url: server.url, socket: { reconnectStrategy: false } }).on('error', () => {})
}

async function withClient<T>(work: (client: ReturnType<typeof newClient>) => Promise<T>): Promise<T> {
  const client = newClient()
  await client.connect()
  return work(client).finally(() => client.destroy())
}
