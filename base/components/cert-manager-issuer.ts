// The certificates of the components come from an Issuer or ClusterIssuer that exists.
import { defineComponent } from '@thanos-gitops/manifest'

export default defineComponent('cert-manager-issuer', [])
