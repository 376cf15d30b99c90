import { defineComponent } from '@thanos-gitops/manifest'

/** The Secret exists in the cluster: no object makes it. */
export default defineComponent('existing-secret', [])
