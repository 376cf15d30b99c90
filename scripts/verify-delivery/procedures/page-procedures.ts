// The procedures of environments/README.md, and what they promise.
import { $, sleep } from 'zx'
import type { DeliveryRig } from '../delivery-rig.ts'
import { type Execution, isReplaced, isSame } from './execution.ts'
import type { Procedure } from './procedure.ts'
import { dropPatches } from './refused-batch.ts'
import { leastReady } from './refused-changes.ts'

/** How long a tool gets to undo a change that it must not undo. Argo CD needs five seconds at most. */
const undoTime = 10_000

const replicasOf = (rig: DeliveryRig, name: string): Promise<string> =>
  rig.kubectl.text(['get', 'deployment', name, `--namespace=${rig.namespace}`, '-o', 'jsonpath={.spec.replicas}'])

const scale = (rig: DeliveryRig, name: string, replicas: number): Promise<string> =>
  rig.kubectl.text(['scale', 'deployment', name, `--namespace=${rig.namespace}`, `--replicas=${replicas}`])

const setLogLevel = (execution: Execution, level: string): void =>
  execution.write(
    execution.file('patches/log-level.yaml'),
    JSON.stringify([
      {
        target: { kind: 'Deployment', name: 'thanos-query-frontend' },
        patch: [
          {
            op: 'replace',
            path: '/spec/template/spec/containers/[name=thanos-query-frontend]/args/[--log.level]',
            value: `--log.level=${level}`,
          },
        ],
      },
    ]),
  )

const status: Procedure = {
  name: 'status',
  async run(execution) {
    const output = await execution.run(['npm run status -- production --context CONTEXT'])
    execution.expect(/(\d+) of \1 objects in sync$/m.test(output), `status prints: ${output}`)
    const pods = await execution.run(['kubectl --context CONTEXT --namespace kube-monitor describe pods'])
    execution.expect(pods.includes('thanos-store-0'), 'describe lists no pods')
  },
}

const revert: Procedure = {
  name: 'revert',
  async run(execution) {
    const { clone } = execution.rig
    const tree = async () => (await $({ quiet: true, cwd: clone })`git rev-parse HEAD^{tree}`).stdout
    const before = await tree()
    setLogLevel(execution, 'warn')
    await execution.merge('Log warnings only')
    await execution.run(['git revert --no-edit HEAD', 'npx nx render'])
    execution.executed.add('git revert')
    execution.expect((await tree()) === before, 'the sources and manifests differ from those before the change')
    await execution.settle(await execution.rig.push('Render after the revert'))
  },
}

const stopTool: Procedure = {
  name: 'stop-tool',
  async run(execution) {
    const { rig } = execution
    const [pause, resume] = pauseAndResume(execution)
    await execution.run(pause)
    const before = Number(await replicasOf(rig, 'thanos-query-frontend'))
    await scale(rig, 'thanos-query-frontend', before + 1)
    setLogLevel(execution, 'warn')
    const commit = await execution.merge('Log warnings only')
    await sleep(undoTime)
    execution.expect(
      Number(await replicasOf(rig, 'thanos-query-frontend')) === before + 1,
      'the tool undid a change by hand while it was stopped',
    )
    execution.expect(
      !(await levels(execution)).includes('--log.level=warn'),
      'the tool applied a merge while it was stopped',
    )
    await execution.run(resume)
    await execution.settle(commit)
    execution.expect(Number(await replicasOf(rig, 'thanos-query-frontend')) === before, 'the tool did not restore git')
    execution.expect((await levels(execution)).includes('--log.level=warn'), 'the tool did not apply the merge')
  },
}

const levels = ({ rig }: Execution): Promise<string> =>
  rig.kubectl.text([
    'get',
    'deployment',
    'thanos-query-frontend',
    `--namespace=${rig.namespace}`,
    '-o',
    'jsonpath={.spec.template.spec.containers[0].args}',
  ])

