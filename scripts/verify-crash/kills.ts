import { setTimeout as delay } from 'node:timers/promises'
import { mixedEnvironments } from './compare-sets.ts'
import { type Content, type CrashRepository, type Ended, ended, startRender } from './repository.ts'
import { brokenProblems, type Figures, healProblems, other, untilWriting } from './trial.ts'

/** Kills a render at `count` random moments; every second one while it writes. */
export async function verifyKills(
  repository: CrashRepository,
  count: number,
  random: () => number,
  isOver: () => boolean,
): Promise<Figures> {
  const failures: string[] = []
  const duration = await durationOf(repository)
  let killed = 0
  let inWriting = 0
  let content: Content = 'old'
  let index = 0
  for (; index < count && !isOver(); index++) {
    content = other(content)
    repository.setSource(content)
    const { signal } = await interrupted(repository, 'SIGKILL', index % 2 === 0, random() * duration, random() * 4)
    if (signal === 'SIGKILL') killed++
    if (repository.hasStaging()) inWriting++
    for (const problem of [...brokenProblems(repository), ...(await healProblems(repository, content))])
      failures.push(`kill ${index}: ${problem}`)
  }
  return { summary: `kills: ${killed} of ${index} renders killed, ${inWriting} of them while writing`, failures }
}

const signals = { SIGINT: 130, SIGTERM: 143 } as const

/** Sends SIGINT and SIGTERM, alternately, while a render writes or at a random moment. */
export async function verifySignals(
  repository: CrashRepository,
  count: number,
  random: () => number,
  isOver: () => boolean,
): Promise<Figures> {
  const failures: string[] = []
  const duration = await durationOf(repository)
  const ends = new Map<string, number>()
  let content: Content = 'old'
  let index = 0
  for (; index < count && !isOver(); index++) {
    content = other(content)
    repository.setSource(content)
    const name = index % 2 === 0 ? 'SIGINT' : 'SIGTERM'
    const inWriting = index % 4 < 2
    const { status, signal } = await interrupted(repository, name, inWriting, random() * duration, random() * 2)
    const end = signal ?? String(status)
    ends.set(end, (ends.get(end) ?? 0) + 1)
    const problems = [
      ...(end === name || status === signals[name] || status === 0 ? [] : [`exit code ${status}`]),
      ...(repository.hasStaging() ? ['.render is left'] : []),
      ...mixedEnvironments(repository, repository.outputs()).map((folder) => `${folder} is a mix of old and new`),
      ...(await healProblems(repository, content)),
    ]
    for (const problem of problems) failures.push(`${name} ${index}: ${problem}`)
  }
  const counts = [...ends].map(([end, times]) => `${end} ${times}`).join(', ')
  return { summary: `signals: ${index} sent; ends: ${counts}`, failures }
}

async function interrupted(
  repository: CrashRepository,
  signal: NodeJS.Signals,
  inWriting: boolean,
  moment: number,
  writingMoment: number,
): Promise<Ended> {
  const child = startRender(repository.root)
  const end = ended(child)
  if (inWriting) {
    await untilWriting(repository, () => child.exitCode === null)
    await delay(writingMoment)
  } else await delay(moment)
  child.kill(signal)
  return end
}

async function durationOf({ root }: CrashRepository): Promise<number> {
  const start = performance.now()
  await ended(startRender(root))
  return performance.now() - start
}
