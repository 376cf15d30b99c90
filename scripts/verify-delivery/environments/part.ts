// From an empty cluster to a synced and healthy environment: order, a second reconciliation, lasting differences.
import type { PartContext, RunPart } from '../part.ts'
import { startRig } from '../rig.ts'
import { environmentNames } from '../working-clone.ts'
import { checkEnvironment } from './check.ts'
import { checkFleet } from './fleet.ts'

export const runEnvironments: RunPart = async (context) => {
  for (const environment of environmentNames)
    if (isChosen(context, environment)) await runEnvironment(context, environment)
  if (isChosen(context, 'fleet')) await checkFleet(context)
}

const isChosen = ({ match }: PartContext, name: string): boolean => match === undefined || name.includes(match)

async function runEnvironment(context: PartContext, environment: string): Promise<void> {
  // The other parts use the cluster of production as well.
  const isShared = environment === 'production'
  const start = Date.now()
  const rig = await (isShared ? context.rig() : startRig(context.tool, { environment }))
  const seconds = Math.round((Date.now() - start) / 1000)
  try {
    context.report({
      title: `${environment} is synced and healthy ${seconds} s after the start of its cluster`,
      problems: [],
    })
    for (const result of await checkEnvironment(rig)) context.report(result)
  } finally {
    if (!isShared) await rig.stop()
  }
}
