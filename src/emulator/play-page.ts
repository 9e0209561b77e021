/** One page without a build: residents on the left, staff in the middle, the protocol's complaints on the right. */
export const playPage = `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>企业微信模拟器</title>
<style>
  body { font: 15px/1.5 system-ui, sans-serif; margin: 0; background: #f3f4f6; color: #1f2937 }
  header { background: #065f46; color: #fff; padding: 10px 20px }
  main { display: grid; grid-template-columns: 3fr 3fr 2fr; gap: 14px; padding: 14px }
  section { background: #fff; border-radius: 8px; padding: 12px }
  h2 { font-size: 16px; margin: 0 0 8px }
  .chat { height: 48vh; overflow: auto; border: 1px solid #e5e7eb; border-radius: 6px; padding: 8px }
  .chat p { margin: 4px 0; padding: 6px 10px; border-radius: 8px; width: fit-content; max-width: 85%; white-space: pre-wrap }
  .mine { background: #bbf7d0; margin-left: auto !important }
  .theirs { background: #e5e7eb }
  .card { border: 1px solid #e5e7eb; border-radius: 6px; padding: 8px; margin: 6px 0; white-space: pre-wrap }
  .gone { text-decoration: line-through; opacity: .5 }
  form, .row { display: flex; gap: 6px; margin: 8px 0; flex-wrap: wrap }
  input, select, button { font: inherit; padding: 4px 8px }
  input[name=text] { flex: 1 }
  small { color: #6b7280 }
  pre { white-space: pre-wrap; word-break: break-all; font-size: 12px }
  #note { color: #fde68a }
</style>
<header><b>企业微信模拟器</b> · 左边扮业主，中间扮员工 <span id="note"></span></header>
<main>
  <section>
    <h2>业主 <select id="who"></select> <button id="newcomer">新业主</button> <small id="state"></small></h2>
    <div class="chat" id="chat"></div>
    <form id="speak"><input name="text" placeholder="业主说……" autocomplete="off"><button>发送</button></form>
    <div class="row">
      <button data-act="enter">扫码进入</button><button data-act="voice">发语音</button>
      <button data-act="location">发位置</button><button id="recall">撤回上一条</button>
      <label>发图片 <input type="file" id="image" accept="image/png,image/jpeg"></label>
    </div>
  </section>
  <section>
    <h2>员工 <select id="staff"></select> <button id="duty"></button></h2>
    <div class="row"><button data-staff="pick">接入这位业主</button><button data-staff="end">结束会话</button></div>
    <form id="answer"><input name="text" placeholder="员工对业主说……" autocomplete="off"><button>回复业主</button></form>
    <form id="tell"><input name="text" placeholder="员工对应用说……" autocomplete="off"><button>发给应用</button></form>
    <div id="inbox"></div>
  </section>
  <section>
    <h2>接入与检查</h2>
    <button data-act="verify">验证回调地址</button>
    <h2>下一次出点故障</h2><div class="row" id="faults"></div>
    <h2>员工群</h2><div id="group"></div>
    <h2>违反协议之处</h2><div id="violations"></div>
    <h2>环境变量</h2><pre id="env"></pre>
  </section>
</main>
<script>
const STATES = ['新会话', '智能助手', '待接入池', '人工', '已结束或未开始']
const FAULTS = { busy: '系统繁忙', hang: '没有回应', reset: '连接断开', tokenDeath: '凭证提前失效', emptyPage: '空页',
  sendFail: '消息没送到', lostCallback: '丢一次回调', doubleCallback: '重复一次回调' }
const $ = (id) => document.getElementById(id)
let seen = '', now = { residents: [], staff: [] }, user = 'wmYezhu0001', staff = ''

const make = (tag, text, fields = {}) => Object.assign(document.createElement(tag), { textContent: text, ...fields })
async function act(order) {
  const answer = await fetch('/play/act', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(order) })
  $('note').textContent = (await answer.json()).message
  await refresh()
}
function fill(select, values, chosen) {
  select.replaceChildren(...values.map((value) => make('option', value, { value, selected: value === chosen })))
}
async function refresh() {
  const text = await (await fetch('/play/state')).text()
  if (text === seen) return
  seen = text
  now = JSON.parse(text)
  show()
}
function show() {
  staff ||= now.staff[0]?.userid ?? ''
  fill($('who'), [...new Set([...now.residents.map((one) => one.id), user])], user)
  fill($('staff'), now.staff.map((one) => one.userid), staff)
  const me = now.residents.find((one) => one.id === user)
  $('state').textContent = me ? STATES[me.session.state] + (me.session.servicer ? '：' + me.session.servicer : '') + '，已回 ' + me.session.sends + ' 条' : '还没来过'
  $('chat').replaceChildren(...(me?.chat ?? []).map((line) => {
    const bubble = make('p', '', { className: (line.mine ? 'mine' : 'theirs') + (line.recalled ? ' gone' : '') })
    for (const part of line.text.split('\\n')) {
      const entry = line.menu?.find((one) => one.label === part)
      const tap = () => act({ act: 'tap', user, entry: entry.id ?? entry.label })
      bubble.append(entry ? make('button', part, { onclick: tap }) : part, make('br', ''))
    }
    return bubble
  }))
  $('chat').scrollTop = 1e9
  const worker = now.staff.find((one) => one.userid === staff)
  $('duty').textContent = worker?.receiving ? '正在接待，点此停止' : '停止接待，点此开始'
  $('inbox').replaceChildren(...[...(worker?.inbox ?? [])].reverse().map((message) => {
    const card = make('div', message.text, { className: 'card' })
    if (message.update) card.append(make('div', '已更新：' + (message.update.replace_name ?? message.update.main_title?.title ?? '')))
    else {
      const list = message.choice && make('select', '')
      if (list) list.append(make('option', message.choice.title, { value: '' }), ...message.choice.option_list.map((one) => make('option', one.text, { value: one.id })))
      if (list) card.append(make('div', ''), list)
      for (const button of message.buttons) card.append(make('div', ''), make('button', button.text, { onclick: () => act({ act: 'click', staff, key: button.key, taskId: message.taskId, chosen: list?.value || undefined }) }))
    }
    return card
  }))
  $('group').replaceChildren(...(now.group.length ? [...now.group].reverse().map((one) => make('div', one.text, { className: 'card' })) : [make('small', '还没有消息')]))
  $('faults').replaceChildren(...now.faults.map((fault) => make('button', FAULTS[fault], { onclick: () => act({ act: 'fault', fault }) })))
  $('violations').replaceChildren(...(now.violations.length ? [...now.violations].reverse().map((one) => make('div', one.rule + '：' + one.detail, { className: 'card' })) : [make('small', '没有')]))
  $('env').textContent = Object.entries(now.env).map(([name, value]) => name + '=' + value).join('\\n')
}
function onSubmit(id, order) {
  $(id).onsubmit = (event) => {
    event.preventDefault()
    const text = event.target.text.value.trim()
    if (text) void act({ ...order(), text })
    event.target.reset()
  }
}
onSubmit('speak', () => ({ act: 'text', user }))
onSubmit('answer', () => ({ act: 'say', staff, user }))
onSubmit('tell', () => ({ act: 'tell', staff }))
$('who').onchange = (event) => { user = event.target.value; show() }
$('staff').onchange = (event) => { staff = event.target.value; show() }
$('newcomer').onclick = () => { user = 'wmYezhu' + String(Date.now()).slice(-6); show() }
$('duty').onclick = () => act({ act: 'receiving', staff, on: !now.staff.find((one) => one.userid === staff)?.receiving })
$('recall').onclick = () => {
  const last = now.residents.find((one) => one.id === user)?.chat.filter((line) => line.mine).at(-1)
  if (last) void act({ act: 'recall', user, msgid: last.msgid })
}
$('image').onchange = async (event) => {
  const file = event.target.files[0]
  const url = await new Promise((done) => { const reader = new FileReader(); reader.onload = () => done(reader.result); reader.readAsDataURL(file) })
  await act({ act: 'image', user, base64: url.split(',')[1], name: file.name, contentType: file.type })
  event.target.value = ''
}
for (const button of document.querySelectorAll('[data-act]')) button.onclick = () => act({ act: button.dataset.act, user })
for (const button of document.querySelectorAll('[data-staff]')) button.onclick = () => act({ act: button.dataset.staff, staff, user })
setInterval(refresh, 700)
void refresh()
</script>
</html>`
