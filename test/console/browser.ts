import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'

export const PHONE = { width: 390, height: 844 }
export const DESKTOP = { width: 1280, height: 800 }

/** On a machine that does much else a single step may take long. */
const STEP_MS = 100_000

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    timeout: STEP_MS,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

export interface OpenedPage {
  page: Page
  /** Whatever the browser complains about. */
  complaints: string[]
  close: () => Promise<void>
}

/**
 * A window of its own (cookies too). Nothing fades or slides in it: a list on its way out has no name, a button on its way to
 * another state the colours of neither, and how long they are on their way depends on the machine.
 */
export async function openPage(
  browser: Browser,
  url: string,
  viewport: { width: number; height: number },
  prepare: (context: BrowserContext) => Promise<unknown> = async () => {},
): Promise<OpenedPage> {
  const context = await browser.newContext({
    viewport,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(STEP_MS)
  await prepare(context)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.goto(url)
  return { page, complaints, close: () => context.close() }
}
