import { createLog } from '../../src/platform/log'
import { secretsOf } from '../../src/platform/secrets-of'
import { readSettings } from '../../src/platform/settings'

const AES_KEY = 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C'
const SETTINGS = {
  API_TOKEN: 'secret-api',
  ADMIN_PASSWORD: 'secret admin',
  DATABASE_URL: 'postgres://shouwen:secret%2Fdb@host/name',
  REDIS_URL: 'redis://:secret-redis@host:6379',
  WECOM_CORP_ID: 'ww1',
  WECOM_AGENT_ID: '1000002',
  WECOM_SECRET: 'secret-wecom',
  WECOM_TOKEN: 'secret-callback',
  WECOM_ENCODING_AES_KEY: AES_KEY,
  WECOM_AIBOT_ID: 'bot',
  WECOM_AIBOT_SECRET: 'secret-bot',
  WECOM_GROUP_WEBHOOK: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=secret-robot',
  OPENAI_API_KEY: 'secret-model',
  CASE_WEBHOOK_URL: 'https://cases.example.com/hook',
  CASE_WEBHOOK_SECRET: 'secret-hook',
}

describe('the secrets of the settings', () => {
  it('are all of them, however they are written', () => {
    expect(secretsOf(readSettings(SETTINGS)).sort()).toEqual(
      [
        'secret-api',
        'secret admin',
        'secret%2Fdb',
        'secret/db',
        'secret-redis',
        'secret-wecom',
        'secret-callback',
        AES_KEY,
        'secret-bot',
        'secret-robot',
        'secret-model',
        'secret-hook',
      ].sort(),
    )
  })

  it('are none when nothing is given', () => {
    expect(secretsOf(readSettings({}))).toEqual([])
  })

  it('never reach the log, even when the whole settings are logged', () => {
    const written: string[] = []
    const settings = readSettings(SETTINGS)
    const log = createLog('info', {
      secrets: secretsOf(settings),
      destination: { write: (line) => written.push(line) },
    })

    log.info({ settings }, `started with ${Object.values(SETTINGS).join(' ')}`)

    expect(written.join()).toContain('[secret]')
    expect(written.join()).not.toMatch(/secret[-% /](api|admin|2Fdb|db|redis|wecom|callback|bot|robot|model|hook)/)
    expect(written.join()).not.toContain(AES_KEY)
  })
})
