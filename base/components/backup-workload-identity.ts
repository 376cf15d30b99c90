// A second bucket without keys: an annotation of the service account names a role (see thanos-bucket-replicate.ts). There are
// no objects of its own.
import { defineComponent } from '@thanos-gitops/manifest'

export default defineComponent('backup-workload-identity', [])
