package kinds

import (
	"encoding/json"
	"sync"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	jsonserializer "k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/client-go/applyconfigurations"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
	aggregatorscheme "k8s.io/kube-aggregator/pkg/apiserver/scheme"
	"k8s.io/kube-aggregator/pkg/generated/openapi"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"

	"thanos-gitops/api-server/schemas"
	"thanos-gitops/api-server/server"
)

// family is a scheme, and the schemas that server-side apply merges by. The schemas are those of generated apply
// configurations, which are equal to the server's OpenAPI and much smaller, or that OpenAPI.
type family struct {
	scheme  *runtime.Scheme
	codecs  serializer.CodecFactory
	schemas func() (managedfields.TypeConverter, error)
}

var (
	builtIn = family{legacyscheme.Scheme, legacyscheme.Codecs, sync.OnceValues(func() (managedfields.TypeConverter, error) {
		return applyconfigurations.NewTypeConverter(legacyscheme.Scheme), nil
	})}
	// Kubernetes 1.35 has no apply configurations of APIServices.
	aggregator = family{aggregatorscheme.Scheme, aggregatorscheme.Codecs, sync.OnceValues(func() (managedfields.TypeConverter, error) {
		return schemas.TypeConverter(openapi.GetOpenAPIDefinitions, apiregistration.APIService{}.OpenAPIModelName(),
			apiregistration.SchemeGroupVersion.WithKind("APIService"))
	})}
)

func familyOf(group string) family {
	if group == "apiregistration.k8s.io" {
		return aggregator
	}
	return builtIn
}

func (f family) newKind(gvk schema.GroupVersionKind, row row) *server.Kind {
	hub := schema.GroupVersion{Group: gvk.Group, Version: runtime.APIVersionInternal}
	strict := jsonserializer.NewSerializerWithOptions(jsonserializer.DefaultMetaFactory, f.scheme, f.scheme,
		jsonserializer.SerializerOptions{Strict: true})
	decoder := f.codecs.DecoderToVersion(strict, hub)
	encoder := f.codecs.EncoderForVersion(strict, gvk.GroupVersion())
	empty := f.creator(hub.WithKind(gvk.Kind))
	kind := &server.Kind{
		GVK:        gvk,
		Resource:   gvk.GroupVersion().WithResource(row.resource),
		Namespaced: row.strategy.NamespaceScoped(),
		Strategy:   row.strategy,
		Interfaces: admission.NewObjectInterfacesFromScheme(f.scheme),
		New:        empty,
		Decode: func(body []byte) (runtime.Object, *schema.GroupVersionKind, error) {
			return decoder.Decode(body, &gvk, empty())
		},
		Encode: func(object runtime.Object) (json.RawMessage, error) {
			return runtime.Encode(encoder, object)
		},
		FieldManager: sync.OnceValues(func() (*managedfields.FieldManager, error) {
			return f.fieldManager(gvk, hub, row.strategy)
		}),
		PatchSchema: f.creator(gvk),
	}
	if gvk.Group == "" && gvk.Kind == "Service" {
		kind.BeginCreate, kind.BeginUpdate = beginCreateService, beginUpdateService
	}
	return kind
}

// creator returns a function that creates empty objects. The kind is registered: Source.Kind has checked it.
func (f family) creator(gvk schema.GroupVersionKind) func() runtime.Object {
	return func() runtime.Object {
		object, err := f.scheme.New(gvk)
		if err != nil {
			panic(err)
		}
		return object
	}
}

func (f family) fieldManager(gvk schema.GroupVersionKind, hub schema.GroupVersion, strategy server.Strategy) (*managedfields.FieldManager, error) {
	var reset map[fieldpath.APIVersion]fieldpath.Filter
	if resetting, ok := strategy.(rest.ResetFieldsStrategy); ok {
		reset = fieldpath.NewExcludeFilterSetMap(resetting.GetResetFields())
	}
	converter, err := f.schemas()
	if err != nil {
		return nil, err
	}
	return managedfields.NewDefaultFieldManager(converter, f.scheme, f.scheme, f.scheme, gvk, hub, "", reset)
}
