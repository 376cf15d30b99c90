import { $ } from 'zx'
import type { DeliveryRig } from '../../delivery-rig.ts'
import { type Execution, isSame } from '../execution.ts'
import type { Procedure } from '../procedure.ts'

export const anotherTool: Procedure = {
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
