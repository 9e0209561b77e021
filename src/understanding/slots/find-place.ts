import { simplify } from '../words/normalise'

/**
 * The place in the home or on the grounds the owner speaks of, in their words. The longest wins, so 地下车库 is not read
 * as 车库, and 电梯 only counts as a place where nothing better is said.
 */
export function findPlace(text: string): string | null {
  const words = simplify(text.slice(0, 2000))
  let best: { word: string; rank: number; at: number } | null = null
  for (const [rank, pattern] of PLACES.entries()) {
    for (const match of words.matchAll(pattern)) {
      if (!best || rank < best.rank) best = { word: match[0], rank, at: match.index }
    }
    if (best) return best.word
  }
  return null
}

/** From the sure to the vague; within a rank the first one said counts. */
const PLACES: readonly RegExp[] = [
  /地下停车场|地下车库|地下车位|地下室|地库|负[一二三123][楼层]?车库|非机动车库|电动车棚|自行车棚|车棚|充电棚|架空层|设备间|设备层|配电房|配电室|水泵房|泵房|管道井|弱电井|电井|水井房|垃圾站|垃圾房|垃圾投放点|垃圾分类点|垃圾桶旁边?|儿童乐园|儿童游乐场|游乐场|健身区|健身广场|健身房|游泳池|泳池|篮球场|网球场|羽毛球场|乒乓球台|中心花园|中央花园|中心广场|中央广场|小广场|喷泉|凉亭|会所|快递柜|驿站|岗亭|门岗|消防通道|安全通道|消防楼梯|楼梯间|楼梯口|楼道|电梯间|电梯厅|电梯口|单元门口|单元大厅|单元大堂|一楼大厅|大堂|门厅|天台|楼顶|屋顶|屋面|地面停车场|停车场|车库出口|车库入口|车库|小区大门|小区门口|大门口|东大门|西大门|南大门|北大门|东门|西门|南门|北门|正门|后门|侧门|人行道|主干道|绿化带|草坪|(?<=^|[在到的去是,，]|小区|中心|楼下|我们)花园|花坛/g,
  /主卫|客卫|次卫|公卫|卫生间|洗手间|厕所|浴室|淋浴间|厨房|主卧|次卧|卧室|儿童房|客厅|餐厅|书房|衣帽间|玄关|阳台|露台|飘窗|储藏室|储物间|走廊|过道|洗衣房|保姆房|入户门|窗台/g,
  /单元门|外墙|底商|商铺|电梯里?|门口|院子/g,
]
