package kinds

import (
	"k8s.io/apimachinery/pkg/util/managedfields"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
	"k8s.io/kube-aggregator/pkg/generated/openapi"
	"k8s.io/kube-openapi/pkg/validation/spec"
)

// aggregatorSchemas converts the aggregator's OpenAPI: Kubernetes 1.35 has no apply configurations of APIServices.
func aggregatorSchemas() managedfields.TypeConverter {
	reference := func(name string) spec.Ref { return spec.MustCreateRef("#/components/schemas/" + name) }
	schemas := map[string]*spec.Schema{}
	for name, definition := range openapi.GetOpenAPIDefinitions(reference) {
		schemas[name] = &definition.Schema
	}
	kind := apiregistration.SchemeGroupVersion.WithKind("APIService")
	schemas[apiregistration.APIService{}.OpenAPIModelName()].AddExtension("x-kubernetes-group-version-kind",
		[]any{map[string]any{"group": kind.Group, "version": kind.Version, "kind": kind.Kind}})
	converter, err := managedfields.NewTypeConverter(schemas, false)
	if err != nil {
		panic(err)
	}
	return converter
}
