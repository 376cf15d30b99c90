package server

import (
	"context"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/admission"
)

// Set holds the objects that can influence the verdict on others, and what is derived from them.
type Set struct {
	// Version is the version of Kubernetes, such as 1.36.
	Version string
	Objects []*unstructured.Unstructured
	// Sources are asked for a kind in order.
	Sources []KindSource
	// Admission runs in order: all mutating plugins before the strategy, all validating plugins after it.
	Admission []admission.Interface
}

// Extension adds what an object of a set brings: kinds of its CustomResourceDefinitions, admission by its policies. It
// is called once for each set; it must do costly work (compiling schemas and expressions) at the first use. Objects
// that are not valid are skipped: a request about the object itself reports why.
type Extension func(set *Set) error

// Of returns the objects of a kind in any version, in order.
func (s *Set) Of(group, kind string) []*unstructured.Unstructured {
	var found []*unstructured.Unstructured
	for _, object := range s.Objects {
		gvk := object.GroupVersionKind()
		if gvk.Group == group && gvk.Kind == kind {
			found = append(found, object)
		}
	}
	return found
}

// Kind returns the kind, or nil if the server of this set does not serve it.
func (s *Set) Kind(gvk schema.GroupVersionKind) (*Kind, error) {
	for _, source := range s.Sources {
		kind, err := source.Kind(gvk)
		if kind != nil || err != nil {
			return kind, err
		}
	}
	return nil, nil
}

// Typed decodes an object of the set to the version of its strategy (internal for built-in kinds), with defaults.
func (s *Set) Typed(object *unstructured.Unstructured) (runtime.Object, error) {
	kind, err := s.Kind(object.GroupVersionKind())
	if err != nil {
		return nil, err
	}
	if kind == nil {
		return nil, NoMatch(object.GroupVersionKind())
	}
	body, err := object.MarshalJSON()
	if err != nil {
		return nil, err
	}
	typed, _, err := kind.Decode(body)
	return typed, err
}

type setKey struct{}

func withSet(ctx context.Context, set *Set) context.Context {
	return context.WithValue(ctx, setKey{}, set)
}

// SetFrom returns the set of the request, for what kube-apiserver reads from its storage.
func SetFrom(ctx context.Context) *Set {
	set, _ := ctx.Value(setKey{}).(*Set)
	return set
}
