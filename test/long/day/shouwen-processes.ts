import { callApi, type Method } from '../../support/call-api'
import { startProgram } from '../../support/program'
import type { Program } from '../../support/program'
import type { Front } from './front'

export const API_TOKEN = 'simulated-day-token-0123456789'

export interface Shouwen {
  url: string
  program: Program
}

/** One more process of the product, ready to serve. */
export async function startShouwen(clockFile: string, env: Record<string, string>): Promise<Shouwen> {
  const program = startProgram('test/long/programs/shouwen.ts', [clockFile], {
    env: {
      PORT: '0',
      LOG_LEVEL: 'error',
      API_TOKEN,
      ADMIN_PASSWORD: 'Simulated-day-1',
      NODE_NO_WARNINGS: '1',
      ...env,
    },
  })
  const url = (await program.said(/^ready /)).slice('ready '.length)
  return { url, program }
}

/** As a proxy learns it: only those that are alive stand behind the address. */
export function standBehind(front: Front, processes: readonly (Shouwen | null)[]): void {
  front.behind(processes.flatMap((process) => (process ? [process.url] : [])))
}

export function api(url: string, method: Method, path: string, body?: unknown): ReturnType<typeof callApi> {
  return callApi(url, API_TOKEN, method, path, body)
}
