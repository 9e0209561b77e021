/** 「不是厨房，是卫生间」 names a place and no fault; 「门禁卡」 is a thing, 「卡住了」 a fault. */
const FAULTY =
  /(坏|漏|堵|不亮|不了|不能|不通|没电|没水|没有水|没气|不热|不冷|不转|不响|断|裂|掉|松|(?<!门禁|月)卡(?=[住死壳顿在了着紧得滞阻])|(?<![禁月主充梯员值水电门])卡$|响|异味|臭|返|渗|滴|跳闸|短路|停|故障|失灵|不动|脱落|开裂|发霉|潮|锈|破|碎|不出|没反应|进水|积水|倒|歪|塌|冒|闪|不灵|没信号|[打刷推拉拧]不开|关不|锁)/

export function isFaulty(words: string): boolean {
  return FAULTY.test(words)
}
