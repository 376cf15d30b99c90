package verdict

import (
	"fmt"
	"runtime/debug"

	"k8s.io/apimachinery/pkg/util/version"
	binary "k8s.io/component-base/version"

	"thanos-gitops/api-server/protocol"
)

// oldest is the oldest minor version of Kubernetes 1.x that the tests cover.
const oldest = 35

// versions are the versions of Kubernetes that the program answers for: that of its sources, and older ones through the
// defaults of their feature gates.
var versions = linkedVersions()

func linkedVersions() protocol.Version {
	newest := version.MustParseGeneric(binary.DefaultKubeBinaryVersion)
	result := protocol.Version{Sources: sources(newest)}
	for minor := uint(oldest); minor <= newest.Minor(); minor++ {
		result.Kubernetes = append(result.Kubernetes, fmt.Sprintf("1.%d", minor))
	}
	return result
}

// sources returns the version of the module k8s.io/kubernetes, which the linker records; tests have its minor version only.
func sources(newest *version.Version) string {
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, module := range build.Deps {
			if module.Path == "k8s.io/kubernetes" {
				return module.Version
			}
		}
	}
	return "v" + newest.String()
}
