import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isSame, mixedEnvironments } from './compare-sets.ts'
import {
  type Content,
  type CrashRepository,
  ended,
  environments,
  patchFile,
  patchOf,
  startRender,
} from './repository.ts'
import { type Figures, healProblems, other } from './trial.ts'

const environment = 'tiny'

/** Renders while a patch changes all the time between two valid contents. */
export async function verifyChangingSource(repository: CrashRepository, count: number): Promise<Figures> {
  const failures: string[] = []
  repository.setSource('old')
  let content: Content = 'old'
  const file = patchFile(repository.root, environment)
  const writer = setInterval(() => {
    content = other(content)
    // As editors save. A render does not read a hidden file.
    const next = join(dirname(file), '.crash.yaml')
    writeFileSync(next, patchOf(environment, content))
    renameSync(next, file)
  }, 1)
  try {
    for (let index = 0; index < count; index++) {
      const { status, output } = await ended(startRender(repository.root, [environment]))
      if (status !== 0) failures.push(`changing source ${index}: exit code ${status}: ${output}`)
      for (const folder of mixedEnvironments(repository, repository.outputs()))
        failures.push(`changing source ${index}: ${folder} is a mix of old and new`)
    }
  } finally {
    clearInterval(writer)
  }
  repository.setSource('old')
  failures.push(...(await healProblems(repository, 'old')))
  return { summary: `changing source: ${count} renders`, failures }
}

/**
 * Renders while a patch is written in place all the time, so that a render can read it empty or incomplete. A render must report
 * the patch and keep its output, unless the file stays empty until the render ends: then no program can detect it.
 */
export async function verifyRewrittenSource(repository: CrashRepository, count: number): Promise<Figures> {
  const failures: string[] = []
  const file = patchFile(repository.root, environment)
  writeFileSync(file, '')
  await ended(startRender(repository.root, [environment]))
  const empty = repository.outputs()
  repository.setSource('old')
  await ended(startRender(repository.root, [environment]))
  const writer = spawn(process.execPath, ['--input-type=module', '--eval', rewriter(file)])
  let refused = 0
  try {
    for (let index = 0; index < count; index++) {
      const { status, output } = await ended(startRender(repository.root, [environment]))
      if (status !== 0) refused++
      if (status !== 0 && (status !== 2 || !output.includes('patches/crash.yaml') || /^ +at /m.test(output)))
        failures.push(`rewritten source ${index}: exit code ${status}: ${output}`)
      const { old, new: next } = repository.sets
      for (const folder of mixedEnvironments(repository, repository.outputs(), [old, next, empty]))
        failures.push(`rewritten source ${index}: ${folder} is a mix of old and new`)
    }
  } finally {
    const exit = once(writer, 'exit')
    writer.kill('SIGKILL')
    await exit
  }
  repository.setSource('old')
  failures.push(...(await healProblems(repository, 'old')))
  return { summary: `source rewritten in place: ${count} renders, ${refused} report the source`, failures }
}

const rewriter = (file: string): string => `
  import { closeSync, openSync, writeSync } from 'node:fs'
  const contents = ${JSON.stringify([patchOf(environment, 'new'), patchOf(environment, 'old')])}
  for (let index = 0; ; index++) {
    const descriptor = openSync(${JSON.stringify(file)}, 'w')
    const content = contents[index % 2]
    // In two parts, as a program with a small buffer writes.
    writeSync(descriptor, content.slice(0, 40))
    writeSync(descriptor, content.slice(40))
    closeSync(descriptor)
  }`

/** @param hasOwner whether the killed render had written its process id */
function abandonLocks({ root }: CrashRepository, hasOwner: boolean): void {
  const dead = String(spawnSync(process.execPath, ['--version']).pid)
  for (const name of environments) {
    const staging = join(root, 'environments', name, '.render')
    mkdirSync(staging)
    writeFileSync(join(staging, 'pid'), hasOwner ? dead : '')
    writeFileSync(join(staging, '0'), 'half-writ')
  }
}

/** Starts two to eight renders at once where a killed render left its lock, `count` times each. */
export async function verifyAbandoned(repository: CrashRepository, count: number): Promise<Figures> {
  const { started, locked, failures } = await startAtOnce(repository, count, ' with an abandoned lock', (index) =>
    abandonLocks(repository, index % 2 === 0),
  )
  return { summary: `abandoned locks: ${started} renders started, ${locked} report the lock`, failures }
}

/** Starts two to eight renders at once, `count` times each. */
export async function verifyParallel(repository: CrashRepository, count: number): Promise<Figures> {
  const { started, locked, failures } = await startAtOnce(repository, count, '', () => {})
  return { summary: `renders at once: ${started} started, ${locked} report the lock`, failures }
}

interface StartedAtOnce {
  readonly started: number
  /** How many of them report the lock of another render. */
  readonly locked: number
  readonly failures: readonly string[]
}

/**
 * Each render must succeed or report the lock, and together they must leave the complete output.
 *
 * @param circumstance for messages
 * @param prepare called before the renders start, with the number of the round
 */
async function startAtOnce(
  repository: CrashRepository,
  count: number,
  circumstance: string,
  prepare: (index: number) => void,
): Promise<StartedAtOnce> {
  const failures: string[] = []
  let content: Content = 'old'
  let started = 0
  let locked = 0
  for (let renders = 2; renders <= 8; renders++)
    for (let index = 0; index < count; index++) {
      content = other(content)
      repository.setSource(content)
      prepare(index)
      const ends = await Promise.all(Array.from({ length: renders }, () => ended(startRender(repository.root))))
      started += renders
      locked += ends.filter(({ output }) => output.includes('render-running')).length
      for (const { status, output } of ends)
        if (status !== 0 && !output.includes('render-running'))
          failures.push(`${renders} renders${circumstance}: exit code ${status}: ${output}`)
      if (!isSame(repository.outputs(), repository.sets[content]) || repository.hasStaging())
        failures.push(`${renders} renders${circumstance}: the output is not complete`)
    }
  return { started, locked, failures }
}