const restartPods: Procedure = {
  name: 'restart-pods',
  async run(execution) {
    const { rig } = execution
    const before = await execution.pods('thanos-store-')
    const mark = rig.pods.mark()
    await execution.run(execution.commandsOf('Restart pods').filter((command) => command.startsWith('npx')))
    await execution.settle(await execution.merge('production: restart the store gateway'))
    execution.expect(isReplaced(before, await execution.pods('thanos-store-')), 'not all pods were restarted')
    execution.expect(
      leastReady(execution, 'thanos-store', mark, before) >= before.size - 1,
      'more than one pod was away at once',
    )
    const after = await execution.pods('')
    await rig.reconcile()
    execution.expect(isSame(after, await execution.pods('')), 'a second reconciliation restarts pods again')
  },
}

const refusedAfterMerge: Procedure = {
  name: 'refused-after-merge',
  async run(execution) {
    const { rig } = execution
    const { stdout: base } = await $({ quiet: true, cwd: rig.clone })`git rev-parse HEAD`
    execution.edit(
      execution.file('patches/storage.yaml'),
      /(name: thanos-compact\}[^]*?requests\/storage\n\s*value: )\d+Gi/,
      '$1500Gi',
    )
    const commit = await execution.merge('production: a larger volume for the compactor')
    const state = await rig.settle(commit)
    execution.expect(!state.isSynced && state.isFailed, 'the tool does not report the refused object')
    const before = await execution.pods('thanos-compact-')
    const [print] = execution.commandsOf('A refused object')
    const output = await execution.run([print!], { COMMIT: base.trim() })
    execution.expect(output.includes('Enlarge the volumes of StatefulSet/thanos-compact'), `diff prints: ${output}`)
    const { objects } = await execution.diff(base.trim())
    const { remedy } = objects.find(({ kind, name }) => kind === 'StatefulSet' && name === 'thanos-compact')!
    for (const { commands = [], tool = rig.tool } of remedy!.steps)
      if (tool === rig.tool && commands.length > 0) await execution.run(commands)
    await execution.settle(commit)
    execution.expect(isSame(before, await execution.pods('thanos-compact-')), 'the pod of the compactor was replaced')
  },
}

const stuckWave: Procedure = {
  name: 'stuck-wave',
  async run(execution) {
    const { rig } = execution
    const broken = 'v0.0.0-broken'
    rig.breakImage(broken)
    const settings = execution.read(execution.file('environment.yaml'))
    if (rig.tool === 'flux') await shortenTimeout(rig)
    execution.edit(execution.file('environment.yaml'), /(newName: \S+\/alertmanager)\n/, `$1\n    newTag: ${broken}\n`)
    await execution.merge('production: an image that does not exist')
    await untilBroken(execution, broken)
    execution.write(execution.file('environment.yaml'), settings)
    const fix = await execution.merge('production: the image that exists')
    if (rig.tool === 'argo-cd') {
      await sleep(undoTime)
      execution.expect((await rig.state()).attempted !== fix, 'Argo CD applies the fix without a command')
    }
    const commands = execution.commandsOf('A wave does not become healthy')
    if (commands.length > 0) await execution.run(commands)
    if (rig.tool === 'flux') {
      const wave = `kustomization/thanos-${rig.environment}-data`
      const applied = `--for=jsonpath={.status.lastAppliedRevision}=main@sha1:${fix}`
      await $({
        quiet: true,
      })`kubectl --context ${rig.context} --namespace flux-system wait ${wave} ${applied} --timeout=2m`
      await restoreDelivery(rig)
    }
    await execution.settle(fix)
    rig.repairImage(broken)
  },
}

/** A Kustomization that waits for 20 s at most, so that the test does not take 10 minutes. */
async function shortenTimeout(rig: DeliveryRig): Promise<void> {
  await patchKustomization(rig, 'delivery', { suspend: true })
  await patchKustomization(rig, 'data', { timeout: '20s' })
}

async function restoreDelivery(rig: DeliveryRig): Promise<void> {
  await patchKustomization(rig, 'data', { timeout: '10m' })
  await patchKustomization(rig, 'delivery', { suspend: null })
  await rig.reconcile()
}

