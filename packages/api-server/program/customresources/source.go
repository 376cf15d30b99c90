package customresources

import (
	"encoding/json"
	"sync"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"thanos-gitops/api-server/server"
)

// source finds the kinds of the custom resources of a set. It reads and compiles a definition at the first use of its kind.
type source struct {
	byKind map[schema.GroupKind]func() *served
}

// newSource indexes definitions by group and kind. Of two definitions of one kind, the last one is used.
func newSource(crds []*unstructured.Unstructured) *source {
	index := &source{byKind: map[schema.GroupKind]func() *served{}}
	for _, crd := range crds {
		group, _, _ := unstructured.NestedString(crd.Object, "spec", "group")
		kind, _, _ := unstructured.NestedString(crd.Object, "spec", "names", "kind")
		if group == "" || kind == "" || crd.GetAPIVersion() != definitionGVK.GroupVersion().String() {
			continue
		}
		index.byKind[schema.GroupKind{Group: group, Kind: kind}] = sync.OnceValue(func() *served { return serve(crd) })
	}
	return index
}

// Kind implements server.KindSource.
func (s *source) Kind(gvk schema.GroupVersionKind) (*server.Kind, error) {
	find, ok := s.byKind[gvk.GroupKind()]
	if !ok {
		return nil, nil
	}
	definition := find()
	if definition == nil {
		return nil, nil
	}
	return definition.kind(gvk.Version)
}

// serve reads a definition. It returns nil if the API server does not accept it as a CustomResourceDefinition.
func serve(object *unstructured.Unstructured) *served {
	body, err := json.Marshal(object.Object)
	if err != nil {
		return nil
	}
	crd := &apiextensionsv1.CustomResourceDefinition{}
	if err := json.Unmarshal(body, crd); err != nil {
		return nil
	}
	scheme().Default(crd)
	result, err := newServed(crd)
	if err != nil {
		return nil
	}
	return result
}
