/** `不到1分钟`, `8分钟`, `3小时20分`, `2天`: how long something lasts. */
export function spanWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 1) return '不到1分钟'
  if (minutes < 60) return `${minutes}分钟`
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)}小时${minutes % 60 === 0 ? '' : `${minutes % 60}分`}`
  return `${Math.floor(minutes / (24 * 60))}天`
}
