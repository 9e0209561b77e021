import fastify from 'fastify'
import { unavailable } from '../../src/platform/errors'
import { createLog } from '../../src/platform/log'
import type { LogOptions } from '../../src/platform/log'

function recordingLog(options: LogOptions = {}) {
  const written: string[] = []
  const log = createLog('debug', { ...options, destination: { write: (line) => written.push(line) } })
  return { log, written, last: () => JSON.parse(written.at(-1) ?? 'null') as Record<string, unknown> }
}

describe('the log', () => {
  it('writes a JSON line with level, time, message and facts', () => {
    const { log, last } = recordingLog()

    log.info({ conversationId: 'cv_1', turns: 3, parts: ['a', 'b'], at: new Date(0) }, 'turn committed')

    expect(last()).toMatchObject({
      level: 'info',
      pid: process.pid,
      msg: 'turn committed',
      conversationId: 'cv_1',
      turns: 3,
      parts: ['a', 'b'],
      at: '1970-01-01T00:00:00.000Z',
    })
    expect(last().time).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
  })

  it('keeps to its level', () => {
    const written: string[] = []
    const log = createLog('warn', { destination: { write: (line) => written.push(line) } })

    log.info('no')
    log.warn('yes')

    expect(written).toHaveLength(1)
  })

  it('keeps what people said and who they are out, however deep it lies', () => {
    const { log, written, last } = recordingLog()

    log.info({
      text: '我家漏水了',
      message: { id: 'm1', kind: 'text', payload: { content: '李雷在家' }, external_userid: 'wmAAA' },
      contact: { name: '李雷', phone: '13800138000' },
      rows: [{ user: 'wmBBB', phone: 13800138000 }],
    })

    expect(last()).toMatchObject({ text: '[personal]', message: { id: 'm1', kind: 'text' } })
    expect(written.join()).not.toMatch(/漏水|李雷|wm[AB]|13800138000/)
  })

  it('masks personal data that sits in the middle of a sentence', () => {
    const { log, last } = recordingLog()

    log.info({ reason: '13800138000 busy' }, 'no answer from %s', '3栋2单元501')

    expect(last()).toMatchObject({ reason: '[手机1] busy', msg: 'no answer from [房号1]' })
  })

  it('keeps secrets out by the name of the field, by their form and by their value', () => {
    const { log, written, last } = recordingLog({ secrets: ['hunter22', undefined, 'x'] })

    log.info(
      {
        accessToken: 'AAA1',
        headers: { authorization: 'Bearer AAA2', cookie: 'session=AAA3' },
        url: 'https://qyapi.weixin.qq.com/cgi-bin/kf/sync_msg?access_token=AAA4&debug=1',
        hook: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=AAA5',
        promptTokens: 812,
      },
      'postgres://shouwen:AAA6@db/shouwen refused hunter22, header Bearer AAA7.x',
    )

    expect(written.join()).not.toMatch(/AAA\d|hunter22/)
    expect(last()).toMatchObject({
      promptTokens: 812,
      url: 'https://qyapi.weixin.qq.com/cgi-bin/kf/sync_msg?access_token=[secret]&debug=1',
    })
  })

  it('tells of an error its kind, its message, its place and its cause, and nothing it drags along', () => {
    const { log, written, last } = recordingLog()
    const cause = Object.assign(new Error('duplicate key for 13800138000'), {
      code: '23505',
      detail: 'Key (phone)=(13900139000) already exists.',
    })

    log.error(unavailable('store', 'the store did not answer', cause))

    expect(last()).toMatchObject({
      level: 'error',
      msg: 'the store did not answer',
      err: {
        type: 'AppError',
        code: 'store',
        failure: 'unavailable',
        message: 'the store did not answer',
        cause: { code: '23505', message: 'duplicate key for [手机1]' },
      },
    })
    expect((last().err as { stack: string }).stack).toContain('log.test')
    expect(written.join()).not.toMatch(/13[89]00/)
  })

  it('scrubs the bindings of children and grandchildren', () => {
    const { log, written, last } = recordingLog()

    log
      .child({ conversationId: 'cv_1', user: 'wmAAA' })
      .child({ phone: '13800138000' }, { level: 'info' })
      .info('hello')

    expect(last()).toMatchObject({ conversationId: 'cv_1', user: '[personal]', phone: '[personal]' })
    expect(written.join()).not.toMatch(/wmAAA|13800/)
  })

  it('names an object of unknown kind instead of opening it, and ends at circles', () => {
    const { log, last } = recordingLog()
    const circle: Record<string, unknown> = { pool: new Map([['password', 'AAA']]), bytes: Buffer.from('AAA') }
    circle.self = circle

    log.info(circle)

    expect(last()).toMatchObject({ pool: '[Map]', bytes: '[Buffer]', self: { self: { pool: '[Map]' } } })
  })

  it('logs the requests of fastify without query, headers and address', async () => {
    const { log, written } = recordingLog()
    const server = fastify({ loggerInstance: log })
    server.get('/wecom/callback', () => {
      throw new Error('callback of 13800138000 failed')
    })

    const address = await server.listen({ host: '127.0.0.1', port: 0 })
    const response = await fetch(`${address}/wecom/callback?msg_signature=AAA1&echostr=AAA2`, {
      headers: { authorization: 'Bearer AAA3', cookie: 'AAA4' },
    })
    await response.text()
    await server.close()

    expect(written.join()).toContain('"url":"/wecom/callback"')
    expect(written.join()).toContain('"statusCode":500')
    expect(written.join()).toContain('callback of [手机1] failed')
    expect(written.join()).not.toMatch(/AAA\d|remote|13800/)
  })
})
