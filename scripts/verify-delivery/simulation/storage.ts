// Simulates a CSI driver: creates a volume for each claim whose StorageClass exists, enlarges it, and removes what is released.
import { stringAt, valueAt } from '@thanos-gitops/manifest'
import type { ApiClient } from '../api-client.ts'
import { type Repetition, repeat } from './repeat.ts'
import { type WatchedObject, WatchedObjects } from './watched-objects.ts'

const mergePatch = 'application/merge-patch+json'
const capacity = ['status', 'capacity', 'storage']

export function simulateStorage({ send, stream, close }: ApiClient): { stop(): Promise<void> } {
  const changed = () => work.request()
  const watched = (path: string) => new WatchedObjects({ send, stream, close }, path, changed)
  const claims = watched('/api/v1/persistentvolumeclaims')
  const classes = watched('/apis/storage.k8s.io/v1/storageclasses')
  const volumes = watched('/api/v1/persistentvolumes')

  const createVolume = async (claim: WatchedObject, className: string): Promise<void> => {
    const { name, namespace, uid } = claim.metadata
    const volume = `pvc-${uid}`
    const found = classes.get('', className)
    if (found === undefined || volumes.get('', volume) !== undefined) return
    await send('POST', '/api/v1/persistentvolumes', {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: volume },
      spec: {
        capacity: { storage: requestOf(claim) },
        accessModes: valueAt(claim, ['spec', 'accessModes']),
        storageClassName: className,
        persistentVolumeReclaimPolicy: valueAt(found, ['reclaimPolicy']),
        csi: { driver: valueAt(found, ['provisioner']), volumeHandle: volume },
        claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid },
      },
    })
  }

  const enlargeVolume = async (claim: WatchedObject): Promise<void> => {
    const { name, namespace } = claim.metadata
    const storage = requestOf(claim)
    const volume = `/api/v1/persistentvolumes/${stringAt(claim, 'spec', 'volumeName')}`
    await send('PATCH', volume, { spec: { capacity: { storage } } }, mergePatch)
    const path = `/api/v1/namespaces/${namespace}/persistentvolumeclaims/${name}/status`
    await send('PATCH', path, { status: { capacity: { storage }, conditions: null } }, mergePatch)
  }

  const work: Repetition = repeat('simulated storage', async () => {
    for (const claim of claims.values()) {
      const phase = stringAt(claim, 'status', 'phase')
      const className = stringAt(claim, 'spec', 'storageClassName')
      if (phase === 'Pending' && className !== undefined) await createVolume(claim, className)
      if (phase === 'Bound' && stringAt(claim, ...capacity) !== requestOf(claim)) await enlargeVolume(claim)
    }
    for (const volume of volumes.values())
      if (
        stringAt(volume, 'status', 'phase') === 'Released' &&
        stringAt(volume, 'spec', 'persistentVolumeReclaimPolicy') === 'Delete' &&
        volume.metadata.deletionTimestamp === undefined
      )
        await send('DELETE', `/api/v1/persistentvolumes/${volume.metadata.name}`)
  })
  const all = [claims.start(), classes.start(), volumes.start()]
  return {
    async stop() {
      await work.stop()
      await Promise.all(all.map((objects) => objects.stop()))
    },
  }
}

const requestOf = (claim: WatchedObject): string | undefined =>
  stringAt(claim, 'spec', 'resources', 'requests', 'storage')
