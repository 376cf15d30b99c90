// A second bucket without keys: the service account has an identity of the cloud (see thanos-bucket-replicate.ts). There are no
// objects of its own.
import { defineComponent } from '@thanos-gitops/manifest'

export default defineComponent('backup-workload-identity', [])
