package server

import (
	"context"
	"fmt"

	"k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/api/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/warning"

	"thanos-gitops/api-server/protocol"
)

// applyManager owns the fields that a server-side apply sets.
const applyManager = "thanos-gitops"

// What the server generates, fixed so that the output depends on the input only.
const (
	storedUID     = types.UID("00000000-0000-4000-8000-000000000001")
	storedVersion = "1000000007"
	// A generated name ends in five random characters.
	generatedSuffix = "00000"
)

// Write is one write of an object: it carries the request's context and collects warnings.
type Write struct {
	kind      *Kind
	admission []admission.Interface
	namespace string
	name      string
	ctx       context.Context
	warnings  []string
}

// NewWrite returns a write of the object with this name and namespace.
func NewWrite(set *Set, kind *Kind, object *unstructured.Unstructured) *Write {
	write := &Write{kind: kind, admission: set.Admission, name: object.GetName()}
	switch {
	case kind.Namespaced:
		write.namespace = object.GetNamespace()
	case kind.Resource.Group == "" && kind.Resource.Resource == "namespaces":
		write.namespace = write.name
	}
	write.ctx = withSet(write.context(), set)
	return write
}

// Warnings returns what the server writes into Warning headers.
func (w *Write) Warnings() []string { return w.warnings }

// AddWarning implements warning.Recorder.
func (w *Write) AddWarning(_, text string) { w.warnings = append(w.warnings, text) }

func (w *Write) context() context.Context {
	ctx := request.WithNamespace(context.Background(), w.namespace)
	ctx = request.WithUser(ctx, &user.DefaultInfo{
		Name: "thanos-gitops", Groups: []string{user.SystemPrivilegedGroup, user.AllAuthenticated},
	})
	ctx = request.WithRequestInfo(ctx, &request.RequestInfo{
		IsResourceRequest: true,
		APIPrefix:         "apis",
		APIGroup:          w.kind.Resource.Group,
		APIVersion:        w.kind.Resource.Version,
		Resource:          w.kind.Resource.Resource,
		Namespace:         w.namespace,
		Name:              w.name,
	})
	return warning.WithWarningRecorder(ctx, w)
}

// maxBodyBytes is MaxRequestBodyBytes of kube-apiserver.
const maxBodyBytes = 3 * 1024 * 1024

// CheckSize returns the server's error about a request body of this size.
func CheckSize(size int) error {
	if size > maxBodyBytes {
		return errors.NewRequestEntityTooLargeError(fmt.Sprintf("limit is %d", maxBodyBytes))
	}
	return nil
}

// Put writes the object in one of the ways of the protocol; existing is nil for a new object. The object is consumed.
func (w *Write) Put(way string, object *unstructured.Unstructured, existing runtime.Object) (runtime.Object, error) {
	switch {
	case way == protocol.ClientSide:
		return w.ClientApply(object, existing)
	case way == protocol.Replace, w.name == "":
		// A patch needs a name; without one, a client can only POST.
		return w.send(object, existing)
	default:
		return w.Apply(object, existing)
	}
}

// send is POST of a new object, or PUT of an existing one.
func (w *Write) send(object *unstructured.Unstructured, existing runtime.Object) (runtime.Object, error) {
	body, err := object.MarshalJSON()
	if err != nil {
		return nil, Fault{err}
	}
	if existing == nil {
		return w.Create(body)
	}
	return w.Replace(body, existing)
}

// Create is POST of the body. Who manages the fields is not recorded: only a server-side apply reads it.
func (w *Write) Create(body []byte) (runtime.Object, error) {
	object, err := w.decode(body)
	if err != nil {
		return nil, err
	}
	accessor, err := meta.Accessor(object)
	if err != nil {
		return nil, err
	}
	rest.WipeObjectMetaSystemFields(accessor)
	if err := w.ensureNamespace(accessor); err != nil {
		return nil, err
	}
	if accessor.GetName() == "" && accessor.GetGenerateName() != "" {
		accessor.SetName(accessor.GetGenerateName() + generatedSuffix)
	}
	if err := w.admit(object, nil); err != nil {
		return nil, err
	}
	if accessor.GetResourceVersion() != "" {
		return nil, fmt.Errorf("resourceVersion should not be set on objects to be created")
	}
	return w.store(object)
}

// Replace is PUT of the body, as kubectl replace sends it: with the version of the stored object.
func (w *Write) Replace(body []byte, existing runtime.Object) (runtime.Object, error) {
	object, err := w.decode(body)
	if err != nil {
		return nil, err
	}
	accessor, err := meta.Accessor(object)
	if err != nil {
		return nil, err
	}
	if err := w.ensureNamespace(accessor); err != nil {
		return nil, err
	}
	if uid := accessor.GetUID(); uid != "" && uid != storedUID {
		return nil, errors.NewConflict(w.kind.Resource.GroupResource(), w.name, fmt.Errorf(
			"Precondition failed: UID in precondition: %v, UID in object meta: %v", uid, storedUID))
	}
	if accessor.GetResourceVersion() == "" {
		accessor.SetResourceVersion(storedVersion)
	}
	return w.update(object, existing)
}

// Apply is a server-side apply of the object; existing is nil if the object does not exist.
func (w *Write) Apply(applied *unstructured.Unstructured, existing runtime.Object) (runtime.Object, error) {
	fields, err := w.fieldManager()
	if err != nil {
		return nil, err
	}
	base := existing
	if base == nil {
		base = w.kind.New()
	}
	object, err := fields.Apply(base, applied, applyManager, true)
	if err != nil {
		return nil, err
	}
	return w.patched(object, existing)
}

