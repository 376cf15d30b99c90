// Removes what local-up creates: the kind cluster with all its data.
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { $ } from 'zx'
import { failure } from './failure.ts'
import { clusterName } from './local-up.ts'
import { requirePinnedProgram } from './pinned-programs.ts'

export const localDown = defineCommand(
  {
    name: 'local:down',
    summary: 'delete the kind cluster of local:up',
    description: `Deletes the kind cluster ${clusterName} with all its data. It changes no other cluster.`,
    forms: [[]],
    options: { 'dry-run': dryRunOption },
  },
  async ({ options }) => {
    await requirePinnedProgram('kind')
    const { stdout } = await $({ quiet: true })`kind get clusters`
    if (!stdout.split('\n').includes(clusterName)) console.log(`There is no kind cluster ${clusterName}.`)
    else if (options['dry-run']) console.log(`would delete the kind cluster ${clusterName}`)
    else await deleteCluster()
    return 0
  },
)

async function deleteCluster(): Promise<void> {
  const { exitCode, stderr } = await $({ nothrow: true, quiet: true })`kind delete cluster --name ${clusterName}`
  if (exitCode !== 0)
    throw failure('kind-failed', `kind cannot delete ${clusterName}.`, 'Check whether Docker runs.', stderr.trim())
  console.log(`The kind cluster ${clusterName} is deleted.`)
}

if (import.meta.main) await runScript(localDown)
