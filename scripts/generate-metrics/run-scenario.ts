import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../free-port.ts'
import type { Doubles } from './doubles.ts'
import type { RecordedMetrics } from './recorded.ts'
import type { Scenario } from './scenario.ts'

/** How long a program may take until it serves metrics, and until it has registered all of them. */
const limits = { start: 60_000, unchanged: 8_000, total: 120_000 }

interface Run {
  readonly program: string
  readonly doubles: Omit<Doubles, 'close'>
  readonly hasFlag: (command: string, flag: string) => boolean
}

/**
 * Runs a program until no more metrics appear.
 *
 * @returns the metrics of each registry that it serves
 * @throws Error with the last lines of its output if it ends or does not serve metrics
 */
export async function runScenario(
  { command, args, files = {} }: Scenario,
  run: Run,
): Promise<readonly RecordedMetrics[]> {
  const folder = mkdtempSync(join(tmpdir(), 'metrics-'))
  const [http, other, third] = await freePorts(3)
  const values: Readonly<Record<string, unknown>> = { folder, http, other, third, ...run.doubles }
  const fill = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), fill(content))
  }
  const record = join(folder, 'metrics.json')
  const known = args.filter((argument) => run.hasFlag(command, /^--([^=]+)/.exec(argument)?.[1] ?? ''))
  const child = spawn(run.program, [...command.split(' ').filter(Boolean), ...known.map(fill)], {
    cwd: folder,
    env: { ...process.env, RECORD_METRICS: record },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  try {
    return await recordedMetrics(child, `http://127.0.0.1:${http}/metrics`, record)
  } finally {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function recordedMetrics(child: ChildProcess, url: string, record: string): Promise<readonly RecordedMetrics[]> {
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output.push(String(chunk)))
  const started = Date.now()
  let names = ''
  let changed = started
  for (;;) {
    await sleep(500)
    if (child.exitCode !== null) throw new Error(`The program ended:\n${lastLines(output)}`)
    const isServed = await isAnswered(url)
    const now = Date.now()
    if (!isServed && names === '') {
      if (now - started > limits.start) throw new Error(`${url} does not answer:\n${lastLines(output)}`)
      continue
    }
    const recorded = readRecorded(record)
    const current = JSON.stringify(recorded.map((registry) => Object.keys(registry).sort()).sort())
    if (current !== names) changed = now
    names = current
    if (now - changed > limits.unchanged || now - started > limits.total) return recorded
  }
}

/** Metrics of registries, and those that a program serves without a registry. */
function readRecorded(record: string): readonly RecordedMetrics[] {
  const registries = JSON.parse(readFileSync(record, 'utf8')) as readonly RecordedMetrics[]
  const families = `${record}.families`
  if (!existsSync(families)) return registries
  const types = JSON.parse(readFileSync(families, 'utf8')) as Readonly<Record<string, string>>
  return [
    ...registries,
    Object.fromEntries(Object.entries(types).map(([name, type]) => [name, { type, declared: false }])),
  ]
}

/** Whether a program on this machine answers with status 200. Reading its metrics makes it record them. */
const isAnswered = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const request = get(url, (response) => response.resume().on('end', () => resolve(response.statusCode === 200)))
    request.on('error', () => resolve(false))
  })

const lastLines = (output: readonly string[]): string => output.join('').split('\n').slice(-15).join('\n')

const freePorts = (count: number): Promise<number[]> => Promise.all(Array.from({ length: count }, freePort))
