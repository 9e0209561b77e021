import type http from 'node:http'
import { z } from 'zod'
import type { AibotEmulator } from './aibot-server'

const Act = z.object({
  user: z.string().min(1),
  group: z.string().optional(),
  text: z.string().optional(),
  tap: z.string().optional(),
  photo: z.boolean().optional(),
})

/** Lets a person play members of the company in the browser: alone with the bot, or in a group that mentions it. */
export function aibotPage(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  emulator: AibotEmulator,
): boolean {
  const url = new URL(request.url ?? '/', 'http://emulator')
  if (url.pathname === '/') return send(response, PAGE, 'text/html; charset=utf-8')
  if (url.pathname === '/chat') {
    const shown = emulator.chat(url.searchParams.get('id') ?? '').map(({ kind, text, finished, card }) => ({
      kind,
      text,
      finished,
      buttons: card?.button_list ?? [],
    }))
    return send(response, JSON.stringify({ connected: emulator.connected, shown, violations: emulator.violations }))
  }
  // JSON only: another site's form cannot send that without asking first.
  const json = (request.headers['content-type'] ?? '').startsWith('application/json')
  if (url.pathname !== '/act' || request.method !== 'POST' || !json) return false
  void read(request).then(
    (text) => {
      const act = Act.parse(JSON.parse(text))
      const member = act.group ? emulator.inGroup(act.group, act.user) : emulator.member(act.user)
      if (act.text) member.text(act.text)
      if (act.tap) member.tap(act.tap)
      if (act.photo) member.image()
      send(response, '{}')
    },
    () => void response.writeHead(400).end(),
  )
  return true
}

async function read(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function send(response: http.ServerResponse, body: string, type = 'application/json; charset=utf-8'): true {
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body)
  return true
}

const PAGE = `<!doctype html>
<html lang="zh"><meta charset="utf-8"><title>智能机器人模拟</title>
<style>
body{font:15px/1.6 system-ui;margin:2em auto;max-width:44em;padding:0 1em}
#chat div{background:#f2f3f5;border-radius:8px;padding:.5em .8em;margin:.4em 0;white-space:pre-wrap}
#chat .mine{background:#d9f0d3;margin-left:6em}
#chat .open{opacity:.6}
button{margin:.2em .3em 0 0}
</style>
<h1>智能机器人</h1>
<p><label>成员 <input id="user" value="zhangsan"></label> <label><input type="checkbox" id="group"> 在群里@机器人</label> <span id="state"></span></p>
<div id="chat" aria-live="polite"></div>
<form id="form"><input id="text" size="40" aria-label="要说的话" autofocus> <button>发送</button> <button type="button" id="photo">发照片</button></form>
<script>
const $ = (id) => document.getElementById(id)
const said = {}
const place = () => ({ user: $('user').value, ...($('group').checked ? { group: 'wrEmulator' } : {}) })
const chatId = () => place().group ?? place().user
async function act(what, words) {
  (said[chatId()] ??= []).push({ words, after: Number($('chat').dataset.count ?? 0) })
  await fetch('/act', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...place(), ...what }) })
}
$('form').onsubmit = (event) => { event.preventDefault(); const text = $('text').value; if (text) act({ text }, text); $('text').value = '' }
$('photo').onclick = () => act({ photo: true }, '[照片]')
async function show() {
  const { connected, shown, violations } = await (await fetch('/chat?id=' + encodeURIComponent(chatId()))).json()
  $('state').textContent = (connected ? '首问已连接' : '首问还没有连接') + (violations.length ? '，违反规则 ' + violations.length + ' 处' : '')
  const mine = said[chatId()] ?? []
  const items = []
  for (let index = 0; index <= shown.length; index++) {
    for (const one of mine) if (one.after === index) items.push(bubble(one.words, 'mine', []))
    if (index < shown.length) items.push(bubble(shown[index].text, shown[index].finished ? '' : 'open', shown[index].buttons))
  }
  $('chat').dataset.count = shown.length
  $('chat').replaceChildren(...items)
}
function bubble(text, name, buttons) {
  const box = document.createElement('div')
  box.className = name
  box.textContent = text.replace(/\\n?\\[[^\\]]*\\](?=\\n|$)/g, (label) => (buttons.length ? '' : label))
  for (const { text: label, key } of buttons) {
    const button = document.createElement('button')
    button.textContent = label
    button.onclick = () => act({ tap: key }, label)
    box.append(document.createElement('br'), button)
  }
  return box
}
setInterval(show, 700)
show()
</script></html>`
