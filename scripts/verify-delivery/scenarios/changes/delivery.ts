import { editDelivery, removePath, setSetting } from '../edits.ts'
import type { Scenario } from '../scenario.ts'

/** What syncs, and from where. */
export const delivery: readonly Scenario[] = [
  {
    name: 'repository-moved',
    change: 'repository moved (`repository` in `delivery.yaml`)',
    edit: editDelivery((settings, { host }) => settings.set('repository', host.addressOf('moved'))),
  },
  {
    name: 'tool-switched',
    change: 'delivery tool switched (`delivery` in `environment.yaml` names the other tool)',
    edit: (context) => setSetting('delivery', context.tool === 'flux' ? 'argo-cd' : 'flux')(context),
  },
  {
    name: 'environment-removed',
    change: 'environment removed (its folder)',
    edit: removePath('.'),
  },
]
