// What to do when a sync fails or waits.
import { $, sleep } from 'zx'
import type { DeliveryRig } from '../../delivery-rig.ts'
import { type Execution, isSame } from '../execution.ts'
import type { Procedure } from '../procedure.ts'
import { undoTime } from './tool-control.ts'

export const refusedAfterMerge: Procedure = {
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

export const stuckWave: Procedure = {
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

export const tryAgain: Procedure = {
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
