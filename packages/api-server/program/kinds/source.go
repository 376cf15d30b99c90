package kinds

import (
	"regexp"
	"slices"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"thanos-gitops/api-server/server"
)

// Source finds the built-in kinds that a version of kube-apiserver serves by default.
type Source struct {
	minor int
	found map[schema.GroupVersionKind]*server.Kind
}

// NewSource returns the kinds of Kubernetes 1.minor.
func NewSource(minor int) *Source {
	return &Source{minor: minor, found: map[schema.GroupVersionKind]*server.Kind{}}
}

// Kind implements server.KindSource.
func (s *Source) Kind(gvk schema.GroupVersionKind) (*server.Kind, error) {
	if kind, ok := s.found[gvk]; ok {
		return kind, nil
	}
	index := slices.IndexFunc(table[gvk.Group], func(row row) bool { return row.kind == gvk.Kind })
	if index < 0 {
		return nil, nil
	}
	from := familyOf(gvk.Group)
	if served, err := s.serves(from.scheme, gvk); !served || err != nil {
		return nil, err
	}
	kind := from.newKind(gvk, table[gvk.Group][index])
	s.found[gvk] = kind
	return kind, nil
}

// Alpha and beta versions are served only if a cluster enables them.
var stable = regexp.MustCompile(`^v[0-9]+$`)

// serves reports whether the version of Kubernetes serves a kind, by the lifecycle that its type declares.
func (s *Source) serves(scheme *runtime.Scheme, gvk schema.GroupVersionKind) (bool, error) {
	if !stable.MatchString(gvk.Version) || !scheme.Recognizes(gvk) {
		return false, nil
	}
	object, err := scheme.New(gvk)
	if err != nil {
		return false, err
	}
	if kind, ok := object.(interface{ APILifecycleIntroduced() (major, minor int) }); ok {
		if _, introduced := kind.APILifecycleIntroduced(); introduced > s.minor {
			return false, nil
		}
	}
	if kind, ok := object.(interface{ APILifecycleRemoved() (major, minor int) }); ok {
		if _, removed := kind.APILifecycleRemoved(); removed <= s.minor {
			return false, nil
		}
	}
	return true, nil
}
