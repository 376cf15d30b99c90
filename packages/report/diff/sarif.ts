import { createHash } from 'node:crypto'
import type { Place } from '@thanos-gitops/manifest'
import {
  type Change,
  type NamedDiff,
  type ObjectChange,
  type RolloutClass,
  rolloutClasses,
} from '@thanos-gitops/manifest/change'
import { causePlace, isDangerous, objectName } from './words.ts'

const meanings: Readonly<Record<RolloutClass, string>> = {
  none: 'Metadata that controllers ignore.',
  'in-place': 'Applied; no pod restarts.',
  reload: 'A running pod picks it up.',
  scale: 'The number of pods changes.',
  restart: 'Pods are replaced.',
  recreate: 'The object or its pods are recreated.',
  refused: 'The API server refuses it, and nothing else of the object is applied.',
  'data-loss': 'Data is deleted for good.',
  outage: 'Something stops serving.',
}

const levelOf = (one: RolloutClass): 'error' | 'warning' | 'note' =>
  isDangerous(one) ? 'error' : one === 'restart' || one === 'recreate' ? 'warning' : 'note'

/** SARIF 2.1.0: each change at the line that made it. */
export function diffSarif(diffs: readonly NamedDiff[]): string {
  const changes = diffs.flatMap(({ name, objects }) =>
    objects.flatMap((object) =>
      object.changes.filter((change) => change.class !== 'none').map((change) => ({ name, object, change })),
    ),
  )
  const results = [
    ...changes.map(({ name, object, change }) =>
      result(`rollout-${change.class}`, levelOf(change.class), messageOf(name, object, change), causePlace(change), [
        name,
        object.apiVersion,
        object.kind,
        object.namespace ?? '',
        object.name,
        change.path,
      ]),
    ),
    ...diffs.flatMap(({ name, findings }) =>
      findings.map(({ code, severity, message, remedy, place }) =>
        result(code, severity, `${name}: ${message} ${remedy ?? ''}`.trim(), place, [name, code]),
      ),
    ),
  ]
  const others = [...new Set(results.map(({ ruleId }) => ruleId))].filter((id) => !id.startsWith('rollout-'))
  const rules = [
    ...rolloutClasses.map((one) => ({
      id: `rollout-${one}`,
      shortDescription: { text: meanings[one] },
      defaultConfiguration: { level: levelOf(one) },
    })),
    ...others.map((id) => ({ id, shortDescription: { text: id } })),
  ]
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'thanos-gitops-diff', rules } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { ROOT: { description: { text: 'The root of the repository' } } },
        results,
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

export const messageOf = (environment: string, object: ObjectChange, { path, why, message }: Change): string =>
  `${environment}: ${objectName(object)}${path === '' ? '' : ` ${path}`}: ${why}${message === undefined ? '' : ` The API server answers: ${message}`}${object.remedy ? ` How to proceed: ${object.remedy.title}.` : ''}`

function result(ruleId: string, level: string, text: string, place: Place | undefined, identity: readonly string[]) {
  return {
    ruleId,
    level,
    message: { text },
    ...(place === undefined ? {} : { locations: [location(place)] }),
    partialFingerprints: {
      'thanosGitops/v1': createHash('sha256').update(identity.join('\0')).digest('hex').slice(0, 32),
    },
  }
}

/** A place of the base revision is written as git names it; its file is what counts here. */
const location = ({ file, line, column }: Place) => ({
  physicalLocation: {
    artifactLocation: file.startsWith('/')
      ? { uri: `file://${encodeURI(file)}` }
      : { uri: encodeURI(file.replace(/^[0-9a-f]{8}:/, '')), uriBaseId: 'ROOT' },
    ...(line === undefined
      ? {}
      : { region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) } }),
  },
})
