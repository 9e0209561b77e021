import type { ChildProcess } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '../../errors'
import { findBinaries, type Binaries } from './binaries'
import { spawnGuarded } from './guarded'
import { initialise, SUPERUSER } from './initialise'
import { lockHolder } from './lock-holder'
import { ping } from './ping'
import { LOCKED, postgresCommand } from './postgres-command'
import { chooseRunAs, type RunAs } from './run-as'
import { makeSocketFolder, markEngine, openStoreFolder, removeSocketFolder, type StoreFolder } from './store-folder'

export interface EmbeddedOptions {
  dataDir: string
  /** False: an existing store only, nothing new is made. */
  create: boolean
  log: (line: string) => void
  /** As root, whether a user namespace may be used (else setpriv to another user). */
  userNamespace?: boolean
  /** Further settings of the server, as `postgres -c` takes them. */
  settings?: Readonly<Record<string, string>>
}

/** How long somebody else may hold the folder while going down, before we call it taken. */
const TAKEN_AFTER_MS = 15_000
/** The same for a server that listens elsewhere: it is not ours, unless another container calls this folder otherwise. */
const ELSEWHERE_AFTER_MS = 1_000
/** Recovery after a crash replays the log; a server that lives may take this long for it. */
const READY_AFTER_MS = 300_000

/**
 * The PostgreSQL of one DATA_DIR, as one of several processes sees it. Whoever finds nobody on the socket starts it and
 * owns it: it dies with its owner. The others adopt it, and when it is gone, each tries to start it again: PostgreSQL's
 * own lock lets one of them through, and the rest adopt that one.
 */
export class EmbeddedServer {
  private child?: ChildProcess
  private starting?: Promise<void>
  private stopping = false

  private constructor(
    private readonly folder: StoreFolder,
    private readonly binaries: Binaries,
    private readonly runAs: RunAs,
    private readonly options: EmbeddedOptions,
  ) {}

  static async open(options: EmbeddedOptions): Promise<EmbeddedServer> {
    const binaries = findBinaries()
    const folder = openStoreFolder(options.dataDir, options)
    const runAs = chooseRunAs(
      binaries.postgres,
      { owner: folder.owner, hold: folder.made ? 'store' : 'nothing' },
      options,
    )
    const server = new EmbeddedServer(folder, binaries, runAs, options)
    if (!folder.made) await initialise(binaries.initdb, folder, runAs)
    await server.ensureRunning()
    markEngine(folder)
    return server
  }

  get connection(): { host: string; user: string } {
    return { host: this.folder.socketDir, user: SUPERUSER }
  }

  /** The data folder itself, for those who copy it. */
  get dataFolder(): string {
    return this.folder.data
  }

  /** The server's process id if we started it. */
  get ownedPid(): number | undefined {
    return this.child?.pid
  }

  /** Returns when the store answers, started by us or by another. Many may ask at once; one looks. */
  ensureRunning(): Promise<void> {
    this.starting ??= this.startOrAdopt().finally(() => (this.starting = undefined))
    return this.starting
  }

  /** Ends the server if it is ours: fast and clean, harder if it does not obey. */
  async stop(): Promise<void> {
    this.stopping = true
    await this.starting?.catch(() => {})
    const child = this.child
    if (!child) return
    const gone = new Promise<void>((done) => child.once('close', () => done()))
    for (const [signal, patienceMs] of [
      ['SIGINT', 10_000],
      ['SIGQUIT', 5_000],
      ['SIGKILL', 5_000],
    ] as const) {
      child.kill(signal)
      const enough = new AbortController()
      await Promise.race([gone, pause(patienceMs, undefined, { signal: enough.signal }).catch(() => {})])
      enough.abort()
      if (!this.child) return removeSocketFolder(this.folder)
    }
  }

  private async startOrAdopt(): Promise<void> {
    const began = performance.now()
    for (;;) {
      if (this.stopping) throw new AppError('unavailable', 'database_closed', 'The store is being closed.')
      const answer = await ping(this.folder)
      if (answer === 'ready') return
      const waitedMs = performance.now() - began
      if (answer === 'nobody' && !this.child) {
        const failure = await this.launch()
        if (failure === undefined) return
        if (waitedMs > (this.isElsewhere() ? ELSEWHERE_AFTER_MS : TAKEN_AFTER_MS)) throw this.taken()
      } else if (waitedMs > READY_AFTER_MS) {
        throw new AppError(
          'unavailable',
          'store_not_ready',
          `The embedded store of ${this.folder.dir} does not answer.`,
        )
      }
      await pause(50)
    }
  }

  /** Starts the server; returns why not, when somebody else holds the folder. Other reasons are final. */
  private async launch(): Promise<'taken' | undefined> {
    const { data } = this.folder
    makeSocketFolder(this.folder, this.runAs.owner)
    const command = postgresCommand(this.binaries.postgres, this.folder, this.options.settings)
    const child = spawnGuarded(this.runAs.prefix, 'INT', command)
    let said = ''
    let ready = false
    this.child = child
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-8000)
      if (ready) this.report(chunk.toString())
    })
    const gone = new Promise<void>((done) => {
      child.once('error', (error) => {
        said += error.message
        done()
      })
      child.once('close', () => done())
    })
    void gone.then(() => {
      this.child = undefined
      if (ready) this.onDeath()
    })

    const began = performance.now()
    while (this.child === child) {
      // Somebody else's server may answer while ours is still finding that it came second.
      if (lockHolder(this.folder)?.pid === String(child.pid) && (await ping(this.folder)) === 'ready') {
        ready = true
        return undefined
      }
      if (performance.now() - began > READY_AFTER_MS) {
        child.kill('SIGKILL')
        throw new AppError('unavailable', 'store_not_ready', `The embedded store of ${data} does not get ready.`)
      }
      await Promise.race([gone, pause(10)])
    }
    if (child.exitCode === LOCKED || /lock file|shared memory block|another (postgres|postmaster)/.test(said))
      return 'taken'
    throw new AppError(
      'unavailable',
      'store_not_started',
      `The embedded store in ${data} did not start: ${lastWords(said)}`,
    )
  }

  private onDeath(): void {
    if (this.stopping) return
    this.options.log('the embedded database ended unexpectedly, starting it again')
    this.ensureRunning().catch((error: unknown) => this.options.log(String(error)))
  }

  private report(text: string): void {
    for (const line of text.split('\n')) {
      const usual = line.includes('terminating connection due to administrator command')
      if (!usual && /\b(WARNING|FATAL|PANIC): /.test(line)) this.options.log(`postgres: ${line}`)
    }
  }

  private isElsewhere(): boolean {
    const listensIn = lockHolder(this.folder)?.socketDir ?? ''
    return listensIn !== '' && listensIn !== this.folder.socketDir
  }

  private taken(): AppError {
    return new AppError(
      'unavailable',
      'data_dir_taken',
      `DATA_DIR ${this.folder.dir} is in use by another PostgreSQL (process ${lockHolder(this.folder)?.pid ?? 'unknown'}) that does not answer us.`,
    )
  }
}

/** PostgreSQL's last complaint without its timestamp; what it told our own pings meanwhile is none. */
function lastWords(said: string): string {
  const lines = said.trim().split('\n')
  const complaint = lines.findLast(
    (line) =>
      /(FATAL|PANIC|ERROR): /.test(line) && !/(starting up|shutting down|recovery mode|not yet accepting)/.test(line),
  )
  return (complaint ?? lines.at(-1) ?? '').replace(/^.*?(FATAL|PANIC|ERROR): +/, '') || 'no reason given'
}
