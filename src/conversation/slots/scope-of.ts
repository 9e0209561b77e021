/**
 * Whether a place lies in somebody's home or in a public area: it decides whether a room is asked for. Null when the words leave it
 * open (门口, 窗户).
 */
export function scopeOf(place: string | null, text: string): 'home' | 'public' | null {
  // 「我家门口的楼道灯」 is public though 「我家」 stands before it: the place named decides first.
  if (place !== null && PUBLIC.test(place)) return 'public'
  // So is the manhole below one's own windows.
  if (place === null && ALWAYS_PUBLIC.test(text) && !HOME.test(text)) return 'public'
  if (place !== null && HOME.test(place)) return 'home'
  if (OWN.test(text)) return 'home'
  if (PUBLIC.test(text)) return 'public'
  return HOME.test(text) ? 'home' : null
}

/** The public thing the words name where they name no place: somebody must still be told where it stands (路灯, 滑梯, 井盖). */
export function publicThing(text: string): string | null {
  if (scopeOf(null, text) !== 'public') return null
  const words = text.replace(VAGUE, '')
  return THING_OUTSIDE.exec(words)?.[0] ?? PUBLIC.exec(words.replace(NO_PLACE, ''))?.[0] ?? null
}

const VAGUE = /小区|公共/g
/** What begins with 景观, 垃圾 and the like and can be gone to. */
const THING_OUTSIDE =
  /景观(?:湖|池|河|水系|水池|灯|带|桥|亭|墙|树)|垃圾(?:点|箱|池|堆|屋|间|亭|中转站|投放处|车)|绿化(?:带|树|地|草坪)|监控(?:室|中心)/u
/** By themselves no place; a camera that is broken is somewhere. */
const NO_PLACE =
  /景观|绿化|垃圾|健身|路面|(?:有|没|看|查|调|调取|装|安)(?:一下|一个|[个了下的])?(?:监控|摄像头)|监控(?:录像|视频|画面|里|为证|拍|显示|看|可查|可以查)/gu
const OWN =
  /((?:我|我们|俺|咱)家(?![楼门]下|楼|门口|门前|附近|旁边|对面|对门|窗外|外面|小区|单元|那栋|这栋)|家里|屋里|我屋|室内|入户|户内|我这屋)/
const ALWAYS_PUBLIC = /井盖|路灯|电梯|道闸|单元门|楼道|楼梯间|消防栓|滑梯|秋千|健身器材|减速带|人行道|围墙|岗亭|草坪灯/u
const HOME =
  /(主卫|客卫|次卫|卫生间|洗手间|厕所|浴室|淋浴|厨房|主卧|次卧|卧室|儿童房|客厅|餐厅|书房|衣帽间|玄关|阳台|露台|飘窗|储藏室|洗衣房|入户门|窗台|马桶|花洒|水龙头|地漏|洗手池|洗菜池|热水器|油烟机|插座|暖气片|地暖|浴霸|家里)/
const PUBLIC =
  /(楼道|楼梯|电梯|单元门|大堂|大厅|门厅|走廊|过道|天台|楼顶|屋顶|外墙|架空层|车库|地库|停车场|车棚|充电(桩|棚|柜)|门禁|道闸|闸机|栏杆机|路灯|感应灯|声控灯|草坪灯|景观|绿化|花园|广场|喷泉|凉亭|健身|儿童乐园|滑梯|秋千|泳池|球场|会所|快递柜|垃圾|岗亭|大门|[东南西北正后侧]门|围墙|井盖|减速带|宣传栏|花架|长廊|长椅|消防栓|监控|摄像头|公共|小区|配电房|水泵房|管道井|人行道|路面|地下室)/