const patchKustomization = (rig: DeliveryRig, wave: string, spec: object): Promise<string> =>
  rig.kubectl.text([
    'patch',
    'kustomization',
    `thanos-${rig.environment}-${wave}`,
    '--namespace=flux-system',
    '--type=merge',
    '--field-manager=flux',
    `--patch=${JSON.stringify({ spec })}`,
  ])

async function untilBroken({ rig }: Execution, image: string): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(500)) {
    const images = await rig.kubectl.text(['get', 'pods', `--namespace=${rig.namespace}`, '-o', 'jsonpath={..image}'])
    if (images.includes(image)) return
  }
  throw new Error(`no pod has the image ${image}`)
}

const tryAgain: Procedure = {
  name: 'try-again',
  async run(execution) {
    const { rig } = execution
    // A quota outside of git refuses one more Service.
    const services = await rig.kubectl.list(['services', `--namespace=${rig.namespace}`])
    const quota = {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'services', namespace: rig.namespace },
      spec: { hard: { services: String(services.length) } },
    }
    await rig.kubectl.text(['apply', '--server-side', '-f', '-'], JSON.stringify(quota))
    await rig.kubectl.text(['delete', 'service', 'thanos-query', `--namespace=${rig.namespace}`])
    const other = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'other', namespace: rig.namespace },
      spec: { ports: [{ port: 80 }] },
    }
    await rig.kubectl.text(['apply', '--server-side', '-f', '-'], JSON.stringify(other))
    const commit = await execution.merge('An empty commit')
    const state = await rig.settle(commit, 60)
    execution.expect(!state.isSynced, 'the tool does not report that the quota refuses the Service')
    await rig.kubectl.text(['delete', 'service/other', 'resourcequota/services', `--namespace=${rig.namespace}`])
    await execution.run(execution.commandsOf('Try again'))
    await execution.settle(commit)
  },
}

const lostCredentials: Procedure = {
  name: 'lost-credentials',
  async run(execution) {
    const { rig } = execution
    const [create, restart] = execution
      .commandsOf('The credentials of the bucket are lost')
      .filter((command) => !command.startsWith('npm run objstore-secret'))
    const before = await execution.pods('thanos-')
    await rig.kubectl.text(['delete', 'secret', 'thanos-bucket', `--namespace=${rig.namespace}`])
    await rig.kubectl.text(['delete', 'pod', 'thanos-store-0', `--namespace=${rig.namespace}`])
    await sleep(3000)
    await execution.run([create!], {}, 'AWS_ACCESS_KEY_ID=new\nAWS_SECRET_ACCESS_KEY=newer\n')
    await rig.kubectl.text([
      'wait',
      'pod/thanos-store-0',
      `--namespace=${rig.namespace}`,
      '--for=condition=Ready',
      '--timeout=60s',
    ])
    const after = await execution.pods('thanos-')
    const changed = [...before].filter(([name, uid]) => after.get(name) !== uid).map(([name]) => name)
    execution.expect(changed.join() === 'thanos-store-0', `other pods were replaced: ${changed.join(', ')}`)
    await execution.run([restart!])
    await execution.settle(await execution.merge('production: read the new keys'))
    for (const name of ['prometheus', 'thanos-store', 'thanos-compact', 'thanos-rule']) {
      const pods = await execution.pods(`${name}-`)
      execution.expect(
        ![...pods.values()].some((uid) => [...after.values()].includes(uid)),
        `a pod of ${name} did not restart`,
      )
    }
  },
}

