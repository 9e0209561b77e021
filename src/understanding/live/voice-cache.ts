import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { TrainedVoices } from '../intent/shipped-classifiers'

export interface VoiceCache {
  load(version: string): TrainedVoices | null
  save(version: string, voices: TrainedVoices): void
}

/** Several processes share the folder and may run other words for a moment; older voices are of no use to anybody. */
const KEPT = 3

/** Trained voices in the data folder: the checkout is never written (design D15). What is unreadable is trained anew. */
export function createVoiceCache(folder: string): VoiceCache {
  const fileOf = (version: string) => path.join(folder, `voices-${version}.json`)
  return {
    load(version) {
      try {
        const read = TrainedVoices.safeParse(JSON.parse(readFileSync(fileOf(version), 'utf8')))
        return read.success && read.data.intent.version === version ? read.data : null
      } catch {
        return null
      }
    },
    save(version, voices) {
      try {
        mkdirSync(folder, { recursive: true })
        const draft = `${fileOf(version)}.${process.pid}`
        writeFileSync(draft, JSON.stringify(voices))
        renameSync(draft, fileOf(version))
        sweep(folder)
      } catch {
        // A full or read-only disk costs a minute of training at the next start and nothing now.
      }
    },
  }
}

function sweep(folder: string): void {
  const savedAt = (name: string) => statSync(path.join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0
  const old = readdirSync(folder)
    .filter((name) => /^voices-[0-9a-f]+\.json$/.test(name))
    .sort((a, b) => savedAt(b) - savedAt(a))
    .slice(KEPT)
  for (const name of old) rmSync(path.join(folder, name), { force: true })
}
