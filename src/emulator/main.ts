import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { aibotPage } from './aibot-page'
import { startAibotEmulator } from './aibot-server'
import type { AibotEmulator } from './aibot-server'
import { playRoom } from './play'
import type { Emulator } from './start-emulator'
import { startEmulator } from './start-emulator'

/** `npm run emulator [-- --port 3979 --callback http://127.0.0.1:3978/wecom/callback]`: WeCom without WeCom. */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '3979' },
    callback: { type: 'string', default: 'http://127.0.0.1:3978/wecom/callback' },
  },
})

startEmulator({ port: Number(values.port), callbackUrl: values.callback, seed: randomInt(2 ** 31) }, playRoom).then(
  (emulator) => {
    emulator.addServicer(emulator.openKfid, 'lisi', { receiving: false })
    greet(emulator)
    const bot = startAibotEmulator({ port: Number(values.port) + 1, page: aibotPage })
    bot.then(greetBot, () => console.log(`端口 ${Number(values.port) + 1} 已被占用，这次没有智能机器人。`))
    const watch = watchForShouwen(emulator)
    const stop = (): void => {
      clearInterval(watch)
      void emulator.close()
      void bot.then(
        (running) => running.close(),
        () => undefined,
      )
    }
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
  },
  (error: NodeJS.ErrnoException) => {
    const busy = error.code === 'EADDRINUSE'
    console.error(busy ? `端口 ${values.port} 已被占用，请用 -- --port 换一个。` : `模拟器没有启动：${error.message}`)
    process.exitCode = 1
  },
)

function greet(emulator: Emulator): void {
  const lines = Object.entries(emulator.env).map(([name, value]) => `${name}=${value}`)
  console.log(`企业微信模拟器已启动：${emulator.baseUrl}

第一步 把下面几行放进首问的 .env，再启动首问（npm start）：

${lines.join('\n')}

第二步 用浏览器打开 ${emulator.baseUrl} ，左边扮业主，中间扮员工。
       客服账号 ${emulator.openKfid}，员工 zhangsan 正在接待，lisi 停止接待。
       回调发往 ${values.callback} ，要改就用 -- --callback 地址。
`)
}

function greetBot(bot: AibotEmulator): void {
  const lines = Object.entries(bot.env).map(([name, value]) => `${name}=${value}`)
  console.log(`智能机器人（长连接，不需要公网地址）：把下面几行也放进首问的 .env，用浏览器打开 ${bot.url.replace('ws:', 'http:')} 扮成员：

${lines.join('\n')}
`)
}

/** Says once when the callback has been verified, as the admin console does on saving. */
function watchForShouwen(emulator: Emulator): NodeJS.Timeout {
  const look = async (): Promise<void> => {
    const { ok } = await emulator.verifyCallback()
    if (!ok) return
    clearInterval(timer)
    console.log('首问已连上，回调地址验证通过。')
  }
  const timer = setInterval(() => void look(), 2_000)
  void look()
  return timer
}
