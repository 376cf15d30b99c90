import type { PinnedModule } from '@thanos-gitops/programs/go-module'

// renovate: datasource=github-releases depName=yannh/kubeconform
export const kubeconformVersion = 'v0.8.0'

/** The sources. `go mod download -json` prints the checksum, and Go's checksum database has the same one. */
export const kubeconformModule: PinnedModule = {
  module: 'github.com/yannh/kubeconform',
  version: kubeconformVersion,
  sum: 'h1:loDYd3a3spjIFrauqW67CDKF55Oo9R6uvC8AvpVd4ug=',
}

/** SHA-256 of the archives of the release. When you change the version, take them from its file CHECKSUMS. */
export const kubeconformArchives: Readonly<Record<string, string>> = {
  'kubeconform-darwin-amd64.tar.gz': '71dbc87ac9f24099a62b93570e65aa06312ba6ac8aea63b7f86e9d999edf5a92',
  'kubeconform-darwin-arm64.tar.gz': 'f84f4dfbebf4a6b0b230385fa065a39ea35e02608c2b50d025dcf64775a69d67',
  'kubeconform-linux-amd64.tar.gz': '9bc2bffbf71f261128533edaf912153948b7ff238f9a531ae6d34466ec287883',
  'kubeconform-linux-arm64.tar.gz': '1f53fc8e81258197a35e8603054162a5af1de8c5af13746c71ab680d9534ed87',
}
