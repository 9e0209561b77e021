/** Every act that is written down, in words; a test sees to it that none is missing. */
export const ACT_WORDS: Record<string, string> = {
  'session.open': '登录',
  'session.refused': '登录被拒',
  'session.close': '退出登录',
  'account.create': '新建账号',
  'account.change': '修改账号',
  'account.disable': '停用账号',
  'account.enable': '启用账号',
  'account.reset': '重置密码',
  'account.own-password': '改了自己的密码',
  'access.roles': '修改企业微信角色',
  'case.open': '从对话开工单',
  'case.type-in': '登记工单',
  'case.accept': '受理工单',
  'case.assign': '派单',
  'case.progress': '记进展',
  'case.pause': '暂停工单',
  'case.resume': '恢复工单',
  'case.resolve': '办结工单',
  'case.reopen': '重新打开工单',
  'case.close': '关闭工单',
  'case.cancel': '撤销工单',
  'case.urge': '催办',
  'case.transfer': '转交工单',
  'case.part': '登记材料',
  'case.part-back': '撤回材料',
  'case.photo': '加照片',
  'case.photo-back': '撤回照片',
  'case.link': '关联工单',
  'cases.export': '导出工单',
  'case-list.keep': '保存工单视图',
  'case-list.remove': '删除工单视图',
  'handoff.accept': '接手对话',
  'handoff.reply': '回复业主',
  'handoff.close': '结束人工服务',
  'handoff.pass': '转给同事',
  'handoff.call-in': '请主管进来',
  'handoff.send-file': '给业主发文件',
  'talk.note': '写内部备注',
  'call.answer': '看了同事的呼叫',
  'presence.set': '改了在岗状态',
  'phrase.add': '新增常用语',
  'phrase.remove': '删除常用语',
  'low-score.take-on': '接手低分回访',
  'call-back.done': '回电办完',
  'event.resend': '重新发送',
  'entrance.make': '生成二维码',
  'article.draft': '写问答草稿',
  'article.drop': '丢弃问答草稿',
  'article.submit': '问答送审',
  'article.withdraw': '撤回送审',
  'article.unschedule': '取消定时发布',
  'article.return': '问答退回修改',
  'article.publish': '发布问答',
  'article.schedule': '定时发布问答',
  'article.rollback': '问答退回旧版',
  'golden.add': '新增考题',
  'golden.remove': '删除考题',
  'entry.create': '新建问答',
  'entry.change': '修改问答',
  'entry.remove': '删除问答',
  'entry.from-unanswered': '把没答上的写成问答',
  'entries.from-document': '从文档拆出问答',
  'entries.import': '导入问答',
  'entries.export': '导出问答',
  'unanswered.export': '导出没答上的问题',
  'words.publish': '发布话术修改',
  'words.go-back': '话术退回旧版',
  'correction.send': '给听过旧说法的业主发更正',
  'community.create': '新建小区',
  'community.change': '修改小区',
  'community.houses': '导入房屋',
  'community.close': '停用小区',
  'staff.create': '新增员工',
  'staff.change': '修改员工',
  'person.export': '导出业主资料',
  'person.erase': '删除业主资料',
  'report.export': '下载投诉日报',
  'report.check': '抽查投诉',
}

export const actWords = (act: string): string => ACT_WORDS[act] ?? act

/** What the act was done to: the name it has, or nothing where the act says it already. */
export function targetWords({ act, target, called }: { act: string; target: string; called: string | null }): string {
  if (called !== null) return act.startsWith('words.') ? `话术·${called}` : called
  if (act.startsWith('session.')) return `来自 ${target}`
  if (act === 'access.roles' || act === 'cases.export') return ''
  if (/^(entries|unanswered)\.export$/.test(act)) return FORMATS[target] ?? target
  // Days, numbers and files were named by people; an id names nothing, its tail tells two lines apart.
  return /^[a-z]{1,6}[_-][\w-]{6,}$/.test(target) ? `（编号尾号 ${target.slice(-4)}）` : target
}

const FORMATS: Record<string, string> = { xlsx: 'Excel 表格', csv: 'CSV 表格', json: 'JSON 文件', md: 'Markdown 文件' }

/** Who acted where no colleague did. */
export const ACTORS: Record<string, string> = { api: '接口程序', system: '系统', bot: '首问助手', owner: '业主' }

const FACT_NAMES: Record<string, string> = {
  by: '经办',
  to: '交给',
  reason: '原因',
  note: '说明',
  rows: '行数',
  entries: '条数',
  groups: '组数',
  created: '新增',
  updated: '修改',
  account: '账号',
}

const PEOPLE = ['by', 'to']

/** What is told with an act, as far as it says something to people. */
export function factWords(facts: Record<string, unknown>, nameOf: (who: string) => string = (who) => who): string {
  return Object.entries(facts)
    .filter(
      ([name, value]) => FACT_NAMES[name] !== undefined && ['string', 'number'].includes(typeof value) && value !== '',
    )
    .map(([name, value]) => {
      const said = String(value)
      return `${FACT_NAMES[name]}：${PEOPLE.includes(name) ? (ACTORS[said] ?? nameOf(said)) : said}`
    })
    .join('，')
}
