import type { IncomingMessage, ServerResponse } from 'node:http'
import type { World } from './world'

const PAGES = ['/connect/oauth2/authorize', '/wwlogin/sso/login']

/**
 * Both ways to sign in (§9.1, §9.2): shows the members, and goes back to `redirect_uri` with a code for the one chosen.
 * A test adds `as=<userid>` and is sent on at once.
 */
export function signInPage(world: World) {
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const url = new URL(request.url ?? '/', 'http://emulator')
    if (!PAGES.includes(url.pathname)) return false
    const redirect = url.searchParams.get('redirect_uri') ?? ''
    if (url.searchParams.get('appid') !== world.settings.corpId || !URL.canParse(redirect)) {
      response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' }).end('appid 或 redirect_uri 有误')
      return true
    }
    const fault = faultOf(world, url, new URL(redirect))
    if (fault !== null) {
      world.violations.note('sign-in-malformed', fault, url.pathname)
      response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' }).end(fault)
      return true
    }
    const chosen = url.searchParams.get('as')
    if (!chosen) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(choice(world, url))
      return true
    }
    // Who is outside the visible range cannot scan; inside the client the platform lets any member through (§9.2, §9.3).
    if (url.pathname === PAGES[1] && !world.member(chosen).visible) {
      response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8' }).end('不在应用可见范围内')
      return true
    }
    const back = new URL(redirect)
    const code = world.random.id('OC')
    world.oauthCodes.set(code, { userid: world.member(chosen).userid, openid: null, bornAt: world.now(), used: false })
    back.searchParams.set('code', code)
    back.searchParams.set('state', url.searchParams.get('state') ?? '')
    response.writeHead(302, { location: back.toString() }).end()
    return true
  }
}

/** What the platform's pages refuse (§9.1, §9.2), in their order. */
function faultOf(world: World, url: URL, redirect: URL): string | null {
  const given = (name: string) => url.searchParams.get(name) ?? ''
  if (world.trustedHost !== null && redirect.host !== world.trustedHost)
    return url.pathname === PAGES[0] ? '50001 redirect_uri 与可信域名不一致' : '-31020 redirect_uri 与授权回调域不一致'
  if (!/^[A-Za-z0-9]{0,128}$/.test(given('state'))) return 'state 只能是字母和数字，不超过 128 字节'
  if (url.pathname === PAGES[0]) {
    if (given('response_type') !== 'code') return 'response_type 有误'
    if (!['snsapi_base', 'snsapi_privateinfo'].includes(given('scope'))) return 'scope 有误'
    return null
  }
  if (given('login_type') !== 'CorpApp') return '-31040 login_type 有误'
  return given('agentid') === String(world.settings.agentId) ? null : '-31028 agentid 有误'
}

function choice(world: World, url: URL): string {
  const links = [...world.members.values()].map((member) => {
    const to = new URL(url)
    to.searchParams.set('as', member.userid)
    return `<li><a href="${escape(to.pathname + to.search)}">${escape(member.name)}</a></li>`
  })
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><link rel="icon" href="data:,"><title>模拟企业微信登录</title>
<body style="font:18px sans-serif;margin:40px"><h1>以谁的身份登录？</h1><ul>${links.join('')}</ul></body></html>`
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
