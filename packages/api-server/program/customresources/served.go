package customresources

import (
	"fmt"
	"sync"

	"k8s.io/apiextensions-apiserver/pkg/apihelpers"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	crdvalidation "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/conversion"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/managedfields"

	"thanos-gitops/api-server/server"
)

// served is what the API server keeps of an established definition (crdInfo of
// k8s.io/apiextensions-apiserver/pkg/apiserver/customresource_handler.go, which is not exported).
type served struct {
	crd       *apiextensionsv1.CustomResourceDefinition
	schemas   map[string]*structuralschema.Structural
	convertor runtime.ObjectConvertor
	resources runtime.EquivalentResourceRegistry
	types     func() (managedfields.TypeConverter, error)
	kinds     map[string]*server.Kind
}

func newServed(crd *apiextensionsv1.CustomResourceDefinition) (*served, error) {
	result := &served{
		crd:       crd,
		schemas:   map[string]*structuralschema.Structural{},
		resources: runtime.NewEquivalentResourceRegistry(),
		kinds:     map[string]*server.Kind{},
	}
	for _, version := range crd.Spec.Versions {
		structural, err := structuralOf(crd, version.Name)
		if err != nil {
			return nil, err
		}
		result.schemas[version.Name] = structural
		result.resources.RegisterKindFor(result.resource(version.Name), "", result.gvk(version.Name))
	}
	var err error
	result.convertor, err = convertorOf(crd)
	result.types = sync.OnceValues(func() (managedfields.TypeConverter, error) { return typeConverter(crd) })
	return result, err
}

func (s *served) gvk(version string) schema.GroupVersionKind {
	return schema.GroupVersionKind{Group: s.crd.Spec.Group, Version: version, Kind: s.crd.Spec.Names.Kind}
}

func (s *served) resource(version string) schema.GroupVersionResource {
	return schema.GroupVersionResource{Group: s.crd.Spec.Group, Version: version, Resource: s.crd.Spec.Names.Plural}
}

// kind returns the kind in a version, or nil if the definition does not serve the version.
func (s *served) kind(version string) (*server.Kind, error) {
	if kind, ok := s.kinds[version]; ok {
		return kind, nil
	}
	for _, candidate := range s.crd.Spec.Versions {
		if candidate.Name == version && candidate.Served {
			kind, err := s.newKind(candidate)
			if err == nil {
				s.kinds[version] = kind
			}
			return kind, err
		}
	}
	return nil, nil
}

func validationOf(crd *apiextensionsv1.CustomResourceDefinition, version string) (*apiextensions.CustomResourceValidation, error) {
	validation, err := apihelpers.GetSchemaForVersion(crd, version)
	if err != nil || validation == nil {
		return nil, err
	}
	internal := &apiextensions.CustomResourceValidation{}
	err = apiextensionsv1.Convert_v1_CustomResourceValidation_To_apiextensions_CustomResourceValidation(validation, internal, nil)
	return internal, err
}

func structuralOf(crd *apiextensionsv1.CustomResourceDefinition, version string) (*structuralschema.Structural, error) {
	validation, err := validationOf(crd, version)
	if err != nil {
		return nil, err
	}
	if validation == nil || crdvalidation.SchemaHasInvalidTypes(validation.OpenAPIV3Schema) {
		return nil, fmt.Errorf("version %s has no valid schema", version)
	}
	structural, err := structuralschema.NewStructural(validation.OpenAPIV3Schema)
	if err != nil {
		return nil, err
	}
	if problems := structuralschema.ValidateStructural(nil, structural); len(problems) > 0 {
		return nil, problems.ToAggregate()
	}
	structural = structural.DeepCopy()
	return structural, defaulting.PruneDefaults(structural)
}

// convertorOf returns a convertor that sets the version only. The program cannot call a conversion webhook, so the
// fields of an object that changes its version are compared as they are.
func convertorOf(crd *apiextensionsv1.CustomResourceDefinition) (runtime.ObjectConvertor, error) {
	factory, err := conversion.NewCRConverterFactory(nil, nil)
	if err != nil {
		return nil, err
	}
	copied := *crd
	copied.Spec.Conversion = &apiextensionsv1.CustomResourceConversion{Strategy: apiextensionsv1.NoneConverter}
	safe, _, err := factory.NewConverter(&copied)
	return safe, err
}
