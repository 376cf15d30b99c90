import { type Finding, type Place, withoutRevision } from '@thanos-gitops/manifest'
import { type Change, type NamedDiff, type Reach, rolloutClasses } from '@thanos-gitops/manifest/change'
import { type SarifResult, sarifLog } from '../sarif.ts'
import { changeMessage } from './change-message.ts'
import { classMeanings, levelOf } from './classes.ts'
import { causePlace } from './wording.ts'

/** SARIF 2.1.0: each change at the line that made it. */
export const diffSarif = (diffs: readonly NamedDiff[], _base?: string, reach?: Reach): string =>
  sarifLog(
    'thanos-gitops-diff',
    rolloutClasses.map((one) => ({
      id: `rollout-${one}`,
      shortDescription: { text: classMeanings[one] },
      defaultConfiguration: { level: levelOf(one) },
    })),
    diffResults(diffs, reach),
  )

/** The changes of the comment and its findings, each at the line that made it. */
export const diffResults = (diffs: readonly NamedDiff[], reach: Reach | undefined): readonly SarifResult[] => [
  ...diffs.flatMap(changeResults),
  ...diffs.flatMap(findingResults),
  ...(reach?.findings ?? []).map(reachResult),
]

const changeResults = (diff: NamedDiff): readonly SarifResult[] =>
  diff.objects.flatMap((object) =>
    object.changes
      .filter((change) => change.class !== 'none')
      .map((change) => ({
        ruleId: `rollout-${change.class}`,
        level: levelOf(change.class),
        text: changeMessage(diff.name, object, change),
        place: inWorkingTree(causePlace(change, diff)),
        related: renderedAt(change),
        identity: [diff.name, object.apiVersion, object.kind, object.namespace ?? '', object.name, change.path],
      })),
  )

/** The line in the rendered manifest, if another line is its source. */
const renderedAt = ({ cause }: Change): NonNullable<SarifResult['related']> => {
  const after = cause?.after
  return after?.origins?.[0] === undefined ? [] : [{ place: withoutRevision(after.place), text: 'rendered here' }]
}

const findingResults = ({ name, findings }: NamedDiff): readonly SarifResult[] =>
  findings.map(({ code, severity, message, remedy, place }) => ({
    ruleId: code,
    level: severity,
    text: `${name}: ${message} ${remedy ?? ''}`.trim(),
    place: inWorkingTree(place),
    identity: [name, code],
  }))

const reachResult = ({ code, severity, message, remedy, place }: Finding): SarifResult => ({
  ruleId: code,
  level: severity,
  text: `${message} ${remedy ?? ''}`.trim(),
  place: inWorkingTree(place),
  identity: [code, message],
})

/** SARIF has files without a revision. */
const inWorkingTree = (place: Place | undefined): Place | undefined => place && withoutRevision(place)
