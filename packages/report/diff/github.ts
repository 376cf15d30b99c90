import { isAtRevision } from '@thanos-gitops/manifest'
import type { Change, NamedDiff, ObjectChange, Reach } from '@thanos-gitops/manifest/change'
import { githubAnnotation } from '../github-annotation.ts'
import { changeMessage } from './change-message.ts'
import { levelOf } from './classes.ts'
import { causePlace } from './wording.ts'

/** Annotations of GitHub Actions at the lines that make the changes. Changes that are applied in place have none. */
export const diffGithub = (diffs: readonly NamedDiff[], _base?: string, reach?: Reach): string =>
  [
    ...(reach?.findings ?? []).map(({ code, severity, message, remedy, place }) =>
      githubAnnotation(severity, code, place, [message, ...(remedy === undefined ? [] : [remedy])].join('\n')),
    ),
    ...diffs.flatMap(annotationsOf),
  ].join('')

const annotationsOf = (diff: NamedDiff): readonly string[] => [
  ...diff.findings.map(({ code, severity, message, remedy }) =>
    githubAnnotation(
      severity,
      `${diff.name}: ${code}`,
      undefined,
      [message, remedy].filter((text) => text !== undefined).join('\n'),
    ),
  ),
  ...diff.objects.flatMap((object) =>
    object.changes
      .filter((change) => change.class !== 'none' && change.class !== 'in-place')
      .map((change) => changeAnnotation(diff, object, change)),
  ),
]

function changeAnnotation(diff: NamedDiff, object: ObjectChange, change: Change): string {
  const place = causePlace(change, diff)
  // A line of another revision is not in the pull request.
  const isInTree = place !== undefined && !isAtRevision(place)
  const level = levelOf(change.class)
  return githubAnnotation(
    level === 'note' ? 'notice' : level,
    `${change.class}: ${object.kind}/${object.name}`,
    isInTree ? place : undefined,
    changeMessage(diff.name, object, change),
  )
}
