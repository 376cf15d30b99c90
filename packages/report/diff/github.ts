import type { Change, NamedDiff, ObjectChange } from '@thanos-gitops/manifest/change'
import { githubAnnotation } from '../github-annotation.ts'
import { changeMessage } from './change-message.ts'
import { levelOf } from './classes.ts'
import { causePlace } from './wording.ts'

/** Annotations of GitHub Actions at the lines that make the changes. Changes that are applied in place have none. */
export const diffGithub = (diffs: readonly NamedDiff[]): string => diffs.flatMap(annotationsOf).join('')

const annotationsOf = ({ name, objects, findings }: NamedDiff): readonly string[] => [
  ...findings.map(({ code, severity, message, remedy }) =>
    githubAnnotation(
      severity,
      `${name}: ${code}`,
      undefined,
      [message, remedy].filter((text) => text !== undefined).join('\n'),
    ),
  ),
  ...objects.flatMap((object) =>
    object.changes
      .filter((change) => change.class !== 'none' && change.class !== 'in-place')
      .map((change) => changeAnnotation(name, object, change)),
  ),
]

function changeAnnotation(name: string, object: ObjectChange, change: Change): string {
  const place = causePlace(change)
  // A line of the base revision is not in the pull request.
  const isInTree = place !== undefined && !/^[0-9a-f]{8}:/.test(place.file)
  const level = levelOf(change.class)
  return githubAnnotation(
    level === 'note' ? 'notice' : level,
    `${change.class}: ${object.kind}/${object.name}`,
    isInTree ? place : undefined,
    changeMessage(name, object, change),
  )
}
