// A bucket without keys: the service accounts of the pods have an identity of the cloud (see thanos-objstore.ts). There are no
// objects of its own.
import { defineComponent } from '@thanos-gitops/manifest'

export default defineComponent('workload-identity', [])
