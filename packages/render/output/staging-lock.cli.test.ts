import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commandTimeout } from '@thanos-gitops/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { removeAbandoned, takeStaging } from './staging-lock.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'staging-lock-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const staging = (): string => join(folder, '.render')
const take = (): void =>
  takeStaging(staging(), { environment: 'environments/blue', staging: 'environments/blue/.render' })

/** The number of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ['--version']).pid

function abandon(content: string): void {
  mkdirSync(staging())
  writeFileSync(join(staging(), 'pid'), content)
  writeFileSync(join(staging(), '0'), 'half-writ')
  for (const path of ['.render/pid', '.render']) utimesSync(join(folder, path), 1, 1)
}

describe('takeStaging', () => {
  it.each([
    ['was killed', () => String(deadPid())],
    ['was killed before it wrote its process id', () => ''],
    ['left a damaged process id', () => 'x'],
  ])('takes over and clears the folder of a render that %s', (_, content) => {
    abandon(content())
    take()
    expect(readdirSync(staging()).sort()).toEqual(['pid', 'pid.1'])
    expect(readFileSync(join(staging(), 'pid.1'), 'utf8')).toBe(String(process.pid))
  })

  it('takes over a folder without the process id of an owner', () => {
    mkdirSync(staging())
    utimesSync(staging(), 1, 1)
    take()
    expect(readdirSync(staging())).toEqual(['pid'])
  })

  it('refuses the folder of a process that took it over', () => {
    abandon(String(deadPid()))
    take()
    expect(take).toThrow('Another render is writing environments/blue.')
  })

  it('removeAbandoned keeps the folder of a process that runs', () => {
    take()
    removeAbandoned(staging())
    expect(existsSync(staging())).toBe(true)
  })
})

const worker = `
  import { appendFileSync } from 'node:fs'
  import { removeStaging, takeStaging } from ${JSON.stringify(join(import.meta.dirname, 'staging-lock.ts'))}
  const sleep = (time) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, time)
  const log = (line) => appendFileSync('log', line + '\\n')
  const [staging, start] = process.argv.slice(1)
  while (Date.now() < Number(start));
  try {
    takeStaging(staging, { environment: 'e', staging: 's' })
    log('begin')
    sleep(20)
    log('end')
    removeStaging(staging)
  } catch (error) {
    log(error.findings?.[0].code ?? error.stack)
  }`

it(
  'gives an abandoned folder to one process at a time',
  async () => {
    for (let round = 0; round < 5; round++) {
      abandon(String(deadPid()))
      const start = String(Date.now() + 1500)
      const workers = Array.from(
        { length: 6 },
        (): ChildProcess =>
          spawn(process.execPath, ['--input-type=module', '--eval', worker, staging(), start], { cwd: folder }),
      )
      await Promise.all(workers.map((child) => once(child, 'exit')))
      const lines = readFileSync(join(folder, 'log'), 'utf8').trimEnd().split('\n')
      const owned = lines.filter((line) => line !== 'render-running')
      expect(owned).toEqual(Array.from({ length: owned.length }, (_, index) => (index % 2 === 0 ? 'begin' : 'end')))
      expect(owned.length).toBeGreaterThan(0)
      expect(existsSync(staging())).toBe(false)
      rmSync(join(folder, 'log'))
    }
  },
  commandTimeout,
)
