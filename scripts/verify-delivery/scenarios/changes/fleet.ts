import { script, succeed } from '../../../tests/run.ts'
import type { Scenario } from '../scenario.ts'

export const environmentAdded: Scenario = {
  name: 'environment-added',
  change: 'environment added to a fleet (`npm run new:environment -- staging --from production`)',
  isOfFleet: true,
  edit: ({ clone }) => {
    succeed(script(clone, 'new-environment', 'staging', '--from', 'production'))
  },
}
