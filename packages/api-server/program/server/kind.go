// Package server writes objects as kube-apiserver does, without storage.
package server

import (
	"context"
	"encoding/json"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/registry/rest"
)

// Strategy is what the registry of a kind does before it stores an object.
type Strategy interface {
	rest.RESTCreateStrategy
	rest.RESTUpdateStrategy
}

// Kind is one served kind in one API version. Built-in kinds and custom resources are values of this type.
type Kind struct {
	GVK        schema.GroupVersionKind
	Resource   schema.GroupVersionResource
	Namespaced bool
	Strategy   Strategy

	// Interfaces are the scheme's parts that admission and the field manager use.
	Interfaces admission.ObjectInterfaces

	// New returns an empty object of the version that the strategy works on (internal for built-in kinds).
	New func() runtime.Object
	// Decode reads a request body strictly, sets the defaults and converts to the strategy's version. The error is a
	// decoding error, which the caller turns into the server's answer; a strict decoding error returns the object too.
	Decode func(body []byte) (runtime.Object, *schema.GroupVersionKind, error)
	// Encode writes an object of the strategy's version in the version of GVK.
	Encode func(obj runtime.Object) (json.RawMessage, error)
	// FieldManager merges for server-side apply. It is created at the first use.
	FieldManager func() (*managedfields.FieldManager, error)
	// PatchSchema is an object of GVK with the patch strategies of its fields; nil for custom resources, which take a
	// JSON merge patch.
	PatchSchema func() runtime.Object

	// FromOther converts an object that is stored in another version of the kind; nil for built-in kinds, whose strategies
	// work on one version.
	FromOther func(obj runtime.Object) (runtime.Object, error)

	// BeginCreate and BeginUpdate, if set, run before the strategy and allocate what the storage of the kind allocates.
	BeginCreate func(ctx context.Context, obj runtime.Object) error
	BeginUpdate func(ctx context.Context, obj, old runtime.Object) error
}

// KindSource finds the kind of an object. It returns nil if it does not serve the kind.
type KindSource interface {
	Kind(gvk schema.GroupVersionKind) (*Kind, error)
}
