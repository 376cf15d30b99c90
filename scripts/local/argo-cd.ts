import type { PinnedFile } from './download.ts'

/**
 * Renovate changes the version only. Then change the version in scripts/generate-schemas/sources.ts as well, and take the SHA-256
 * from the failure of argo-cd.tools.test.ts, which reads the file in the Go module with the checksum in sources.ts.
 */
// renovate: datasource=github-releases depName=argoproj/argo-cd
export const argoCDVersion = 'v3.5.7'

export const argoCDManifest: PinnedFile = {
  url: `https://raw.githubusercontent.com/argoproj/argo-cd/${argoCDVersion}/manifests/install.yaml`,
  sha256: '09bfbb9041b4a8503c6e4fa22cf41c403fa62be17526de353648a4551f5beb77',
  pinnedIn: 'scripts/local/argo-cd.ts',
}
