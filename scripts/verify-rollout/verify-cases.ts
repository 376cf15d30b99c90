// The cases of packages/diff/cases: what the server does, what diff predicts, and what the program answers.
import { askApiServer, type Verdict } from '@thanos-gitops/api-server'
import type { RolloutCase } from '@thanos-gitops/diff/cases'
import type { KubernetesObject } from '@thanos-gitops/manifest'
import type { ApplyMode } from '@thanos-gitops/manifest/change'
import { type Appliers, appliersFor } from './appliers.ts'
import type { RunningServer } from './server.ts'
import { type Result, verifyCase } from './verify-case.ts'

/** How many cases without objects outside of namespaces run at the same time. */
const atOnce = 6

/** Prints the agreement and every difference. Returns whether all cases agree. */
export async function verifyCases(
  server: RunningServer,
  modes: readonly ApplyMode[],
  selected: readonly RolloutCase[],
): Promise<boolean> {
  const cases = selected.filter((row) => canBeRefused(row) && minorOf(row.since) <= minorOf(server.minor))
  const appliers = appliersFor(server.send, server.context)
  let allAgree = true
  for (const mode of modes) {
    const tried = cases.filter((row) => row.notVerified?.[mode] === undefined)
    const results = await verifyAll(server, appliers, mode, tried)
    for (const { row, expected, observed } of results.filter(({ agrees }) => !agrees))
      console.log(`${row.id}, ${mode}: diff returns ${expected}, the server ${observed}`)
    console.log(`Kubernetes ${server.minor}, ${mode}: ${summary(results)}`)
    allAgree = printProgram(server.minor, mode, results, await programVerdicts(server.minor, mode, tried)) && allAgree
    allAgree &&= results.every(({ agrees }) => agrees)
  }
  for (const { id, notVerified = {} } of cases)
    for (const [mode, reason] of Object.entries(notVerified)) console.log(`${id}, ${mode}: not verified: ${reason}`)
  console.log(
    `Not verified: ${selected.length - cases.length} removals and renames, which no server refuses, and cases of newer versions`,
  )
  return allAgree
}

const canBeRefused = ({ before, after }: RolloutCase): boolean => before.metadata.name === after?.metadata.name

const minorOf = (version: string | undefined): number => Number(version?.split('.')[1] ?? 0)

/** Cases in a namespace of their own run next to each other. */
async function verifyAll(
  { send }: RunningServer,
  appliers: Appliers,
  mode: ApplyMode,
  cases: readonly RolloutCase[],
): Promise<readonly Result[]> {
  const run = String(Date.now() % 1_000_000)
  const results: Result[] = []
  const verify = async (row: RolloutCase): Promise<void> => {
    const index = cases.indexOf(row)
    results[index] = await verifyCase(send, appliers, mode, row, `verify-rollout-${run}-${index}`)
  }
  const apart = cases.filter((row) => !isInNamespace(row))
  const together = cases.filter(isInNamespace)
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < together.length) await verify(together[next++]!)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  for (const row of apart) await verify(row)
  return results
}

const namespacedKinds = [
  'ConfigMap',
  'CronJob',
  'DaemonSet',
  'Deployment',
  'HorizontalPodAutoscaler',
  'Ingress',
  'Job',
  'LimitRange',
  'NetworkPolicy',
  'PersistentVolumeClaim',
  'Pod',
  'PodDisruptionBudget',
  'ReplicaSet',
  'Role',
  'RoleBinding',
  'Secret',
  'Service',
  'ServiceAccount',
  'StatefulSet',
]

const isInNamespace = ({ before, context, cluster }: RolloutCase): boolean =>
  [before, ...context, ...cluster].every(({ kind }) => namespacedKinds.includes(kind))

function summary(results: readonly Result[]): string {
  const agreeing = (of: readonly Result[]): string => `${of.filter(({ agrees }) => agrees).length} of ${of.length}`
  const refused = results.filter(({ expected }) => expected === 'refused')
  const unchanged = results.filter(({ expected }) => expected === 'none')
  return `${agreeing(results)} cases agree with diff; refused: ${agreeing(refused)}; no change: ${agreeing(unchanged)}`
}

/** What the program answers to each case. */
async function programVerdicts(
  minor: string,
  apply: ApplyMode,
  cases: readonly RolloutCase[],
): Promise<readonly (Verdict | { readonly error: string })[]> {
  const { answers } = await askApiServer(
    cases.map((row) => ({
      set: { name: row.id, kubernetesVersion: minor, objects: [...row.cluster, ...row.context] },
      requests: [
        { before: row.before, after: row.after as KubernetesObject, apply, ...(row.live && { live: row.live }) },
      ],
    })),
  )
  return answers.map((given) =>
    'supported' in given ? { error: `the program does not have ${minor}` } : given.answers[0]!,
  )
}

/** Argo CD runs `kubectl auth reconcile` before it applies RBAC objects client-side, which the program does not do. */
const isReconciled = ({ before }: RolloutCase, mode: ApplyMode): boolean =>
  mode === 'client-side' && before.apiVersion.startsWith('rbac.authorization.k8s.io/')

/** Prints where the program and the server differ. */
function printProgram(
  minor: string,
  mode: ApplyMode,
  results: readonly Result[],
  verdicts: readonly (Verdict | { readonly error: string })[],
): boolean {
  const differences = results.flatMap(({ row, server }, index) => {
    const verdict = verdicts[index]!
    if (server === undefined || isReconciled(row, mode)) return []
    const given = 'error' in verdict ? verdict.error : verdict.verdict
    const isSame = given === server.verdict && !('error' in verdict)
    const storesSame = isSame && (given === 'refused' || verdict.objectChanged === server.objectChanged)
    return storesSame
      ? []
      : [
          `${row.id}, ${mode}: the program answers ${given}${'error' in verdict || given === 'refused' ? '' : `, changed ${verdict.objectChanged}`}; the server ${server.verdict}${server.message === '' ? `, changed ${server.objectChanged}` : `: ${server.message}`}`,
        ]
  })
  const compared = results.filter(({ row, server }) => server !== undefined && !isReconciled(row, mode)).length
  for (const difference of differences) console.log(difference)
  console.log(
    `Kubernetes ${minor}, ${mode}: ${compared - differences.length} of ${compared} cases agree with the program`,
  )
  return differences.length === 0
}
