import { brokenFiles, isSame } from './compare-sets.ts'
import { type Content, type CrashRepository, ended, startRender } from './repository.ts'

/** What a part found. */
export interface Figures {
  /** One line. */
  readonly summary: string
  readonly failures: readonly string[]
}

export const other = (content: Content): Content => (content === 'old' ? 'new' : 'old')

/** Renders after an interruption. Returns what the render leaves wrong. */
export async function healProblems(repository: CrashRepository, content: Content): Promise<readonly string[]> {
  const { status, output } = await ended(startRender(repository.root))
  if (status !== 0) return [`the next render exits with ${status}: ${output}`]
  const check = await ended(startRender(repository.root, ['--check']))
  return [
    ...(repository.hasStaging() ? ['the next render leaves .render'] : []),
    ...(isSame(repository.outputs(), repository.sets[content])
      ? []
      : ['the output of the next render is not complete']),
    ...(check.status === 0 ? [] : [`render --check exits with ${check.status}: ${check.output}`]),
  ]
}

export const brokenProblems = (repository: CrashRepository): readonly string[] =>
  brokenFiles(repository, repository.outputs()).map((file) => `${file} is neither old nor new`)

/** Waits until a render writes, or until it has ended. */
export async function untilWriting(repository: CrashRepository, isRunning: () => boolean): Promise<void> {
  while (isRunning() && !repository.hasStaging()) await new Promise((resolve) => setImmediate(resolve))
}
