import { environmentList, isAtRevision, type Place } from '@thanos-gitops/manifest'
import type { Change, NamedDiff, ObjectChange, Reach, RolloutClass } from '@thanos-gitops/manifest/change'
import { githubAnnotation } from '../github-annotation.ts'
import { changeMessage } from './change-message.ts'
import { levelOf, worstFirst } from './classes.ts'
import { causePlace } from './wording.ts'

/**
 * Annotations of GitHub Actions at the lines that make the changes, the worst first, because GitHub shows at most ten of each level. Equal
 * changes by one line in several environments are one annotation. Changes that are applied in place have none.
 */
export const diffGithub = (diffs: readonly NamedDiff[], _base?: string, reach?: Reach): string =>
  [
    ...(reach?.findings ?? []).map(({ code, severity, message, remedy, place }) =>
      githubAnnotation(severity, code, place, [message, ...(remedy === undefined ? [] : [remedy])].join('\n')),
    ),
    ...diffs.flatMap(findingAnnotations),
    ...annotated(diffs).map(changeAnnotation),
  ].join('')

const findingAnnotations = (diff: NamedDiff): readonly string[] =>
  diff.findings.map(({ code, severity, message, remedy }) =>
    githubAnnotation(
      severity,
      `${diff.name}: ${code}`,
      undefined,
      [message, remedy].filter((text) => text !== undefined).join('\n'),
    ),
  )

interface Annotated {
  readonly environments: readonly string[]
  readonly class: RolloutClass
  readonly object: ObjectChange
  readonly change: Change
  readonly place: Place | undefined
}

function annotated(diffs: readonly NamedDiff[]): readonly Annotated[] {
  const found = diffs.flatMap((diff) =>
    diff.objects.flatMap((object) =>
      object.changes
        .filter((change) => change.class !== 'none' && change.class !== 'in-place')
        .map((change) => ({ diff, object, change, place: placeOf(change, diff) })),
    ),
  )
  const groups = Map.groupBy(found, ({ object, change, place }) =>
    JSON.stringify([place, change.class, changeMessage('', object, change)]),
  )
  return [...groups.values()]
    .map((same) => {
      const { object, change, place } = same[0]!
      return { environments: same.map(({ diff }) => diff.name), class: change.class, object, change, place }
    })
    .sort((a, b) => worstFirst.indexOf(a.class) - worstFirst.indexOf(b.class))
}

/** A line of another revision is not in the pull request. */
function placeOf(change: Change, diff: NamedDiff): Place | undefined {
  const place = causePlace(change, diff)
  return place === undefined || isAtRevision(place) ? undefined : place
}

function changeAnnotation({ environments, object, change, place }: Annotated): string {
  const level = levelOf(change.class)
  return githubAnnotation(
    level === 'note' ? 'notice' : level,
    `${change.class}: ${object.kind}/${object.name}`,
    place,
    changeMessage(environmentList(environments), object, change),
  )
}
