import { renameSync, writeFileSync } from 'node:fs'
import { isSame, mixedEnvironments } from './compare-sets.ts'
import { type Content, type CrashRepository, ended, patchFile, patchOf, startRender } from './repository.ts'
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
    // As editors save: a file that is written in place can be read half-written by any program.
    writeFileSync(`${file}~`, patchOf(environment, content))
    renameSync(`${file}~`, file)
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

/** Starts two to eight renders at once, `count` times each. */
export async function verifyParallel(repository: CrashRepository, count: number): Promise<Figures> {
  const failures: string[] = []
  let content: Content = 'old'
  let started = 0
  let locked = 0
  for (let renders = 2; renders <= 8; renders++)
    for (let index = 0; index < count; index++) {
      content = other(content)
      repository.setSource(content)
      const ends = await Promise.all(Array.from({ length: renders }, () => ended(startRender(repository.root))))
      started += renders
      const refused = ends.filter(({ output }) => output.includes('render-running'))
      locked += refused.length
      for (const { status, output } of ends)
        if (status !== 0 && !output.includes('render-running'))
          failures.push(`${renders} renders: exit code ${status}: ${output}`)
      if (!isSame(repository.outputs(), repository.sets[content]) || repository.hasStaging())
        failures.push(`${renders} renders: the output is not complete`)
    }
  return { summary: `renders at once: ${started} started, ${locked} report the lock`, failures }
}