// patched continues as the server does after it has applied a patch.
func (w *Write) patched(object, existing runtime.Object) (runtime.Object, error) {
	accessor, err := meta.Accessor(object)
	if err != nil {
		return nil, err
	}
	if existing == nil && accessor.GetUID() != "" {
		return nil, errors.NewConflict(w.kind.Resource.GroupResource(), w.name,
			fmt.Errorf("uid mismatch: the provided object specified uid %s, and no existing object was found", accessor.GetUID()))
	}
	if err := w.ensureNamespace(accessor); err != nil {
		return nil, err
	}
	if existing != nil {
		return w.update(object, existing)
	}
	if err := w.admit(object, nil); err != nil {
		return nil, err
	}
	rest.WipeObjectMetaSystemFields(accessor)
	accessor.SetResourceVersion("")
	return w.store(object)
}

func (w *Write) fieldManager() (*managedfields.FieldManager, error) {
	fields, err := w.kind.FieldManager()
	if err != nil {
		return nil, Fault{err}
	}
	return fields, nil
}

func (w *Write) decode(body []byte) (runtime.Object, error) {
	object, gvk, err := w.kind.Decode(body)
	if err != nil {
		return nil, decodeError(w.kind, err, gvk, body)
	}
	return object, nil
}

func (w *Write) ensureNamespace(object metav1.Object) error {
	return rest.EnsureObjectNamespaceMatchesRequestNamespace(
		rest.ExpectedNamespaceForResource(w.namespace, w.kind.Resource), object)
}

// store does what the registry's store does for a new object.
func (w *Write) store(object runtime.Object) (runtime.Object, error) {
	accessor, err := meta.Accessor(object)
	if err != nil {
		return nil, err
	}
	accessor.SetUID(storedUID)
	accessor.SetCreationTimestamp(metav1.Unix(0, 0))
	if w.kind.BeginCreate != nil {
		if err := w.kind.BeginCreate(w.ctx, object); err != nil {
			return nil, err
		}
	}
	if err := rest.BeforeCreate(w.kind.Strategy, w.ctx, object); err != nil {
		return nil, err
	}
	if err := w.validate(object, nil); err != nil {
		return nil, err
	}
	accessor.SetResourceVersion(storedVersion)
	return object, nil
}

// update does what the registry's store does for an existing object.
func (w *Write) update(object, existing runtime.Object) (runtime.Object, error) {
	if err := w.admit(object, existing); err != nil {
		return nil, err
	}
	accessor, err := meta.Accessor(object)
	if err != nil {
		return nil, err
	}
	if version := accessor.GetResourceVersion(); version != "" && version != storedVersion {
		return nil, errors.NewConflict(w.kind.Resource.GroupResource(), w.name, fmt.Errorf(
			"the object has been modified; please apply your changes to the latest version and try again"))
	}
	accessor.SetResourceVersion(storedVersion)
	if w.kind.BeginUpdate != nil {
		if err := w.kind.BeginUpdate(w.ctx, object, existing); err != nil {
			return nil, err
		}
	}
	if err := rest.BeforeUpdate(w.kind.Strategy, w.ctx, object, existing); err != nil {
		return nil, err
	}
	if err := w.validate(object, existing); err != nil {
		return nil, err
	}
	return object, nil
}

func (w *Write) attributes(object, existing runtime.Object) admission.Attributes {
	operation, options := admission.Create, runtime.Object(&metav1.CreateOptions{})
	if existing != nil {
		operation, options = admission.Update, &metav1.UpdateOptions{}
	}
	info, _ := request.UserFrom(w.ctx)
	return admission.NewAttributesRecord(object, existing, w.kind.GVK, w.namespace, w.name, w.kind.Resource, "",
		operation, options, true, info)
}

// admit runs the mutating admission plugins, before the strategy.
func (w *Write) admit(object, existing runtime.Object) error {
	// NamespaceLifecycle comes first. Whether a namespace exists is unknown, but one with such a name does not.
	if w.kind.Namespaced && len(validation.ValidateNamespaceName(w.namespace, false)) > 0 {
		return errors.NewNotFound(schema.GroupResource{Resource: "namespaces"}, w.namespace)
	}
	attributes := w.attributes(object, existing)
	for _, plugin := range w.admission {
		mutating, ok := plugin.(admission.MutationInterface)
		if ok && plugin.Handles(attributes.GetOperation()) {
			if err := mutating.Admit(w.ctx, attributes, w.kind.Interfaces); err != nil {
				return err
			}
		}
	}
	return nil
}

// validate runs the validating admission plugins, after the strategy.
func (w *Write) validate(object, existing runtime.Object) error {
	if len(w.admission) == 0 {
		return nil
	}
	// The server passes copies, so that no plugin changes what is stored.
	object = object.DeepCopyObject()
	if existing != nil {
		existing = existing.DeepCopyObject()
	}
	attributes := w.attributes(object, existing)
	for _, plugin := range w.admission {
		validating, ok := plugin.(admission.ValidationInterface)
		if ok && plugin.Handles(attributes.GetOperation()) {
			if err := validating.Validate(w.ctx, attributes, w.kind.Interfaces); err != nil {
				return err
			}
		}
	}
	return nil
}