const receiverSecrets: Procedure = {
  name: 'receiver-secrets',
  async run(execution) {
    const { rig } = execution
    await rig.kubectl.text(['delete', 'secret', receivers, `--namespace=${rig.namespace}`, '--ignore-not-found'])
    for (const key of ['slack-url', 'heartbeat-url']) execution.write(key, `https://example.com/${key}`)
    await execution.run(execution.commandsOf('Secrets of receivers'))
    for (const key of ['slack-url', 'heartbeat-url']) execution.remove(key)
    const secret = await rig.kubectl.get(['secret', receivers, `--namespace=${rig.namespace}`])
    const { data = {} } = (secret ?? {}) as { data?: Readonly<Record<string, string>> }
    const value = Buffer.from(data['slack-url'] ?? '', 'base64').toString()
    execution.expect(value === 'https://example.com/slack-url', `the key slack-url is ${value}`)
    // The example of the README has two of the three keys of production.
    const patch = JSON.stringify({ stringData: { pagerduty: 'key' } })
    await rig.kubectl.text(['patch', 'secret', receivers, `--namespace=${rig.namespace}`, `--patch=${patch}`])
    const pod = `--namespace=${rig.namespace}`
    await rig.kubectl.text(['delete', 'pod', 'alertmanager-0', pod])
    await rig.kubectl.text(['wait', 'pod/alertmanager-0', pod, '--for=create', '--timeout=60s'])
    await rig.kubectl.text(['wait', 'pod/alertmanager-0', pod, '--for=condition=Ready', '--timeout=60s'])
  },
}

const receivers = 'alertmanager-receivers'

const anotherTool: Procedure = {
  name: 'another-tool',
  async run(execution) {
    const { rig } = execution
    const otherTool = rig.tool === 'flux' ? 'argo-cd' : 'flux'
    const other = await rig.addTool(otherTool)
    try {
      const before = await execution.pods('')
      await handOver(execution, rig, other)
      execution.expect(isSame(before, await execution.pods('')), 'a pod was replaced by the change of the tool')
      await handOver(execution, other, rig)
      execution.expect(isSame(before, await execution.pods('')), 'a pod was replaced by the change back')
    } finally {
      await other.stopTool()
    }
  },
}

async function handOver(execution: Execution, from: DeliveryRig, to: DeliveryRig): Promise<void> {
  const remove = execution.commandsOf('Another tool', from.tool).filter((command) => command.startsWith('kubectl'))
  const bootstrap = execution.commandsOf('Another tool', to.tool).filter((command) => command.startsWith('npm'))
  await execution.run([...remove, ...bootstrap])
  const { stdout: commit } = await $({ quiet: true, cwd: to.clone })`git rev-parse HEAD`
  const state = await to.settle(commit.trim())
  execution.expect(state.isSynced && state.isHealthy, `${to.tool} is not synced and healthy: ${state.message}`)
  const stores = await to.kubectl.get(['statefulset', 'thanos-store', `--namespace=${to.namespace}`])
  const managers = (stores?.metadata.managedFields ?? []).filter(({ operation }) => operation === 'Apply')
  const expected = to.tool === 'flux' ? 'kustomize-controller' : 'argocd-controller'
  execution.expect(
    managers.every(({ manager }) => manager === expected),
    `fields of thanos-store still belong to ${managers.map(({ manager }) => manager).join(', ')}`,
  )
}

const removeCluster: Procedure = {
  name: 'remove-cluster',
  async run(execution) {
    const { rig } = execution
    const commands = execution.commandsOf('Remove a cluster')
    const remove = commands.filter((command) => command.startsWith('kubectl'))
    await expectPrinted(execution, remove)
    await execution.run(remove)
    await sleep(undoTime)
    const namespace = namespaceOf(execution)
    execution.expect((await rig.kubectl.get(['namespace', namespace])) === undefined, 'the namespace still exists')
    const roles = await rig.kubectl.text(['get', 'clusterrole', '-o', 'name'])
    execution.expect(!roles.includes(`${namespace}-prometheus`), 'a ClusterRole still exists')
    await execution.run(commands.filter((command) => command.startsWith('git')))
    await rig.push('Remove production')
    await execution.run(['git revert --no-edit HEAD'])
    await rig.push('Restore production')
  },
}

/** Another one than that of the rig, after it was changed. */
const namespaceOf = (execution: Execution): string =>
  /^namespace: (.*)$/m.exec(execution.read(execution.file('environment.yaml')))![1]!

