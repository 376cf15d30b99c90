package customresources

import (
	"context"
	"encoding/json"
	"sync"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/install"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/generated/openapi"
	"k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	jsonserializer "k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/apiserver/pkg/admission"
	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"

	"thanos-gitops/api-server/schemas"
	"thanos-gitops/api-server/server"
)

const (
	groupName      = apiextensions.GroupName
	definitionKind = "CustomResourceDefinition"
)

var definitionGVK = apiextensionsv1.SchemeGroupVersion.WithKind(definitionKind)

// definitions is the source of the kind CustomResourceDefinition. The API server has served only its version v1 since 1.22.
type definitions struct{}

// Kind implements server.KindSource.
func (definitions) Kind(gvk schema.GroupVersionKind) (*server.Kind, error) {
	if gvk != definitionGVK {
		return nil, nil
	}
	return definition(), nil
}

var scheme = sync.OnceValue(func() *runtime.Scheme {
	scheme := runtime.NewScheme()
	install.Install(scheme)
	return scheme
})

var definition = sync.OnceValue(func() *server.Kind {
	hub := schema.GroupVersion{Group: groupName, Version: runtime.APIVersionInternal}
	codecs := serializer.NewCodecFactory(scheme())
	strict := jsonserializer.NewSerializerWithOptions(jsonserializer.DefaultMetaFactory, scheme(), scheme(),
		jsonserializer.SerializerOptions{Strict: true})
	decoder, encoder := codecs.DecoderToVersion(strict, hub), codecs.EncoderForVersion(strict, definitionGVK.GroupVersion())
	strategy := customresourcedefinition.NewStrategy(scheme())
	return &server.Kind{
		GVK:        definitionGVK,
		Resource:   apiextensionsv1.SchemeGroupVersion.WithResource("customresourcedefinitions"),
		Namespaced: false,
		Strategy:   strategy,
		Interfaces: admission.NewObjectInterfacesFromScheme(scheme()),
		New:        func() runtime.Object { return &apiextensions.CustomResourceDefinition{} },
		Decode: func(body []byte) (runtime.Object, *schema.GroupVersionKind, error) {
			return decoder.Decode(body, &definitionGVK, &apiextensions.CustomResourceDefinition{})
		},
		Encode: func(object runtime.Object) (json.RawMessage, error) { return runtime.Encode(encoder, object) },
		FieldManager: sync.OnceValues(func() (*managedfields.FieldManager, error) {
			// The apply configurations of Kubernetes 1.36 have no definitions.
			converter, err := schemas.TypeConverter(openapi.GetOpenAPIDefinitions,
				apiextensionsv1.CustomResourceDefinition{}.OpenAPIModelName(), definitionGVK)
			if err != nil {
				return nil, err
			}
			return managedfields.NewDefaultFieldManager(converter, scheme(), scheme(), scheme(),
				definitionGVK, hub, "", fieldpath.NewExcludeFilterSetMap(strategy.GetResetFields()))
		}),
		PatchSchema: func() runtime.Object { return &apiextensionsv1.CustomResourceDefinition{} },
		BeginUpdate: func(_ context.Context, _, old runtime.Object) error {
			establish(old.(*apiextensions.CustomResourceDefinition))
			return nil
		},
	}
})

// establish sets what the naming and establishing controllers of the API server set before a definition can be updated.
// The scope and the kind of an established definition are immutable.
func establish(crd *apiextensions.CustomResourceDefinition) {
	crd.Status.AcceptedNames = crd.Spec.Names
	for _, condition := range []apiextensions.CustomResourceDefinitionConditionType{apiextensions.NamesAccepted, apiextensions.Established} {
		apiextensions.SetCRDCondition(crd, apiextensions.CustomResourceDefinitionCondition{
			Type: condition, Status: apiextensions.ConditionTrue, Reason: "InitialNamesAccepted",
		})
	}
}
