// A cluster that is removed, and one that is lost.
import { $, sleep } from 'zx'
import type { Execution } from '../execution.ts'
import type { Procedure } from '../procedure.ts'
import { undoTime } from './tool-control.ts'

export const removeCluster: Procedure = {
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

export const lostCluster: Procedure = {
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
