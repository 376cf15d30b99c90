// Takes away what local-up made: the kind cluster with all its data.
import { $ } from 'zx'
import { clusterName } from './local-up.ts'
import { failure, main, requireTool, type Script } from './script.ts'

export const localDown: Script = {
  usage: 'local:down',
  help: `Deletes the kind cluster ${clusterName} with all its data. No other cluster is touched.`,
  options: {},
  names: 0,
  async run({ dryRun }) {
    await requireTool('kind', 'Install it: https://kind.sigs.k8s.io')
    const { stdout } = await $({ quiet: true })`kind get clusters`
    if (!stdout.split('\n').includes(clusterName)) {
      console.log(`There is no kind cluster ${clusterName}.`)
      return 0
    }
    if (dryRun) {
      console.log(`would delete the kind cluster ${clusterName}`)
      return 0
    }
    const { exitCode, stderr } = await $({ nothrow: true, quiet: true })`kind delete cluster --name ${clusterName}`
    if (exitCode !== 0)
      throw failure('kind-failed', `kind could not delete ${clusterName}.`, 'Look whether Docker runs.', stderr.trim())
    console.log(`The kind cluster ${clusterName} is deleted.`)
    return 0
  },
}

if (import.meta.main) await main(localDown)
