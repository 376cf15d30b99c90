// The certificates of the components come from an Issuer or ClusterIssuer that exists.
import { defineComponent, setting } from '@thanos-gitops/manifest'
import { webConfiguration } from '../tls.ts'

export default defineComponent('cert-manager-issuer', [webConfiguration(setting('namespace'))])
