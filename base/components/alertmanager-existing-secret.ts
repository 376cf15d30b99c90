// The credentials of receivers in Secrets that a person or another tool creates.
import { defineComponent } from '@thanos-gitops/manifest'

export default defineComponent('alertmanager-existing-secret', [])
