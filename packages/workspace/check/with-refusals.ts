import { Failure, type Finding, type Place, type SourcedObject } from '@thanos-gitops/manifest'
import {
  type JudgedGroup,
  judgeObjects,
  noVerdictCode,
  placedFinding,
  WorkLimitExceeded,
} from '@thanos-gitops/validate/server'
import type { CheckedSubject, CheckSettings } from './checked-subjects.ts'

/** A subject with the objects that the API server is to judge. */
export interface JudgedSubject {
  readonly subject: CheckedSubject
  readonly kubernetesVersion: string
  readonly objects: readonly SourcedObject[]
}

interface Result {
  readonly subjects: readonly CheckedSubject[]
  readonly notes: readonly string[]
}

/** The subjects with the refusals of the API server as findings, and notes about those without verdicts. */
export async function withRefusals(judged: readonly JudgedSubject[], limits: CheckSettings['limits']): Promise<Result> {
  try {
    return await refusalsOf(judged, limits)
  } catch (error) {
    // The checks have found what they find without the server.
    if (!(error instanceof WorkLimitExceeded)) throw error
    const notes = error.findings.map(
      ({ message, remedy }) => `The API server's verdict is missing: ${message} ${remedy}`,
    )
    return { subjects: judged.map(({ subject }) => subject), notes }
  }
}

async function refusalsOf(judged: readonly JudgedSubject[], limits: CheckSettings['limits']): Promise<Result> {
  const { groups, notes } = await judgeObjects(judged.map(groupOf), { limits })
  const subjects = judged.map(({ subject, objects }, index) => {
    const refusals = (groups[index] ?? []).flatMap(({ problems }, at) => {
      const { place, origins } = objects[at]!
      return problems.map((problem) => placedFinding(problem, place, origins))
    })
    if (refusals.some(({ code }) => code === noVerdictCode)) throw new Failure(refusals)
    return { ...subject, findings: [...subject.findings, ...unreported(refusals, subject.findings)] }
  })
  return { subjects, notes }
}

const groupOf = ({ subject: { name }, kubernetesVersion, objects }: JudgedSubject): JudgedGroup => ({
  name,
  kubernetesVersion,
  objects: objects.map(({ object }) => object),
  cache: `check ${process.cwd()} ${name}`,
})

/** A check that finds the same has a remedy of its own. */
function unreported(refusals: readonly Finding[], findings: readonly Finding[]): readonly Finding[] {
  const places = new Set(
    findings
      .filter(({ severity }) => severity === 'error')
      .flatMap(({ place, further = [] }) => [place, ...further.map((other) => other.place)])
      .flatMap((place) => (place === undefined ? [] : [keyOf(place)])),
  )
  return refusals.filter(({ place }) => place === undefined || !places.has(keyOf(place)))
}

const keyOf = ({ file, line, column }: Place): string => `${file}:${line}:${column}`
