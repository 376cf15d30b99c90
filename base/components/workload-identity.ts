// A bucket without keys: an annotation of the service accounts names a role (see thanos-objstore.ts). There are no
// objects of its own.
import { defineComponent } from '@thanos-gitops/manifest'

export default defineComponent('workload-identity', [])
