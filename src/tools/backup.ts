import { resolve } from 'node:path'
import { backUpStore } from '../platform/database/embedded/backup-store'
import { readEnvironment, type Environment } from '../platform/environment'
import { AppError, invalid } from '../platform/errors'
import { projectRoot } from '../platform/project-root'
import { readSettings } from '../platform/settings'

/** `npm run backup -- FOLDER`: a hot, consistent copy of an embedded deployment, which starts as a DATA_DIR. */
export async function main(
  [folder, ...more]: readonly string[],
  environment: Environment = readEnvironment(projectRoot()),
  print: (line: string) => void = console.log,
): Promise<void> {
  if (folder === undefined || more.length > 0) throw invalid('usage', 'Say where to: npm run backup -- FOLDER')
  const { databaseUrl, dataDir } = readSettings(environment)
  if (databaseUrl !== undefined)
    throw new AppError(
      'refused',
      'backup_of_server',
      'DATABASE_URL is set, so the data lives on that server: back it up there, with pg_dump or pg_basebackup.',
    )
  // npm changes to the project's folder; what was typed is meant from where it was typed.
  const target = resolve(environment.INIT_CWD ?? '.', folder)
  const { bytes } = await backUpStore({ dataDir, target })
  print(`Backed up ${dataDir} to ${target} (${Math.ceil(bytes / 1e6)} MB).`)
  print(
    `To restore, stop the server and start it on a copy of the backup: cp -a ${target} NEW && DATA_DIR=NEW npm start`,
  )
}
