import { cpus, totalmem } from 'node:os'

/** A number without its machine says little. */
export function machine(): { cores: number; cpu: string; memoryGiB: number; node: string } {
  const all = cpus()
  return {
    cores: all.length,
    cpu: all[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
  }
}
