// A bucket that is opened without keys: the pods' service accounts carry a role (see thanos-objstore.ts), and nothing else is made.
import { defineComponent } from '@thanos-gitops/manifest'

export default defineComponent('workload-identity', [])
