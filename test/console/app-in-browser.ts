import { existsSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { Browser } from 'playwright-core'
import { openPage, type OpenedPage } from './browser'
import { builtPages } from './built-pages'

const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.html': 'text/html',
  '.svg': 'image/svg+xml',
}

let built: string | undefined

/** A window on a whole product that runs from its sources: pages come from the build, everything else from the server. */
export function openAppPage(
  browser: Browser,
  url: string,
  viewport: { width: number; height: number },
  path = '/',
): Promise<OpenedPage> {
  const folder = (built ??= builtPages())
  return openPage(browser, url + path, viewport, (context) =>
    context.route(
      (address) => ['/', '/chat'].includes(address.pathname) || address.pathname.startsWith('/assets/'),
      async (route) => {
        const { pathname } = new URL(route.request().url())
        const file = join(folder, pathname === '/' ? 'index.html' : pathname === '/chat' ? 'chat.html' : pathname)
        if (!existsSync(file)) return route.fulfill({ status: 404 })
        // The server welcomes a guest with a cookie.
        const cookie = pathname === '/chat' ? (await route.fetch()).headers()['set-cookie'] : undefined
        return route.fulfill({
          body: readFileSync(file),
          contentType: `${TYPES[extname(file)] ?? 'text/plain'}; charset=utf-8`,
          ...(cookie === undefined ? {} : { headers: { 'set-cookie': cookie } }),
        })
      },
    ),
  )
}
