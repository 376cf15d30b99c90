package customresources

import (
	"fmt"

	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// coercer removes what a schema does not declare, as the decoder of a built-in kind does. It is unstructuredSchemaCoercer
// of k8s.io/apiextensions-apiserver/pkg/apiserver, which is not exported.
type coercer struct {
	schemas       map[string]*structuralschema.Structural
	kind          schema.GroupKind
	unknownFields bool
}

// decode reads an object. Unknown and duplicate fields are a strict decoding error, which is returned with the object.
func (c coercer) decode(decoder runtime.Decoder, body []byte, gvk schema.GroupVersionKind) (runtime.Object, *schema.GroupVersionKind, error) {
	object, actual, err := decoder.Decode(body, &gvk, empty(gvk))
	var problems []error
	if err != nil {
		strict, ok := runtime.AsStrictDecodingError(err)
		if !ok || object == nil {
			return nil, actual, err
		}
		problems = strict.Errors()
	}
	custom, ok := object.(*unstructured.Unstructured)
	if !ok {
		return nil, actual, fmt.Errorf("unexpected type %T", object)
	}
	unknown, err := c.apply(custom)
	if err != nil {
		return nil, actual, err
	}
	for _, path := range unknown {
		problems = append(problems, fmt.Errorf("unknown field %q", path))
	}
	if len(problems) > 0 {
		return object, actual, runtime.NewStrictDecodingError(problems)
	}
	return object, actual, nil
}

// apply changes the object and returns the paths of the unknown fields.
func (c coercer) apply(object *unstructured.Unstructured) ([]string, error) {
	kind, _, err := unstructured.NestedString(object.Object, "kind")
	if err != nil {
		return nil, err
	}
	apiVersion, _, err := unstructured.NestedString(object.Object, "apiVersion")
	if err != nil {
		return nil, err
	}
	metadata, hasMetadata, unknown, err := objectmeta.GetObjectMetaWithOptions(object.Object,
		objectmeta.ObjectMetaOptions{ReturnUnknownFieldPaths: c.unknownFields})
	if err != nil {
		return nil, err
	}
	version, err := schema.ParseGroupVersion(apiVersion)
	if err != nil {
		return nil, err
	}
	if structural := c.schemas[version.Version]; structural != nil && version.WithKind(kind).GroupKind() == c.kind {
		unknown = append(unknown, pruning.PruneWithOptions(object.Object, structural, true,
			structuralschema.UnknownFieldPathOptions{TrackUnknownFieldPaths: c.unknownFields})...)
		defaulting.PruneNonNullableNullsWithoutDefaults(object.Object, structural)
		problem, embedded := objectmeta.CoerceWithOptions(nil, object.Object, structural, false,
			objectmeta.CoerceOptions{ReturnUnknownFieldPaths: c.unknownFields})
		if problem != nil {
			return nil, problem
		}
		unknown = append(unknown, embedded...)
	}
	// Pruning removes the fields that a schema need not declare.
	object.SetKind(kind)
	object.SetAPIVersion(apiVersion)
	if hasMetadata {
		err = objectmeta.SetObjectMeta(object.Object, metadata)
	}
	return unknown, err
}

// coercingConvertor applies the schema after each conversion.
type coercingConvertor struct {
	runtime.ObjectConvertor
	coerce coercer
}

// Convert implements runtime.ObjectConvertor.
func (c coercingConvertor) Convert(in, out, context any) error {
	if err := c.ObjectConvertor.Convert(in, out, context); err != nil {
		return err
	}
	if object, ok := out.(*unstructured.Unstructured); ok {
		_, err := c.coerce.apply(object)
		return err
	}
	return nil
}

// ConvertToVersion implements runtime.ObjectConvertor.
func (c coercingConvertor) ConvertToVersion(in runtime.Object, version runtime.GroupVersioner) (runtime.Object, error) {
	out, err := c.ObjectConvertor.ConvertToVersion(in, version)
	if err != nil {
		return nil, err
	}
	if object, ok := out.(*unstructured.Unstructured); ok {
		_, err = c.coerce.apply(object)
	}
	return out, err
}
