import { factsOf, groupOf, isObject, type KubernetesObject, parsePointer, valueAt } from '@thanos-gitops/manifest'
import { check, type KubernetesVersion, type Schema } from '@thanos-gitops/schemas'
import { customSchema } from './rules/custom.ts'
import { knownSchema } from './schema.ts'
import { type Fields, mappings, numberAt, selects, textAt, type World } from './world.ts'

/** What the API server does not take, whatever the object was before. */
export interface ValueProblem {
  readonly steps: readonly string[]
  readonly message: string
  readonly source: string
}

/**
 * The values that the server refuses, whatever way they are applied. `written` is the object as it stands in the manifest,
 * `object` the same decoded and defaulted. Rules over several fields are here as far as people stumble over them; the rest
 * needs a server.
 */
export function valueProblems(
  written: KubernetesObject,
  object: KubernetesObject,
  world: World,
  version: KubernetesVersion,
): readonly ValueProblem[] {
  const kind = `${groupOf(object.apiVersion)}/${object.kind}`
  const own = Object.hasOwn(byKind, kind) ? byKind[kind]!(object) : []
  return [...schemaProblems(written, world, version), ...metadataProblems(object), ...own]
}

function schemaProblems(written: KubernetesObject, world: World, version: KubernetesVersion): readonly ValueProblem[] {
  const schema = knownSchema(version, written) ?? (customSchema(written, world) as Schema | undefined)
  if (!schema) return []
  return check(schema, written)
    .filter(({ message }) => !tolerated.test(message))
    .map(({ pointer, message }) => ({
      steps: parsePointer(pointer) ?? [],
      message: `${dotted(parsePointer(pointer) ?? []) || 'the object'} ${message}`,
      source: 'the OpenAPI schema of this Kubernetes version',
    }))
}

/** The server takes a null for "not there". */
const tolerated = /must not be null/

const dotted = (steps: readonly string[]): string =>
  steps.map((step, index) => (/^\d+$/.test(step) ? `[${step}]` : `${index > 0 ? '.' : ''}${step}`)).join('')

const labelValue = /^$|^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/
const qualifiedName = /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/
const objectMeta = 'apimachinery/pkg/apis/meta/v1/validation; apimachinery/pkg/api/validation/objectmeta.go'

function metadataProblems(object: KubernetesObject): readonly ValueProblem[] {
  const { labels, annotations } = object.metadata
  const steps = ['metadata', 'labels']
  const problems: ValueProblem[] = []
  for (const [key, value] of Object.entries(labels ?? {})) {
    if (!qualifiedName.test(key))
      problems.push({
        steps: [...steps, key],
        message: `metadata.labels: Invalid value: ${JSON.stringify(key)}: name part must consist of alphanumeric characters, '-', '_' or '.'`,
        source: objectMeta,
      })
    if (typeof value === 'string' && !labelValue.test(value))
      problems.push({
        steps: [...steps, key],
        message: `metadata.labels: Invalid value: ${JSON.stringify(value)}: a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character`,
        source: objectMeta,
      })
  }
  let size = 0
  for (const [key, value] of Object.entries(annotations ?? {}))
    size += Buffer.byteLength(key) + Buffer.byteLength(String(value))
  if (size > 262_144)
    problems.push({
      steps: ['metadata', 'annotations'],
      message: 'metadata.annotations: Too long: may not be more than 262144 bytes',
      source: `${objectMeta}:36,58-67`,
    })
  return problems
}

/** Server-side apply merges lists by their keys, and cannot where two elements have the same. */
export function mergeProblems(written: KubernetesObject): readonly ValueProblem[] {
  const at = factsOf(written.kind).podSpec
  if (at === undefined) return []
  const problems: ValueProblem[] = []
  for (const field of ['containers', 'initContainers'])
    for (const [index, container] of mappings(valueAt(written, [...at, field])).entries()) {
      const names = mappings(container.env).map(({ name }) => String(name))
      const twice = names.find((name, place) => names.indexOf(name) !== place)
      if (twice !== undefined)
        problems.push({
          steps: [...at, field, String(index), 'env'],
          message: `failed to create manager for existing fields: .${dotted([...at, field, String(index)])}.env: duplicate entries for key [name=${JSON.stringify(twice)}]`,
          source: 'structured-merge-diff; run on 1.36.3',
        })
    }
  return problems
}

/** Whether it is a variable of a name that stands before it: `kubectl apply` keeps the first. */
export function isDroppedByMerge(written: KubernetesObject, steps: readonly string[]): boolean {
  const index = Number(steps.at(-1))
  if (steps.at(-2) !== 'env' || factsOf(written.kind).podSpec === undefined) return false
  const names = mappings(valueAt(written, steps.slice(0, -1))).map(({ name }) => name)
  return names.indexOf(names[index]) < index
}

const problem = (steps: readonly string[], message: string, source: string): ValueProblem => ({
  steps,
  message,
  source,
})

const apps = 'pkg/apis/apps/validation/validation.go'

function templated(object: KubernetesObject): readonly ValueProblem[] {
  const problems: ValueProblem[] = []
  const labels = valueAt(object, ['spec', 'template', 'metadata', 'labels'])
  const selector = valueAt(object, ['spec', 'selector'])
  if (isObject(selector) && !selects(selector, isObject(labels) ? (labels as Record<string, string>) : {}))
    problems.push(
      problem(
        ['spec', 'template', 'metadata', 'labels'],
        `spec.template.metadata.labels: Invalid value: ${JSON.stringify(labels ?? {})}: \`selector\` does not match template \`labels\``,
        `${apps}:833-855`,
      ),
    )
  const policy = textAt(object, 'spec', 'template', 'spec', 'restartPolicy')
  if (policy !== undefined && policy !== 'Always')
    problems.push(
      problem(
        ['spec', 'template', 'spec', 'restartPolicy'],
        `spec.template.spec.restartPolicy: Unsupported value: ${JSON.stringify(policy)}: supported values: "Always"`,
        apps,
      ),
    )
  return problems
}

