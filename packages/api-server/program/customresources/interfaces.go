package customresources

import (
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/crdserverscheme"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// objectInterfaces are the parts of a scheme for the custom resources of one definition.
type objectInterfaces struct {
	*crdserverscheme.UnstructuredObjectTyper
	schemas   map[string]*structuralschema.Structural
	convertor runtime.ObjectConvertor
	resources runtime.EquivalentResourceMapper
}

func (s *served) interfaces() objectInterfaces {
	return objectInterfaces{
		UnstructuredObjectTyper: crdserverscheme.NewUnstructuredObjectTyper(),
		schemas:                 s.schemas,
		convertor: coercingConvertor{
			ObjectConvertor: s.convertor,
			coerce:          coercer{schemas: s.schemas, kind: s.gvk("").GroupKind()},
		},
		resources: s.resources,
	}
}

// New implements runtime.ObjectCreater.
func (objectInterfaces) New(gvk schema.GroupVersionKind) (runtime.Object, error) {
	return empty(gvk), nil
}

// Default implements runtime.ObjectDefaulter.
func (i objectInterfaces) Default(object runtime.Object) {
	if custom, ok := object.(runtime.Unstructured); ok {
		defaulting.Default(custom.UnstructuredContent(), i.schemas[custom.GetObjectKind().GroupVersionKind().Version])
	}
}

// The methods of admission.ObjectInterfaces.

func (i objectInterfaces) GetObjectCreater() runtime.ObjectCreater     { return i }
func (i objectInterfaces) GetObjectTyper() runtime.ObjectTyper         { return i }
func (i objectInterfaces) GetObjectDefaulter() runtime.ObjectDefaulter { return i }
func (i objectInterfaces) GetObjectConvertor() runtime.ObjectConvertor { return i.convertor }
func (i objectInterfaces) GetEquivalentResourceMapper() runtime.EquivalentResourceMapper {
	return i.resources
}
