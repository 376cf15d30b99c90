package kinds

import (
	"encoding/json"
	"slices"
	"sync"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	serializer "k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/registry/rest"
	applyconfigurations "k8s.io/client-go/applyconfigurations"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"

	"thanos-gitops/api-server/server"
)

// Source finds the built-in kinds that a version of kube-apiserver serves by default.
type Source struct {
	minor int
	mutex sync.Mutex
	found map[schema.GroupVersionKind]*server.Kind
}

// NewSource returns the kinds of Kubernetes 1.minor.
func NewSource(minor int) *Source {
	return &Source{minor: minor, found: map[schema.GroupVersionKind]*server.Kind{}}
}

// Kind implements server.KindSource.
func (s *Source) Kind(gvk schema.GroupVersionKind) (*server.Kind, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if kind, ok := s.found[gvk]; ok {
		return kind, nil
	}
	index := slices.IndexFunc(table[gvk.Group], func(row row) bool { return row.kind == gvk.Kind })
	if index < 0 || !slices.Contains(stableVersions(gvk.Group), gvk.Version) || table[gvk.Group][index].since > s.minor {
		return nil, nil
	}
	kind := newKind(gvk, table[gvk.Group][index])
	s.found[gvk] = kind
	return kind, nil
}

var strict = serializer.NewSerializerWithOptions(serializer.DefaultMetaFactory, legacyscheme.Scheme, legacyscheme.Scheme,
	serializer.SerializerOptions{Strict: true})

func newKind(gvk schema.GroupVersionKind, row row) *server.Kind {
	hub := schema.GroupVersion{Group: gvk.Group, Version: runtime.APIVersionInternal}
	decoder := legacyscheme.Codecs.DecoderToVersion(strict, hub)
	encoder := legacyscheme.Codecs.EncoderForVersion(strict, gvk.GroupVersion())
	create := func(kind schema.GroupVersionKind) func() runtime.Object {
		return func() runtime.Object {
			object, err := legacyscheme.Scheme.New(kind)
			if err != nil {
				panic(err)
			}
			return object
		}
	}
	empty := create(hub.WithKind(gvk.Kind))
	kind := &server.Kind{
		GVK:        gvk,
		Resource:   gvk.GroupVersion().WithResource(row.resource),
		Namespaced: row.strategy.NamespaceScoped(),
		Strategy:   row.strategy,
		Interfaces: admission.NewObjectInterfacesFromScheme(legacyscheme.Scheme),
		New:        empty,
		Decode: func(body []byte) (runtime.Object, *schema.GroupVersionKind, error) {
			return decoder.Decode(body, &gvk, empty())
		},
		Encode: func(object runtime.Object) (json.RawMessage, error) {
			return runtime.Encode(encoder, object)
		},
		FieldManager: sync.OnceValues(func() (*managedfields.FieldManager, error) {
			return newFieldManager(gvk, hub, row.strategy)
		}),
		PatchSchema: create(gvk),
	}
	if gvk.Kind == "Service" {
		kind.BeginCreate, kind.BeginUpdate = beginCreateService, beginUpdateService
	}
	return kind
}

// The schemas of client-go's apply configurations are those of the server's OpenAPI, and are much smaller.
var typeConverter = sync.OnceValue(func() managedfields.TypeConverter {
	return applyconfigurations.NewTypeConverter(legacyscheme.Scheme)
})

func newFieldManager(gvk schema.GroupVersionKind, hub schema.GroupVersion, strategy server.Strategy) (*managedfields.FieldManager, error) {
	var reset map[fieldpath.APIVersion]fieldpath.Filter
	if resetting, ok := strategy.(rest.ResetFieldsStrategy); ok {
		reset = fieldpath.NewExcludeFilterSetMap(resetting.GetResetFields())
	}
	return managedfields.NewDefaultFieldManager(typeConverter(), legacyscheme.Scheme, legacyscheme.Scheme, legacyscheme.Scheme,
		gvk, hub, "", reset)
}
