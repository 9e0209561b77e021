/** How the owner is called, as they say it: 王女士, 张伟, or the bare surname. */
export interface NameReading {
  value: string
  text: string
}

const SURNAMES =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许邓冯韩曹曾彭萧肖蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武戚莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戈岑党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝'
const COMPOUND = '欧阳|上官|司马|诸葛|司徒|夏侯|皇甫|尉迟|公孙|慕容|长孙|宇文|端木|令狐|东方|南宫|独孤|西门|申屠'
/** One of the common surnames, one character or two. */
export const SURNAME = `(?:${COMPOUND}|[${SURNAMES}])`
const TITLE = '先生|女士|小姐|太太|阿姨|大爷|大妈|老师|奶奶|爷爷|叔叔|大姐|大哥|婆婆|叔|姨|哥|姐|生|总'
const END = '(?=[,，。.!！?？;；:：\\s、]|$|的|是|住|在|电话|手机|家|今年|，|和|先生|女士|\\d|1[3-9])'

const WITH_TITLE = new RegExp(
  `(?:免贵|我|本人|敝人|鄙人)?姓(${SURNAME})|(${SURNAME}[\\u4e00-\\u9fa5]{0,2}?)(${TITLE})`,
  'g',
)
const CALLED = new RegExp(
  `(?:(?<=^|[,，。;；\\s])叫做?|我叫做?|我的?名字(?:叫|是)?|姓名[:：是为 ]*|名字[:：是叫 ]+|联系人[:：是叫 ]*|业主[:：叫]|叫我|本人[:：叫]?|称呼[:：我]*|落款[:：]|找我[,，]?我叫)\\s*(${SURNAME}[\\u4e00-\\u9fa5]{1,3}?)${END}`,
)
const I_AM = new RegExp(
  `(?:我是|这里是|这是)(?:\\d{1,4}[室的]?)?(?:业主|住户|租户)?(${SURNAME}[\\u4e00-\\u9fa5]{1,2})(?=[,，。.!！\\s]|$|[，,]?(?:电话|手机|1[3-9]\\d))`,
)

/** 小陈, 老李: by themselves or before a number to call; only the surnames that no thing is called by (小车, 小门, 小金). */
const PLAIN_SURNAME =
  '[王李张刘陈杨赵吴周徐孙朱胡郭何林罗郑梁谢宋唐许邓冯韩曹曾彭肖蔡潘袁董蒋沈姚吕卢崔谭范贾邱侯邹熊孟秦]'
const TO_CALL = '[\\s,，:：]*(?:电话|手机)?[:：\\s]*1[3-9]\\d'
const THEN_A_NUMBER = `(?=$|${TO_CALL})`
const NICKNAME = new RegExp(`(?<=^|[\\s,，。;；])(?:我是|叫我|叫)?([小老阿]${PLAIN_SURNAME})${THEN_A_NUMBER}`)

/** 「2-1-502 王芳」, 「王芳 138…」: nothing but a name beside a number of the home or to call; surnames as with a nickname. */
const FULL_NAME = `${PLAIN_SURNAME}[\\u4e00-\\u9fa5]{1,2}`
const BESIDE_NUMBER = new RegExp(
  `(?<=\\d[室号房]?[\\s,，]{1,4})${FULL_NAME}${THEN_A_NUMBER}|(?<=^|[\\s,，。;；])${FULL_NAME}(?=${TO_CALL})`,
)
/** 「13812345678 李 明天下午」: a surname alone, right behind the number to call. */
const SURNAME_BEHIND = new RegExp(`(?<=(?<!\\d)1[3-9]\\d{9}[\\s,，]{1,4})${PLAIN_SURNAME}(?=$|[\\s,，。;；])`)

/** Words that begin like a surname and a given name and are neither. */
const NOT_A_NAME =
  /^(?:高层|高空|安全|安保|何时|何人|何必|何况|时间|路灯|路边|房东|房子|房屋|房间|车位|车主|车库|单元|管家|管理|管道|成年|成都|全部|全家|全体|明天|明白|明早|周一|周二|周三|周四|周五|周六|周日|周末|周[边围天]|孙子|许多|曾经|林木|杨树|应该|应急|连续|解决|解释|关于|关门|包括|万一|方便|方面|尤其|游泳|和|师傅|阳台|水|华|文明|温度|安装|金额|于是|白天|江边|石头|龙头|黄色|蓝色|沙发|商铺|商户|商家|荣誉|施工|严重|祝|易|满|简单|简直|项目|宁愿|康复|边上|米|桑拿|常|新|从|经|顾客|顾问|麻烦|左边|左右|东方|申请|党员|马上|马桶|马路|任何|任务|向|段|成|平|余额|钱|冷|冷水|费用|黎明)/

/** 师傅, 经理 and the like name staff, not the owner (王师傅什么时候来), so they are no titles here. */
export function parseName(text: string): NameReading | null {
  const read = text.slice(0, 2000)
  const called = CALLED.exec(read)
  if (called?.[1] && !NOT_A_NAME.test(called[1])) return { value: called[1], text: called[0] }
  for (const match of read.matchAll(WITH_TITLE)) {
    const before = read.slice(Math.max(0, match.index - 3), match.index)
    if (match[1]) {
      const title = new RegExp(`^(?:${TITLE})`).exec(read.slice(match.index + match[0].length))
      return { value: match[1] + (title?.[0] ?? ''), text: match[0] + (title?.[0] ?? '') }
    }
    const name = match[2] ?? ''
    if (NOT_A_NAME.test(name + (match[3] ?? '')) || /[他她找给让叫跟和对]$/.test(before)) continue
    if (
      name.length === 1 &&
      /[\u4e00-\u9fa5]$/.test(before) &&
      !/(?:我是|叫我|这里是|住户|业主|联系人|这是|找我|是|家|的|我)$/.test(before)
    )
      continue
    if (match[3] === '生' && match[2] !== undefined && !/(?:我是|叫我)$/.test(before)) continue
    if (match[3] === '总') continue
    return { value: name + (match[3] ?? ''), text: match[0] }
  }
  const iAm = I_AM.exec(read)
  if (iAm?.[1] && !NOT_A_NAME.test(iAm[1])) return { value: iAm[1], text: iAm[0] }
  const nickname = NICKNAME.exec(read)
  if (nickname?.[1]) return { value: nickname[1], text: nickname[0] }
  const beside = BESIDE_NUMBER.exec(read.trimEnd())
  if (beside && !NOT_A_NAME.test(beside[0])) return { value: beside[0], text: beside[0] }
  const behind = SURNAME_BEHIND.exec(read)
  return behind ? { value: behind[0], text: behind[0] } : null
}

/** For a direct answer to 请问怎么称呼: the whole text may be the name. */
export function parseNameAnswer(text: string): NameReading | null {
  const read = text.trim().replace(/[,，。.!！~～]+$/, '')
  const plain = new RegExp(`^(?:我?叫|是|姓)?(${SURNAME}[\\u4e00-\\u9fa5]{0,3})(?:哈|呀|啊|吧)?$`).exec(read)
  return parseName(text) ?? (plain?.[1] && !NOT_A_NAME.test(plain[1]) ? { value: plain[1], text: read } : null)
}
