import { toString as qrSvg } from 'qrcode'
import type { ContactWayRecord } from '../../../records/contact-way/contact-way'

/** The styles stand in the page; nothing else is allowed in it. */
export const posterPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

/** A page to print, A4, one poster a sheet; nothing in it is loaded from elsewhere, and no script runs. */
export async function postersPage(ways: readonly ContactWayRecord[]): Promise<string> {
  const posters = await Promise.all(ways.map(poster))
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(ways.length === 1 && ways[0] ? titleOf(ways[0]) : '业主服务二维码')}</title>
<style>
  @page { size: A4; margin: 0 }
  body { margin: 0; font-family: "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #1f2937 }
  section { width: 210mm; min-height: 297mm; box-sizing: border-box; padding: 22mm 18mm; text-align: center;
    page-break-after: always; break-after: page }
  section:last-child { page-break-after: auto; break-after: auto }
  h1 { font-size: 15mm; margin: 0 0 4mm; overflow-wrap: anywhere }
  h2 { font-size: 9mm; font-weight: 500; margin: 0 0 8mm; color: #374151; overflow-wrap: anywhere }
  svg { width: 110mm; height: 110mm }
  .how { font-size: 8mm; margin: 7mm 0 4mm }
  .what { font-size: 6mm; line-height: 1.7; color: #374151; margin: 0 }
  .urgent { font-size: 5.5mm; color: #b91c1c; margin: 7mm 0 0 }
  .id { font-size: 3mm; color: #9ca3af; margin: 5mm 0 0 }
</style>
</head>
<body>
${posters.join('\n')}
</body>
</html>
`
}

async function poster(way: ContactWayRecord): Promise<string> {
  // Level Q still reads when a quarter of the print is scratched or under tape.
  const svg = await qrSvg(way.url, { type: 'svg', errorCorrectionLevel: 'Q', margin: 2 })
  const where = [way.building && `${way.building}栋`, way.place].filter(Boolean).join(' · ')
  return `<section>
<h1>${escapeHtml(way.community)}</h1>
<h2>${escapeHtml(where || '业主服务')}</h2>
${svg}
<p class="how">微信扫一扫，直接找物业</p>
<p class="what">报修、投诉、问规定、查进度，打字或发照片都行<br>全天有回复，需要人工随时说“转人工”</p>
<p class="urgent">遇到火情、燃气泄漏、人员受伤，请先拨打 119 / 120 / 110</p>
<p class="id">${escapeHtml(way.id)}</p>
</section>`
}

function titleOf(way: ContactWayRecord): string {
  return `${way.community}${way.building ? `${way.building}栋` : ''}${way.place ?? ''} 业主服务二维码`
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '')
}
