import {
  contentOf,
  isObject,
  type KubernetesObject,
  type Mapping,
  mappingOf,
  numberAt,
  stringAt,
  valueAt,
} from '@thanos-gitops/manifest'
import { selectorMatches } from '@thanos-gitops/workloads'
import { cronJobProblems } from './cron.ts'
import { problem, type ValueProblem } from './problem.ts'

const apps = 'pkg/apis/apps/validation/validation.go'
const core = 'pkg/apis/core/validation/validation.go'

function templateProblems(object: KubernetesObject): readonly ValueProblem[] {
  const problems: ValueProblem[] = []
  const labels = valueAt(object, ['spec', 'template', 'metadata', 'labels'])
  const selector = valueAt(object, ['spec', 'selector'])
  if (isObject(selector) && !selectorMatches(selector, isObject(labels) ? (labels as Record<string, string>) : {}))
    problems.push(
      problem(
        ['spec', 'template', 'metadata', 'labels'],
        `spec.template.metadata.labels: Invalid value: ${JSON.stringify(labels ?? {})}: \`selector\` does not match template \`labels\``,
        `${apps}:833-855`,
      ),
    )
  const policy = stringAt(object, 'spec', 'template', 'spec', 'restartPolicy')
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

function deploymentProblems(object: KubernetesObject): readonly ValueProblem[] {
  const problems = [...templateProblems(object)]
  const rolling = valueAt(object, ['spec', 'strategy', 'rollingUpdate'])
  const steps = ['spec', 'strategy', 'rollingUpdate']
  if (isObject(rolling) && isZero(rolling.maxSurge) && isZero(rolling.maxUnavailable))
    problems.push(
      problem(
        [...steps, 'maxUnavailable'],
        'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0',
        apps,
      ),
    )
  if (stringAt(object, 'spec', 'strategy', 'type') === 'Recreate' && rolling !== undefined)
    problems.push(
      problem(
        steps,
        "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'",
        apps,
      ),
    )
  const deadline = numberAt(object, 'spec', 'progressDeadlineSeconds')
  if ((deadline ?? 600) <= (numberAt(object, 'spec', 'minReadySeconds') ?? 0))
    problems.push(
      problem(
        ['spec', 'progressDeadlineSeconds'],
        `spec.progressDeadlineSeconds: Invalid value: ${deadline}: must be greater than minReadySeconds`,
        apps,
      ),
    )
  return problems
}

function budgetProblems(object: KubernetesObject): readonly ValueProblem[] {
  const spec = valueAt(object, ['spec'])
  if (!isObject(spec) || spec.minAvailable === undefined || spec.maxUnavailable === undefined) return []
  return [
    problem(
      ['spec'],
      'spec: Invalid value: minAvailable and maxUnavailable cannot be both set',
      'pkg/apis/policy/validation/validation.go:50-76',
    ),
  ]
}

function autoscalerProblems(object: KubernetesObject): readonly ValueProblem[] {
  const [least, most] = [numberAt(object, 'spec', 'minReplicas') ?? 1, numberAt(object, 'spec', 'maxReplicas')]
  if (most === undefined || most >= least) return []
  return [
    problem(
      ['spec', 'maxReplicas'],
      `spec.maxReplicas: Invalid value: ${most}: must be greater than or equal to \`minReplicas\``,
      'pkg/apis/autoscaling/validation/validation.go:130-134',
    ),
  ]
}

const requiredKeys: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
}

function secretProblems(object: KubernetesObject): readonly ValueProblem[] {
  const data = entriesOf(object, 'data')
  const keys = requiredKeys[stringAt(object, 'type') ?? 'Opaque'] ?? []
  return keys
    .filter((key) => !Object.hasOwn(data, key))
    .map((key) => problem(['data', key], `data[${key}]: Required value`, `${core}:7758-7864`))
}

const maxConfigMapBytes = 1_048_576

function configMapProblems(object: KubernetesObject): readonly ValueProblem[] {
  const values = [...Object.values(entriesOf(object, 'data')), ...Object.values(entriesOf(object, 'binaryData'))]
  const size = values.reduce<number>((sum, value) => sum + Buffer.byteLength(String(value)), 0)
  if (size <= maxConfigMapBytes) return []
  return [problem(['data'], `[]: Too long: may not be more than ${maxConfigMapBytes} bytes`, core)]
}

const entriesOf = (object: KubernetesObject, field: string): Mapping => mappingOf(contentOf({ object })[field])

/** Rules that concern several fields, by API group and kind. */
export const problemsByKind: Readonly<Record<string, (object: KubernetesObject) => readonly ValueProblem[]>> = {
  'apps/Deployment': deploymentProblems,
  'apps/StatefulSet': templateProblems,
  'apps/DaemonSet': templateProblems,
  'apps/ReplicaSet': templateProblems,
  'policy/PodDisruptionBudget': budgetProblems,
  'autoscaling/HorizontalPodAutoscaler': autoscalerProblems,
  'batch/CronJob': cronJobProblems,
  '/Secret': secretProblems,
  '/ConfigMap': configMapProblems,
}
