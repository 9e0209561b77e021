import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { join } from 'node:path'
import { projectRoot } from '../../src/platform/project-root'
import { freePort } from '../support/free-port'
import { temporaryFolder } from '../support/temporary'
import { api, killProducts, say, startProduct } from './product'

jest.setTimeout(120_000)
// So that no case below waits for the compiler.
beforeAll(() => {
  spawnSync(process.execPath, [join(projectRoot(), 'src/tools/start.mjs'), 'build'])
})
afterEach(killProducts)

/** Starts with these settings and hands back what it said when it gave up; checks that it left nothing behind. */
async function refusal(env: Record<string, string>): Promise<string[]> {
  const dataDir = join(temporaryFolder(), 'data')
  const product = startProduct({ DATA_DIR: dataDir, ...env })

  expect(await product.ended).toBe(1)

  expect(product.out()).toBe('')
  expect(product.err()).not.toMatch(/^\s+at |Error:/m)
  expect(existsSync(dataDir)).toBe(false)
  expect(processesNaming(dataDir)).toEqual([])
  return product.err().trim().split('\n')
}

/** Whoever was started for this folder and lives. */
function processesNaming(folder: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder)
    } catch {
      return false
    }
  })
}

it('says every wrong and half-given setting in a sentence of its own, and repeats no secret', async () => {
  const lines = await refusal({
    PORT: '99999',
    STAFF_HOURS: 'mornings',
    TIME_ZONE: 'Mars/Olympus',
    WECOM_CORP_ID: 'ww1',
    WECOM_SECRET: 'very-secret',
    CASE_WEBHOOK_URL: 'http://localhost/cases',
    DATABASE_URL: 'mysql://me:very-secret@host/x',
  })

  expect(lines.map((line) => line.split(' ')[0])).toEqual(
    expect.arrayContaining([
      'PORT',
      'STAFF_HOURS',
      'TIME_ZONE',
      'DATABASE_URL',
      'WECOM_AGENT_ID',
      'WECOM_TOKEN',
      'WECOM_ENCODING_AES_KEY',
      'CASE_WEBHOOK_SECRET',
    ]),
  )
  expect(lines).toContain('PORT must be a whole number from 0 to 65535, but is "99999".')
  expect(lines).toContain('CASE_WEBHOOK_SECRET must be given too, because CASE_WEBHOOK_URL is.')
  for (const line of lines) expect(line).toMatch(/\.$/)
  expect(lines.join()).not.toContain('very-secret')
})

describe('with an address it cannot have', () => {
  let taken: Server
  beforeEach(async () => {
    taken = createServer()
    await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done))
  })
  afterEach(() => void taken.close())

  it('says that the port is taken before it makes a store', async () => {
    const { port } = taken.address() as AddressInfo

    expect(await refusal({ PORT: String(port) })).toEqual([
      `PORT ${port} on 127.0.0.1 is taken by another program: stop that one or choose another PORT.`,
    ])
  })

  it('says that this machine has no such address', async () => {
    expect(await refusal({ HOST: '192.0.2.1' })).toEqual([
      'HOST 192.0.2.1 is no address of this machine: give one that it has, or 0.0.0.0 for all.',
    ])
  })
})

