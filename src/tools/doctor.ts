import { examine } from '../app/console/examine'
import { systemClock } from '../platform/clock'
import type { Clock } from '../platform/clock'
import { readEnvironment } from '../platform/environment'
import type { Environment } from '../platform/environment'
import { isUnwell } from '../platform/health/finding'
import type { Finding, FindingArea } from '../platform/health/finding'
import { projectRoot } from '../platform/project-root'
import { readSettings } from '../platform/settings'

const MARK = { ok: '✓', bad: '✗', off: '-', hint: '!' } as const

const AREAS: Record<FindingArea, string> = {
  deployment: '这台服务器',
  app: '企业微信应用',
  kf: '微信客服',
  callback: '回调',
  more: '其他',
}

/**
 * `npm run doctor [-- --say-hello]`: a line for each part, what to do where it is not well; exit 1 if something configured does
 * not work (contract §1). `--say-hello` sends one message into the staff group.
 */
export async function main(
  args: readonly string[] = [],
  environment: Environment = readEnvironment(projectRoot()),
  print: (line: string) => void = console.log,
  clock: Clock = systemClock,
): Promise<void> {
  const findings = await examine(readSettings(environment), { clock, sayHello: args.includes('--say-hello') })
  let area: FindingArea | null = null
  for (const finding of findings) {
    if (finding.area !== area) print(`\n${AREAS[finding.area]}`)
    area = finding.area
    print(lineOf(finding))
  }
  const bad = findings.filter(({ state }) => state === 'bad').length
  print(bad === 0 ? '\n没有发现故障。' : `\n有 ${bad} 处要处理，按上面箭头后的步骤做，再运行一次 npm run doctor。`)
  if (isUnwell(findings)) process.exitCode = 1
}

function lineOf({ what, state, sentence, remedy }: Finding): string {
  return `  ${MARK[state]} ${what}：${sentence}${remedy === undefined ? '' : `\n      → ${remedy}`}`
}