const isZero = (value: unknown): boolean => value === 0 || value === '0%'

function deployment(object: KubernetesObject): readonly ValueProblem[] {
  const rolling = valueAt(object, ['spec', 'strategy', 'rollingUpdate'])
  const steps = ['spec', 'strategy', 'rollingUpdate']
  const type = textAt(object, 'spec', 'strategy', 'type')
  return [
    ...templated(object),
    ...(isObject(rolling) && isZero(rolling.maxSurge) && isZero(rolling.maxUnavailable)
      ? [
          problem(
            [...steps, 'maxUnavailable'],
            'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0',
            apps,
          ),
        ]
      : []),
    ...(type === 'Recreate' && rolling !== undefined
      ? [
          problem(
            steps,
            "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'",
            apps,
          ),
        ]
      : []),
    ...((numberAt(object, 'spec', 'progressDeadlineSeconds') ?? 600) <=
    (numberAt(object, 'spec', 'minReadySeconds') ?? 0)
      ? [
          problem(
            ['spec', 'progressDeadlineSeconds'],
            `spec.progressDeadlineSeconds: Invalid value: ${numberAt(object, 'spec', 'progressDeadlineSeconds')}: must be greater than minReadySeconds`,
            apps,
          ),
        ]
      : []),
  ]
}

function budget(object: KubernetesObject): readonly ValueProblem[] {
  const spec = valueAt(object, ['spec'])
  return isObject(spec) && spec.minAvailable !== undefined && spec.maxUnavailable !== undefined
    ? [
        problem(
          ['spec'],
          'spec: Invalid value: minAvailable and maxUnavailable cannot be both set',
          'pkg/apis/policy/validation/validation.go:50-76',
        ),
      ]
    : []
}

function autoscaler(object: KubernetesObject): readonly ValueProblem[] {
  const [least, most] = [numberAt(object, 'spec', 'minReplicas') ?? 1, numberAt(object, 'spec', 'maxReplicas')]
  return most !== undefined && most < least
    ? [
        problem(
          ['spec', 'maxReplicas'],
          `spec.maxReplicas: Invalid value: ${most}: must be greater than or equal to \`minReplicas\``,
          'pkg/apis/autoscaling/validation/validation.go:130-134',
        ),
      ]
    : []
}

const macro = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly|every \S+)$/
const names = '(?:[A-Za-z]{3}|\\d{1,2})'
const cronField = new RegExp(
  `^(?:\\*|\\?|${names}(?:-${names})?)(?:/\\d+)?(?:,(?:\\*|${names}(?:-${names})?)(?:/\\d+)?)*$`,
)
const cronBounds: readonly (readonly [number, number])[] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
]

function cronJob(object: KubernetesObject): readonly ValueProblem[] {
  const schedule = textAt(object, 'spec', 'schedule') ?? ''
  const source = 'pkg/apis/batch/validation/validation.go:772-779, 833-847'
  if (/\b(CRON_)?TZ=/.test(schedule))
    return [
      problem(
        ['spec', 'schedule'],
        `spec.schedule: Invalid value: ${JSON.stringify(schedule)}: cannot use TZ or CRON_TZ in schedule, use timeZone field instead`,
        source,
      ),
    ]
  const fields = schedule.trim().split(/\s+/)
  const isCron =
    macro.test(schedule) ||
    (fields.length === 5 &&
      fields.every((field, index) => cronField.test(field) && inBounds(field, cronBounds[index]!)))
  return isCron
    ? []
    : [
        problem(
          ['spec', 'schedule'],
          `spec.schedule: Invalid value: ${JSON.stringify(schedule)}: it is no cron schedule of five fields`,
          source,
        ),
      ]
}

const inBounds = (field: string, [least, most]: readonly [number, number]): boolean =>
  [...field.replaceAll(/\/\d+/g, '').matchAll(/\d+/g)].every(
    ([number]) => Number(number) >= least && Number(number) <= most,
  )

const requiredKeys: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
}

function content(object: KubernetesObject): readonly ValueProblem[] {
  const data = valueAt(object, ['data'])
  const fields: Fields = isObject(data) ? data : {}
  const type = textAt(object, 'type') ?? 'Opaque'
  const missing =
    object.kind === 'Secret' ? (requiredKeys[type] ?? []).filter((key) => !Object.hasOwn(fields, key)) : []
  const binary = valueAt(object, ['binaryData'])
  const bytes = [...Object.values(fields), ...(isObject(binary) ? Object.values(binary) : [])].reduce<number>(
    (sum, value) => sum + Buffer.byteLength(String(value)),
    0,
  )
  return [
    ...missing.map((key) =>
      problem(['data', key], `data[${key}]: Required value`, 'pkg/apis/core/validation/validation.go:7758-7864'),
    ),
    ...(bytes > 1_048_576 && object.kind === 'ConfigMap'
      ? [
          problem(
            ['data'],
            '[]: Too long: may not be more than 1048576 bytes',
            'pkg/apis/core/validation/validation.go',
          ),
        ]
      : []),
  ]
}

const byKind: Readonly<Record<string, (object: KubernetesObject) => readonly ValueProblem[]>> = {
  'apps/Deployment': deployment,
  'apps/StatefulSet': templated,
  'apps/DaemonSet': templated,
  'apps/ReplicaSet': templated,
  'policy/PodDisruptionBudget': budget,
  'autoscaling/HorizontalPodAutoscaler': autoscaler,
  'batch/CronJob': cronJob,
  '/Secret': content,
  '/ConfigMap': content,
}