/** The pull request that removes the folder shows the same commands. */
async function expectPrinted(execution: Execution, commands: readonly string[]): Promise<void> {
  const { clone, environment, context } = execution.rig
  await $({ quiet: true, cwd: clone })`git rm -r --quiet environments/${environment}`
  const { findings } = await execution.diff()
  await $({ quiet: true, cwd: clone })`git checkout --quiet HEAD -- environments`
  const remedy = findings.find(({ code }) => code === 'environment-removed')?.remedy ?? ''
  const missing = commands.filter((command) => !remedy.includes(command.replace('CONTEXT', context)))
  execution.expect(missing.length === 0, `diff of the removed folder lacks ${missing.join('; ')}: ${remedy}`)
}

const lostCluster: Procedure = {
  name: 'lost-cluster',
  async run(execution) {
    const { rig } = execution
    // The cluster is empty after remove-cluster. An environment with one tool, so that the command needs no --tool.
    execution.edit(execution.file('environment.yaml'), /^delivery: .*$/m, `delivery: ${rig.tool}`)
    const commit = await execution.merge('production: one tool')
    await execution.run(execution.commandsOf('The cluster is lost'))
    await execution.settle(commit)
    const stores = await execution.pods('thanos-store-', namespaceOf(execution))
    execution.expect(stores.size > 0, 'the new cluster has no store gateway')
  },
}

const anotherNamespace: Procedure = {
  name: 'another-namespace',
  async run(execution) {
    const { rig } = execution
    const [pause, resume] = pauseAndResume(execution)
    const commands = execution.commandsOf('Another namespace')
    const named = (part: string): readonly string[] => commands.filter((command) => command.includes(part))
    await execution.run([...pause, ...named('thanos-compact')])
    const mark = rig.pods.mark()
    // The names of objects without a namespace begin with that of the stack.
    dropPatches(execution, `${rig.namespace}-`)
    execution.edit(
      execution.file('environment.yaml'),
      /^namespace: .*$/m,
      `namespace: monitoring\nformerNamespaces: [${rig.namespace}]`,
    )
    const commit = await execution.merge('production: another namespace')
    await execution.run(resume)
    await execution.settle(commit)
    const old = await rig.kubectl.list(['statefulsets,deployments', `--namespace=${rig.namespace}`])
    execution.expect(old.length === 0, `${old.length} workloads are still in the old namespace`)
    execution.expect(!hadTwoCompactors(execution, mark), 'two compactors ran at the same time')
    const status = await execution.rig.kubectl.list(['pods', '--namespace=monitoring'])
    execution.expect(status.length > 0, 'the new namespace has no pods')
    const output = await execution.run(named('status'))
    execution.expect(output.includes(rig.namespace), `status does not name the old namespace: ${output}`)
    await execution.run(named('delete namespace'))
    execution.edit(execution.file('environment.yaml'), /^formerNamespaces: .*\n/m, '')
    await execution.settle(await execution.merge('production: the old namespace is empty'))
  },
}

/** The commands of the section that stop the tool, and those that start it again. */
function pauseAndResume(execution: Execution): readonly [readonly string[], readonly string[]] {
  const commands = execution.commandsOf('Stop the tool for an hour')
  const isPause = (command: string): boolean => /skip-reconcile=true|"suspend":true/.test(command)
  return [commands.filter(isPause), commands.filter((command) => !isPause(command))]
}

/** No compactor runs at the mark. */
function hadTwoCompactors({ rig }: Execution, mark: number): boolean {
  const running = new Set<string>()
  for (const { pod, uid, kind } of rig.pods.since(mark)) {
    if (!pod.startsWith('thanos-compact-')) continue
    if (kind === 'deleted') running.delete(uid)
    else running.add(uid)
    if (running.size > 1) return true
  }
  return false
}

/** In this order: the last ones leave another cluster than they find. */
export const pageProcedures: readonly Procedure[] = [
  status,
  revert,
  stopTool,
  restartPods,
  refusedAfterMerge,
  stuckWave,
  tryAgain,
  lostCredentials,
  receiverSecrets,
  anotherTool,
  anotherNamespace,
  removeCluster,
  lostCluster,
]
