package customresources

import (
	"context"
	"encoding/json"
	"sync"

	"k8s.io/apiextensions-apiserver/pkg/apihelpers"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apiextensions-apiserver/pkg/crdserverscheme"
	"k8s.io/apiextensions-apiserver/pkg/registry/customresource"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	jsonserializer "k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/warning"
	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"

	"thanos-gitops/api-server/server"
)

// newKind returns the kind of one version, as getOrCreateServingInfoFor of the API server's handler does.
func (s *served) newKind(version apiextensionsv1.CustomResourceDefinitionVersion) (*server.Kind, error) {
	gvk := s.gvk(version.Name)
	strategy, err := s.strategy(version)
	if err != nil {
		return nil, err
	}
	interfaces := s.interfaces()
	decode := s.decoder(interfaces)
	deprecated := func(ctx context.Context) error {
		if version.Deprecated {
			warning.AddWarning(ctx, "", deprecation(version, s.crd.Spec))
		}
		return nil
	}
	return &server.Kind{
		GVK:        gvk,
		Resource:   s.resource(version.Name),
		Namespaced: s.crd.Spec.Scope == apiextensionsv1.NamespaceScoped,
		Strategy:   strategy,
		Interfaces: interfaces,
		New:        func() runtime.Object { return empty(gvk) },
		Decode: func(body []byte) (runtime.Object, *schema.GroupVersionKind, error) {
			return decode(body, gvk)
		},
		Encode: func(object runtime.Object) (json.RawMessage, error) { return json.Marshal(object) },
		FieldManager: sync.OnceValues(func() (*managedfields.FieldManager, error) {
			types, err := s.types()
			if err != nil {
				return nil, err
			}
			return managedfields.NewDefaultCRDFieldManager(types, interfaces.convertor, interfaces, interfaces, gvk, gvk.GroupVersion(), "",
				fieldpath.NewExcludeFilterSetMap(strategy.(rest.ResetFieldsStrategy).GetResetFields()))
		}),
		FromOther: func(object runtime.Object) (runtime.Object, error) {
			return interfaces.convertor.ConvertToVersion(object, gvk.GroupVersion())
		},
		BeginCreate: func(ctx context.Context, _ runtime.Object) error { return deprecated(ctx) },
		BeginUpdate: func(ctx context.Context, _, _ runtime.Object) error { return deprecated(ctx) },
	}, nil
}

func (s *served) strategy(version apiextensionsv1.CustomResourceDefinitionVersion) (server.Strategy, error) {
	internal, err := validationOf(s.crd, version.Name)
	if err != nil {
		return nil, err
	}
	validator, _, err := validation.NewSchemaValidator(internal.OpenAPIV3Schema)
	if err != nil {
		return nil, err
	}
	subresources, err := apihelpers.GetSubresourcesForVersion(s.crd, version.Name)
	if err != nil {
		return nil, err
	}
	converted := apiextensions.CustomResourceSubresources{}
	if subresources != nil {
		err = apiextensionsv1.Convert_v1_CustomResourceSubresources_To_apiextensions_CustomResourceSubresources(subresources, &converted, nil)
	}
	return customresource.NewStrategy(crdserverscheme.NewUnstructuredObjectTyper(), s.crd.Spec.Scope == apiextensionsv1.NamespaceScoped,
		s.gvk(version.Name), validator, nil, s.schemas[version.Name], converted.Status, converted.Scale, version.SelectableFields), err
}

// decoder reads a request body as the API server reads one with fieldValidation=Strict.
func (s *served) decoder(interfaces objectInterfaces) func([]byte, schema.GroupVersionKind) (runtime.Object, *schema.GroupVersionKind, error) {
	strict := jsonserializer.NewSerializerWithOptions(jsonserializer.DefaultMetaFactory, interfaces, interfaces,
		jsonserializer.SerializerOptions{Strict: true})
	coerce := coercer{schemas: s.schemas, kind: s.gvk("").GroupKind(), unknownFields: true}
	return func(body []byte, gvk schema.GroupVersionKind) (runtime.Object, *schema.GroupVersionKind, error) {
		object, actual, err := coerce.decode(strict, body, gvk)
		if object != nil {
			interfaces.Default(object)
		}
		return object, actual, err
	}
}

func empty(gvk schema.GroupVersionKind) *unstructured.Unstructured {
	object := &unstructured.Unstructured{}
	object.SetGroupVersionKind(gvk)
	return object
}
