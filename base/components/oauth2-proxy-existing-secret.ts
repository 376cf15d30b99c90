// The credentials of the sign-in in a Secret that a person or another tool creates.
import { defineComponent } from '@thanos-gitops/manifest'

export default defineComponent('oauth2-proxy-existing-secret', [])
