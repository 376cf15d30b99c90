// Package schemas converts OpenAPI definitions to the schemas that server-side apply merges by.
package schemas

import (
	"fmt"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/kube-openapi/pkg/common"
	"k8s.io/kube-openapi/pkg/validation/spec"
)

// TypeConverter converts the generated definitions of a server; model is the name of the definition of the kind.
func TypeConverter(definitions common.GetOpenAPIDefinitions, model string, kind schema.GroupVersionKind) (managedfields.TypeConverter, error) {
	reference := func(name string) spec.Ref { return spec.MustCreateRef("#/components/schemas/" + name) }
	schemas := map[string]*spec.Schema{}
	for name, definition := range definitions(reference) {
		schemas[name] = &definition.Schema
	}
	root, ok := schemas[model]
	if !ok {
		return nil, fmt.Errorf("OpenAPI has no definition %s", model)
	}
	// The server's builder of OpenAPI adds this extension.
	root.AddExtension("x-kubernetes-group-version-kind",
		[]any{map[string]any{"group": kind.Group, "version": kind.Version, "kind": kind.Kind}})
	return managedfields.NewTypeConverter(schemas, false)
}
