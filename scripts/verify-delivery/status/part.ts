// `npm run status` on clusters in which something does not work, and the commands that it prints, as they are printed.
import type { Problem } from '../../status/problem.ts'
import type { DeliveryRig } from '../delivery-rig.ts'
import type { RunPart } from '../part.ts'
import { Execution } from '../procedures/execution.ts'
import { until } from '../processes.ts'

interface Check {
  readonly title: string
  readonly run: (execution: Execution) => Promise<void>
}

export const runStatus: RunPart = async ({ rig, match, report }) => {
  const chosen = checks.filter(({ title }) => match === undefined || title.includes(match))
  if (chosen.length === 0) return
  const execution = new Execution(await rig())
  for (const file of edited.map(execution.file)) originals.set(file, execution.read(file))
  for (const { title, run } of chosen) {
    try {
      await run(execution)
      report({ title, problems: execution.takeProblems() })
    } catch (error) {
      await restore(execution)
      report({ title, problems: [...execution.takeProblems(), error instanceof Error ? error.message : String(error)] })
    }
  }
}

const edited = ['environment.yaml', 'patches/storage.yaml'] as const
const originals = new Map<string, string>()

/** Restores what a check that failed has left, for those after it. */
async function restore(execution: Execution): Promise<void> {
  for (const [file, content] of originals) execution.write(file, content)
  await execution.settle(await execution.merge('Restore the environment'))
}

interface Status {
  readonly exitCode: number
  readonly problems: readonly Problem[]
  readonly text: string
}

/** What status reports now. */
async function statusOf(execution: Execution): Promise<Status> {
  const { environment } = execution.rig
  const output = await execution.run([
    // The shell ends at the first command that fails.
    `node scripts/status.ts ${environment} --context CONTEXT --format json 2>/dev/null && echo 'exit code 0' || echo "exit code $?"`,
  ])
  const [, text, code] = /^(\{[^]*\})\s*exit code (\d)$/m.exec(output) ?? []
  if (text === undefined) throw new Error(`status prints: ${output}`)
  const { problems } = JSON.parse(text) as { problems: readonly Problem[] }
  return { exitCode: Number(code), problems: problems.filter(({ state }) => state !== 'note'), text }
}

/** Repeats status until it has a problem. */
const untilStatus = (execution: Execution, what: string, matches: (status: Status) => boolean): Promise<Status> =>
  until(`status reports ${what}`, async () => {
    const status = await statusOf(execution)
    return matches(status) ? status : undefined
  })

const commandsOf = (problem: Problem | undefined): readonly string[] =>
  (problem?.next ?? []).flatMap(({ commands = [] }) => commands)

const hasCommands = (problem: Problem): boolean => problem.state === 'waiting' && commandsOf(problem).length > 0

const isAbout =
  (state: Problem['state'], subject: RegExp, reason: RegExp = /(?:)/) =>
  (problem: Problem): boolean =>
    problem.state === state && subject.test(problem.subject) && reason.test(problem.reasons.join('\n'))

/** Argo CD can write the state of an operation again that a command has just removed: status then prints the command once more. */
async function expectHealthy(execution: Execution): Promise<void> {
  const isDone = ({ exitCode, problems }: Status): boolean => exitCode === 0 || problems.some(hasCommands)
  const first = await untilStatus(execution, 'no problem', isDone).catch(() => statusOf(execution))
  const again = first.problems.filter(hasCommands).flatMap(commandsOf)
  if (again.length > 0) await execution.run(again)
  const { exitCode, problems } = await untilStatus(execution, 'no problem', ({ exitCode }) => exitCode === 0).catch(
    () => statusOf(execution),
  )
  execution.expect(exitCode === 0 && problems.length === 0, `status reports ${JSON.stringify(problems, null, 1)}`)
}

/** The delivery object that a problem of the wave `data` is reported for. */
const syncing = ({ tool, environment }: DeliveryRig): RegExp =>
  tool === 'argo-cd'
    ? new RegExp(`^Application/thanos-${environment}$`)
    : new RegExp(`^Kustomization/thanos-${environment}-data$`)

