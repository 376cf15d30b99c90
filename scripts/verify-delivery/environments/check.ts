import { $ } from 'zx'
import { loadStack } from '../../environment.ts'
import type { DeliveryRig } from '../delivery-rig.ts'
import type { PartResult } from '../part.ts'
import { changedByReconciliation } from './reconciliation.ts'
import { orderProblems } from './waves.ts'

/** Checks an environment that has just become healthy for the first time. */
export async function checkEnvironment(rig: DeliveryRig): Promise<readonly PartResult[]> {
  const { tool, environment, clone } = rig
  const { manifests } = await loadStack(clone, environment)
  const objects = manifests.map(({ object }) => object)
  return [
    {
      title: `${environment}: each wave is created when the one before is ready`,
      problems: await orderProblems(tool, rig.client.send, objects, rig.pods.since(0)),
    },
    {
      title: `${environment}: a second reconciliation changes none of ${objects.length} objects`,
      problems: await changedByReconciliation(rig, objects),
    },
    { title: `${environment}: status finds no difference`, problems: await statusProblems(rig) },
  ]
}

async function statusProblems({ clone, environment, context }: DeliveryRig): Promise<readonly string[]> {
  const { exitCode, stdout, stderr } = await $({
    nothrow: true,
    quiet: true,
    cwd: clone,
  })`npm run --silent status -- ${environment} --context ${context}`
  return exitCode === 0 ? [] : [`exit code ${exitCode}\n${stdout}\n${stderr}`]
}
