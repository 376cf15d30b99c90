import { configuration } from './changes/configuration.ts'
import { delivery } from './changes/delivery.ts'
import { environmentAdded } from './changes/fleet.ts'
import { refused } from './changes/refused.ts'
import { size } from './changes/size.ts'
import { structure } from './changes/structure.ts'
import { workloads } from './changes/workloads.ts'
import type { Scenario } from './scenario.ts'

/** All scenarios, in the order of the table. */
export const scenarios: readonly Scenario[] = [
  ...size,
  ...workloads,
  ...configuration,
  ...structure,
  ...refused,
  ...delivery,
  environmentAdded,
]
