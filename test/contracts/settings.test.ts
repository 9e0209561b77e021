import { API_TOKEN } from '../support/running-app'
import { startOutside } from './outside'

const page = (url: string, headers: Record<string, string> = {}) => fetch(`${url}/chat`, { headers })
const FOREIGN = { 'x-forwarded-for': '8.8.8.8' }

it.each([
  ['off', 404, 404],
  ['local', 200, 404],
  ['public', 200, 200],
])('WEB_CHAT=%s serves /chat to this machine with %i and to others with %i', async (mode, here, there) => {
  const outside = await startOutside({ WEB_CHAT: mode })
  try {
    const own = await page(outside.app.url)
    expect([own.status, (await page(outside.app.url, FOREIGN)).status]).toEqual([here, there])
    expect(await own.text()).not.toContain(API_TOKEN)
    expect((await outside.send('u', '你好')).status).toBe(200)
  } finally {
    await outside.stop()
  }
})

it('lets a guest speak only as the guest of the cookie', async () => {
  const outside = await startOutside({ WEB_CHAT: 'local' })
  try {
    const cookie = (await page(outside.app.url)).headers.get('set-cookie')!.split(';')[0]!
    const say = (given: string) =>
      fetch(`${outside.app.url}/chat/messages`, {
        method: 'POST',
        headers: { cookie: given, 'content-type': 'application/json' },
        body: JSON.stringify({ user: 'somebody-else', text: '你好' }),
      })

    expect((await say(cookie)).status).toBe(200)
    expect(await outside.exchanges('user=somebody-else')).toEqual([])
    expect((await say(cookie.replace('guest-', 'guest-x'))).status).toBe(401)
  } finally {
    await outside.stop()
  }
})

it('shows metrics to this machine and to the token only', async () => {
  const outside = await startOutside()
  try {
    const metrics = async (headers: Record<string, string>) =>
      (await fetch(`${outside.app.url}/metrics`, { headers })).status

    expect(await metrics({})).toBe(200)
    expect(await metrics(FOREIGN)).toBe(401)
    expect(await metrics({ ...FOREIGN, authorization: `Bearer ${API_TOKEN}` })).toBe(200)
    expect((await fetch(`${outside.app.url}/healthz`)).status).toBe(200)
    expect((await fetch(`${outside.app.url}/readyz`)).status).toBe(200)
  } finally {
    await outside.stop()
  }
})
