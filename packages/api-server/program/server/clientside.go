package server

import (
	"encoding/json"
	"fmt"
	"net/http"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/jsonmergepatch"
	"k8s.io/apimachinery/pkg/util/mergepatch"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
	"k8s.io/apimachinery/pkg/util/validation/field"

	jsonpatch "gopkg.in/evanphx/json-patch.v4"
	kjson "sigs.k8s.io/json"
)

// annotated returns the body that kubectl apply sends: with the whole object in an annotation.
func annotated(object *unstructured.Unstructured) ([]byte, error) {
	annotations := object.GetAnnotations()
	if annotations == nil {
		annotations = map[string]string{}
	}
	delete(annotations, corev1.LastAppliedConfigAnnotation)
	object.SetAnnotations(annotations)
	last, err := runtime.Encode(unstructured.UnstructuredJSONScheme, object)
	if err != nil {
		return nil, Fault{err}
	}
	annotations[corev1.LastAppliedConfigAnnotation] = string(last)
	object.SetAnnotations(annotations)
	modified, err := runtime.Encode(unstructured.UnstructuredJSONScheme, object)
	if err != nil {
		return nil, Fault{err}
	}
	return modified, nil
}

// decodeMetadata fails where kubectl does before it sends a request: it decodes the metadata of each manifest.
func decodeMetadata(object *unstructured.Unstructured) error {
	manifest, err := json.Marshal(object.Object)
	if err != nil {
		return Fault{err}
	}
	if err := json.Unmarshal(manifest, &metav1.PartialObjectMetadata{}); err != nil {
		return errors.NewBadRequest(fmt.Sprintf("unable to decode: %v", err))
	}
	return nil
}

// ClientApply is kubectl apply: POST of a new object, or a three-way patch of an existing one.
func (w *Write) ClientApply(object *unstructured.Unstructured, existing runtime.Object) (runtime.Object, error) {
	if err := decodeMetadata(object); err != nil {
		return nil, err
	}
	modified, err := annotated(object)
	if err != nil {
		return nil, err
	}
	if existing == nil {
		return w.Create(modified)
	}
	current, err := w.kind.Encode(existing)
	if err != nil {
		return nil, Fault{err}
	}
	stored := &unstructured.Unstructured{}
	if err := json.Unmarshal(current, &stored.Object); err != nil {
		return nil, Fault{err}
	}
	original := []byte(stored.GetAnnotations()[corev1.LastAppliedConfigAnnotation])
	if w.kind.PatchSchema == nil {
		return w.mergePatch(original, modified, current, existing)
	}
	return w.strategicPatch(original, modified, current, existing)
}

func (w *Write) strategicPatch(original, modified, current []byte, existing runtime.Object) (runtime.Object, error) {
	schemaObject := w.kind.PatchSchema()
	lookup, err := strategicpatch.NewPatchMetaFromStruct(schemaObject)
	if err != nil {
		return nil, err
	}
	patch, err := strategicpatch.CreateThreeWayMergePatch(original, modified, current, lookup, true)
	if err != nil {
		return nil, err
	}
	if string(patch) == "{}" {
		return existing, nil
	}
	object, err := w.applyStrategicPatch(patch, existing, schemaObject)
	if err != nil {
		return nil, err
	}
	return w.patched(object, existing)
}

// applyStrategicPatch is smpPatcher of k8s.io/apiserver/pkg/endpoints/handlers, which is not exported.
func (w *Write) applyStrategicPatch(patch []byte, existing, schemaObject runtime.Object) (runtime.Object, error) {
	convertor := w.kind.Interfaces.GetObjectConvertor()
	versioned, err := convertor.ConvertToVersion(existing.DeepCopyObject(), w.kind.GVK.GroupVersion())
	if err != nil {
		return nil, err
	}
	original, err := runtime.DefaultUnstructuredConverter.ToUnstructured(versioned)
	if err != nil {
		return nil, err
	}
	changes := map[string]any{}
	strictErrors, err := kjson.UnmarshalStrict(patch, &changes)
	if err != nil {
		return nil, errors.NewBadRequest(err.Error())
	}
	patched, err := strategicpatch.StrategicMergeMapPatch(original, changes, schemaObject)
	if err != nil {
		return nil, patchError(err)
	}
	object := w.kind.PatchSchema()
	if err := runtime.DefaultUnstructuredConverter.FromUnstructuredWithValidation(patched, object, true); err != nil {
		if strict, ok := runtime.AsStrictDecodingError(err); ok {
			err = runtime.NewStrictDecodingError(append(strictErrors, strict.Errors()...))
		}
		return nil, invalidPatch(fmt.Sprintf("%+v", changes), err)
	}
	if len(strictErrors) > 0 {
		return nil, invalidPatch(fmt.Sprintf("%+v", changes), runtime.NewStrictDecodingError(strictErrors))
	}
	w.kind.Interfaces.GetObjectDefaulter().Default(object)
	return convertor.ConvertToVersion(object, schema.GroupVersion{Group: w.kind.GVK.Group, Version: runtime.APIVersionInternal})
}

// mergePatch is the patch of a custom resource.
func (w *Write) mergePatch(original, modified, current []byte, existing runtime.Object) (runtime.Object, error) {
	patch, err := jsonmergepatch.CreateThreeWayJSONMergePatch(original, modified, current)
	if err != nil {
		return nil, err
	}
	if string(patch) == "{}" {
		return existing, nil
	}
	patched, err := jsonpatch.MergePatch(current, patch)
	if err != nil {
		return nil, errors.NewBadRequest(err.Error())
	}
	object, _, err := w.kind.Decode(patched)
	if err != nil {
		return nil, invalidPatch(string(patched), err)
	}
	return w.patched(object, existing)
}

func invalidPatch(value string, cause error) error {
	return errors.NewInvalid(schema.GroupKind{}, "", field.ErrorList{field.Invalid(field.NewPath("patch"), value, cause.Error())})
}

func patchError(cause error) error {
	switch cause {
	case mergepatch.ErrBadJSONDoc, mergepatch.ErrBadPatchFormatForPrimitiveList, mergepatch.ErrBadPatchFormatForRetainKeys,
		mergepatch.ErrBadPatchFormatForSetElementOrderList, mergepatch.ErrUnsupportedStrategicMergePatchFormat:
		return errors.NewBadRequest(cause.Error())
	case mergepatch.ErrNoListOfLists, mergepatch.ErrPatchContentNotMatchRetainKeys:
		return errors.NewGenericServerResponse(http.StatusUnprocessableEntity, "", schema.GroupResource{}, "", cause.Error(), 0, false)
	default:
		return cause
	}
}
