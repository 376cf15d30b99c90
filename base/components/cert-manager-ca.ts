// A certificate authority of the stack. cert-manager creates it, and signs the certificates of the components with it.
import { defineComponent, ownIssuer, setting } from '@thanos-gitops/manifest'
import { labelsOf } from '../labels.ts'
import { neverPruned } from '../never-pruned.ts'
import { webConfiguration } from '../tls.ts'

const namespace = setting('namespace')
const labels = labelsOf('cert-manager-ca', 'certificate-authority')
const selfSigned = 'thanos-self-signed'

/** Signs the authority itself. */
export const selfSignedIssuer = {
  apiVersion: 'cert-manager.io/v1',
  kind: 'Issuer',
  metadata: { name: selfSigned, namespace, labels },
  spec: { selfSigned: {} },
}

export const authority = {
  apiVersion: 'cert-manager.io/v1',
  kind: 'Certificate',
  // A new authority would need a restart of all components at once.
  metadata: { name: ownIssuer, namespace, annotations: neverPruned, labels },
  spec: {
    secretName: ownIssuer,
    commonName: ownIssuer,
    isCA: true,
    // Pods read it at their start.
    duration: '87600h0m0s',
    privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Never' },
    issuerRef: { group: 'cert-manager.io', kind: 'Issuer', name: selfSigned },
  },
}

export const issuer = {
  apiVersion: 'cert-manager.io/v1',
  kind: 'Issuer',
  metadata: { name: ownIssuer, namespace, labels },
  spec: { ca: { secretName: authority.spec.secretName } },
}

export default defineComponent('cert-manager-ca', [selfSignedIssuer, authority, issuer, webConfiguration(namespace)])
