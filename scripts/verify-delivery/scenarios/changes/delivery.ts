import type { ToolState } from '../../delivery-rig.ts'
import { handOver } from '../../tool-rig.ts'
import { editDelivery, removePath, setSetting } from '../edits.ts'
import type { Scenario } from '../scenario.ts'
import { isComplete, settled } from '../target.ts'

const credentials = { username: 'reader', password: 'secret' }

/** What syncs, and from where. */
export const delivery: readonly Scenario[] = [
  {
    name: 'repository-moved',
    change: 'repository moved (`repository` and `formerRepositories` in `delivery.yaml`)',
    edit: editDelivery((settings, { host }) => {
      settings.set('repository', host.addressOf('moved'))
      settings.set('formerRepositories', [host.url])
    }),
    // The revert does not list the other address. Argo CD then needs bootstrap if it updates the project before the Applications.
    restore: async (rig) => {
      if (rig.tool === 'argo-cd') await handOver(rig)
    },
  },
  {
    name: 'repository-credentials',
    change: 'credentials of the repository (`flux.secret` in `delivery.yaml`)',
    provide: async ({ client, tool, host }) => {
      const [namespace, labels, stringData] =
        tool === 'flux'
          ? ['flux-system', {}, credentials]
          : [
              'argocd',
              { 'argocd.argoproj.io/secret-type': 'repository' },
              { ...credentials, type: 'git', url: host.url },
            ]
      const secret = { metadata: { name: 'thanos-gitops', labels }, stringData }
      await client.send('POST', `/api/v1/namespaces/${namespace}/secrets`, secret)
    },
    edit: editDelivery((settings) => settings.setIn(['flux', 'secret'], 'thanos-gitops')),
    proof: async (rig) => {
      await rig.host.requireCredentials(credentials)
      try {
        let state: ToolState | undefined
        // A tool that has failed to read the repository reads it again at the next commit, or some minutes later.
        for (let attempt = 1; attempt <= 3; attempt++) {
          const commit = await rig.push('Read the repository with credentials')
          state = await settled(rig, commit)
          if (isComplete(state, commit)) return
        }
        throw new Error(`The credentials are not used: ${JSON.stringify(state)}`)
      } finally {
        await rig.host.requireCredentials(undefined)
      }
    },
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
