// The runbooks about strategies have no commands: two merges, one after the other.
import type { Execution } from './execution.ts'
import type { Procedure } from './procedure.ts'
import { allowAllPatches } from './refused-batch.ts'

const query = 'thanos-query-frontend'
const alertmanager = 'alertmanager'

export const setStrategies: Procedure = {
  name: 'set-strategies',
  runbooks: () => ['set-strategy', 'set-update-strategy'],
  async run(execution) {
    allowAllPatches(execution)
    setBoth(execution, { type: 'Recreate' }, { type: 'OnDelete' })
    await execution.render()
    const { objects } = await execution.diff()
    for (const [name, id] of [
      [query, 'set-strategy'],
      [alertmanager, 'set-update-strategy'],
    ]) {
      const remedy = objects.find((one) => one.name === name && one.remedy !== undefined)?.remedy
      execution.expect(remedy?.id === id, `diff prints ${remedy?.id ?? 'no procedure'} for ${name}, and not ${id}`)
    }
    setBoth(
      execution,
      { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      { type: 'RollingUpdate', rollingUpdate: { partition: 1 } },
    )
    await execution.settle(await execution.merge('production: name the strategies'))
    setBoth(execution, { type: 'Recreate' }, { type: 'OnDelete' })
    await execution.settle(await execution.merge('production: other strategies'))
    execution.expect(
      (await strategyOf(execution, 'deployment', query, 'strategy')) === 'Recreate',
      'it is not Recreate',
    )
    execution.expect(
      (await strategyOf(execution, 'statefulset', alertmanager, 'updateStrategy')) === 'OnDelete',
      'it is not OnDelete',
    )
    for (const id of ['set-strategy', 'set-update-strategy']) execution.carriedOut.add(id)
    // Other procedures replace pods of both.
    execution.remove(execution.file('patches/strategies.yaml'))
    await execution.settle(await execution.merge('production: the strategies of the base'))
  },
}

function setBoth(execution: Execution, strategy: object, updateStrategy: object): void {
  const patch = (kind: string, name: string, field: string, value: object) => ({
    target: { kind, name },
    patch: [{ op: 'add', path: `/spec/${field}`, value }],
  })
  execution.write(
    execution.file('patches/strategies.yaml'),
    JSON.stringify([
      patch('Deployment', query, 'strategy', strategy),
      patch('StatefulSet', alertmanager, 'updateStrategy', updateStrategy),
    ]),
  )
}

const strategyOf = ({ rig }: Execution, kind: string, name: string, field: string): Promise<string> =>
  rig.kubectl.text(['get', kind, name, `--namespace=${rig.namespace}`, '-o', `jsonpath={.spec.${field}.type}`])
