import type { Execution } from '../execution.ts'
import type { Procedure } from '../procedure.ts'
import { dropPatches } from '../refused-batch.ts'
import { pauseAndResume } from './tool-control.ts'

export const anotherNamespace: Procedure = {
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