const checks: readonly Check[] = [
  { title: 'a healthy environment has no problem', run: expectHealthy },
  {
    title: 'a field that a person set is reported, and leaves the cluster by the printed command',
    async run(execution) {
      const { rig } = execution
      const label = async () =>
        (await rig.kubectl.get(['statefulset', 'thanos-store', `--namespace=${rig.namespace}`]))?.metadata.labels?.[
          'by-hand'
        ]
      await rig.kubectl.text(['label', 'statefulset', 'thanos-store', 'by-hand=x', `--namespace=${rig.namespace}`])
      const { problems } = await statusOf(execution)
      const found = problems.find(
        isAbout('differs', /^StatefulSet\/thanos-store$/, /by-hand: git nothing, cluster "x" \(set by kubectl-label\)/),
      )
      execution.expect(found !== undefined, `status reports ${JSON.stringify(problems)}`)
      await execution.run(commandsOf(found).map((command) => `${command} --timeout 3`))
      await rig.reconcile()
      await until('the label is removed', async () => ((await label()) === undefined ? true : undefined), 60)
      await expectHealthy(execution)
    },
  },
  {
    title: 'a refused object is reported with its reason, its commit and the next step',
    async run(execution) {
      const { rig } = execution
      const file = execution.file('patches/storage.yaml')
      const before = execution.read(file)
      execution.write(file, before.replaceAll('value: 100Gi', 'value: 101Gi'))
      const commit = await execution.merge('Enlarge volumes, which the server refuses')
      await rig.settle(commit)
      const isDelivery = isAbout('unhealthy', syncing(rig), /updates to statefulset spec/)
      // While the tool tries again, it reports no result.
      const { exitCode, problems } = await untilStatus(execution, 'the refusal of the tool', ({ problems }) =>
        problems.some(isDelivery),
      )
      const refused = problems.find(isAbout('refused', /^StatefulSet\//, /updates to statefulset spec/))
      const delivery = problems.find(isDelivery)
      execution.expect(exitCode === 1 && refused !== undefined, `status reports ${JSON.stringify(problems)}`)
      execution.expect(
        delivery?.commit === commit && delivery.since !== undefined,
        `status reports for the tool: ${JSON.stringify(delivery)}`,
      )
      execution.write(file, before)
      const reverted = await execution.merge('Revert the size')
      // It makes the tool take the newest commit at once.
      await execution.run(commandsOf(delivery))
      await expectHealthy(execution)
      await execution.settle(reverted)
    },
  },
  {
    title: 'a broken image is reported with its pod, the wait of the tool and the way out',
    async run(execution) {
      const { rig } = execution
      const broken = 'v0.0.0-absent'
      const settings = execution.read(execution.file('environment.yaml'))
      if (rig.tool === 'flux') await setTimeout(rig, '90s')
      rig.breakImage(broken)
      execution.edit(
        execution.file('environment.yaml'),
        /(newName: \S+\/alertmanager)\n/,
        `$1\n    newTag: ${broken}\n`,
      )
      const commit = await execution.merge('An image that does not exist')
      const waits = rig.tool === 'argo-cd' ? /^waiting for healthy state of/ : /^Running health checks/
      const { problems } = await untilStatus(
        execution,
        'the pod and the wait',
        ({ problems }) =>
          problems.some(isAbout('unhealthy', /^Pod\/alertmanager-/, /ImagePullBackOff/)) &&
          problems.some(isAbout('waiting', syncing(rig), waits)),
      )
      const waiting = problems.find(isAbout('waiting', syncing(rig)))
      execution.expect(waiting?.commit === commit, `the wait has the commit ${waiting?.commit}, and not ${commit}`)
      execution.write(execution.file('environment.yaml'), settings)
      const fix = await execution.merge('The image that exists')
      const isHeld = (problem: Problem): boolean =>
        isAbout('waiting', syncing(rig))(problem) && /a newer one exists/.test(JSON.stringify(problem.next))
      const held = await untilStatus(execution, 'a newer commit', ({ problems }) => problems.some(isHeld))
      await execution.run(commandsOf(held.problems.find(isHeld)))
      if (rig.tool === 'flux') {
        await appliedByWave(rig, fix)
        await setTimeout(rig, undefined)
        await rig.reconcile()
      }
      await execution.settle(fix)
      rig.repairImage(broken)
      await expectHealthy(execution)
    },
  },
  {
    title: 'the stack of a namespace that git no longer names is reported, with its compactor',
    async run(execution) {
      const { rig } = execution
      const label = { 'app.kubernetes.io/part-of': 'thanos' }
      const mark =
        rig.tool === 'argo-cd'
          ? {
              labels: label,
              annotations: {
                'argocd.argoproj.io/tracking-id': `thanos-${rig.environment}:apps/StatefulSet:old-monitor/thanos-compact`,
              },
            }
          : { labels: { ...label, 'kustomize.toolkit.fluxcd.io/name': `thanos-${rig.environment}-data` } }
      const selector = { app: 'old' }
      const objects = [
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'old-monitor' } },
        {
          apiVersion: 'apps/v1',
          kind: 'StatefulSet',
          metadata: { name: 'thanos-compact', namespace: 'old-monitor', ...mark },
          spec: {
            selector: { matchLabels: selector },
            serviceName: 'x',
            template: { metadata: { labels: selector }, spec: { containers: [{ name: 'x', image: 'x' }] } },
          },
        },
      ]
      await rig.kubectl.text(
        ['apply', '--server-side', '-f', '-'],
        objects.map((object) => `---\n${JSON.stringify(object)}\n`).join(''),
      )
      const { problems } = await untilStatus(execution, 'the old namespace', ({ problems }) =>
        problems.some(isAbout('not in git', /in the namespace old-monitor$/, /Two compactors/)),
      )
      const found = problems.find(isAbout('not in git', /in the namespace old-monitor$/))
      await execution.run(commandsOf(found))
      await expectHealthy(execution)
    },
  },
]

/** Waits until the wave `data` of Flux has applied a commit. */
const appliedByWave = ({ kubectl, environment }: DeliveryRig, commit: string): Promise<true> =>
  until(`the wave data has applied ${commit}`, async () => {
    const wave = ['kustomizations.kustomize.toolkit.fluxcd.io', `thanos-${environment}-data`]
    const found = await kubectl.get([...wave, '--namespace=flux-system'])
    return found?.status?.lastAppliedRevision === `main@sha1:${commit}` ? true : undefined
  })

/** How long Flux waits for the health of the wave `data`. Undefined: as in git. */
async function setTimeout({ kubectl, environment }: DeliveryRig, timeout: string | undefined): Promise<void> {
  const patch = (wave: string, spec: object) =>
    kubectl.text([
      'patch',
      'kustomization',
      `thanos-${environment}-${wave}`,
      '--namespace=flux-system',
      '--type=merge',
      '--field-manager=flux',
      `--patch=${JSON.stringify({ spec })}`,
    ])
  // It would restore the other one.
  if (timeout !== undefined) await patch('delivery', { suspend: true })
  await patch('data', { timeout: timeout ?? '10m' })
  if (timeout === undefined) await patch('delivery', { suspend: null })
}