describe('with a folder it cannot use', () => {
  it('says that DATA_DIR is a file, and leaves that as it is', async () => {
    const file = join(temporaryFolder(), 'notes')
    writeFileSync(file, 'mine')

    expect(await refusal({ DATA_DIR: join(file, 'data') })).toEqual([
      `DATA_DIR ${file}/data cannot be used: it is a file, or lies under one, not a folder.`,
    ])
    expect(readFileSync(file, 'utf8')).toBe('mine')
  })

  it.each([
    ['may not enter', 0o700],
    ['may not write to', 0o755],
  ])('says that DATA_DIR is one that this user %s', async (_what, mode) => {
    const dataDir = join(temporaryFolder(), 'data')
    mkdirSync(dataDir)
    chmodSync(join(dataDir, '..'), 0o755)
    chmodSync(dataDir, mode)
    const built = join(projectRoot(), 'src/tools/start.mjs')
    // Root may do everything, so root takes somebody else's part.
    const command = process.getuid?.() === 0 ? [...AS_NOBODY, process.execPath, built] : [process.execPath, built]
    if (process.getuid?.() !== 0) chmodSync(dataDir, mode === 0o700 ? 0o000 : 0o555)

    const product = startProduct({ DATA_DIR: dataDir }, { command })

    expect(await product.ended).toBe(1)
    expect(product.err()).toBe(`DATA_DIR ${dataDir} cannot be used: this user may not read and write there.\n`)
    chmodSync(dataDir, 0o755)
    expect(readdirSync(dataDir)).toEqual([])
  })

  it('says that KNOWLEDGE_DIR is missing, and which article in it is faulty, before it makes a store', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'fee.md'), '---\nkey: fee\n---\nwithout a question')

    expect(await refusal({ KNOWLEDGE_DIR: join(folder, 'none') })).toEqual([
      `KNOWLEDGE_DIR must be a folder that can be read, but ${folder}/none is not (ENOENT).`,
    ])
    const [sentence, ...more] = await refusal({ KNOWLEDGE_DIR: folder })
    expect(sentence).toMatch(/^An article of KNOWLEDGE_DIR cannot be read: .*fee\.md: question: .*\.$/)
    expect(more).toEqual([])
  })
})

describe('with a database it cannot use', () => {
  it('says that nothing listens there, without the password', async () => {
    const port = await freePort()

    expect(await refusal({ DATABASE_URL: `postgres://me:very-secret@127.0.0.1:${port}/shouwen` })).toEqual([
      `DATABASE_URL (postgres://127.0.0.1:${port}/shouwen) cannot be used: nothing listens there.`,
    ])
  })

  it('says that the server is too old', async () => {
    const old = await startOldPostgres()
    const { port } = old.address() as AddressInfo

    expect(await refusal({ DATABASE_URL: `postgres://me@127.0.0.1:${port}/shouwen` })).toEqual([
      'DATABASE_URL: PostgreSQL 15 or newer is needed, this server is 14.19.',
    ])
    old.close()
  })
})

it('starts without its Redis, serves, and says so in /readyz', async () => {
  const port = await freePort()
  const product = startProduct({ DATA_DIR: temporaryFolder(), REDIS_URL: `redis://127.0.0.1:${port}` })

  const url = await product.ready()

  const { status, body } = await api(url, 'GET', '/readyz')
  expect(status).toBe(200)
  expect(body).toMatchObject({ database: expect.stringMatching(/^ok/), redis: 'failing: away: slower, nothing lost' })
  expect(await say(url, 'qian', '物业费怎么交')).not.toEqual([])
  expect(await product.stop()).toBe(0)
})

const AS_NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']

/** Speaks just enough of the protocol to say that it is PostgreSQL 14: Debian has only newer ones. */
async function startOldPostgres(): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (data) => {
      const isQuery = data[0] === 'Q'.charCodeAt(0)
      socket.write(Buffer.concat(isQuery ? ANSWER : GREETING))
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return server
}

const message = (type: string, ...parts: Buffer[]) => {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from(type), int(4, body.length + 4), body])
}
const int = (bytes: number, value: number) => {
  const buffer = Buffer.alloc(bytes)
  buffer.writeIntBE(value, 0, bytes)
  return buffer
}
const text = (value: string) => Buffer.from(`${value}\0`)
const column = (name: string, type: number) =>
  Buffer.concat([text(name), int(4, 0), int(2, 0), int(4, type), int(2, -1), int(4, -1), int(2, 0)])
const value = (content: string) => Buffer.concat([int(4, content.length), Buffer.from(content)])

const [TEXT, INT4, BOOL] = [25, 23, 16]
const READY = message('Z', Buffer.from('I'))
const GREETING = [message('R', int(4, 0)), READY]
const ANSWER = [
  message(
    'T',
    int(2, 4),
    column('version', TEXT),
    column('number', INT4),
    column('standby', BOOL),
    column('encoding', TEXT),
  ),
  message('D', int(2, 4), value('14.19'), value('140019'), value('f'), value('UTF8')),
  message('C', text('SELECT 1')),
  READY,
]
