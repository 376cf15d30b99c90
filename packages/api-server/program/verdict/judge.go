package verdict

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	utiljson "k8s.io/apimachinery/pkg/util/json"

	"thanos-gitops/api-server/protocol"
	"thanos-gitops/api-server/server"
)

type side struct {
	object *unstructured.Unstructured
	kind   *server.Kind
}

var applies = []string{"", protocol.ServerSide, protocol.ClientSide, protocol.Replace}

func judge(set *server.Set, request protocol.Request) (protocol.Answer, error) {
	if !slices.Contains(applies, request.Apply) {
		return protocol.Answer{}, fmt.Errorf("apply %q is not supported; use one of %q", request.Apply, applies[1:])
	}
	after, err := read(set, request.After, "after")
	if err != nil {
		return protocol.Answer{}, err
	}
	if after.kind == nil {
		return unknownKind(after, protocol.After), nil
	}
	if err := server.CheckSize(len(request.After)); err != nil {
		return refusal(protocol.Answer{Stage: protocol.After}, err), nil
	}
	if absent(request.Before) {
		write := server.NewWrite(set, after.kind, after.object)
		stored, err := write.Put(request.Apply, after.object, nil)
		return answer(request, after.kind, write, stored, nil, err, protocol.After)
	}
	before, err := read(set, request.Before, "before")
	if err != nil {
		return protocol.Answer{}, err
	}
	if before.kind == nil {
		return unknownKind(before, protocol.Before), nil
	}
	if err := same(before, after); err != nil {
		return protocol.Answer{}, err
	}
	existing, result, err := create(set.Existing(), request, before)
	if existing == nil || err != nil {
		return result, err
	}
	if before.kind != after.kind && after.kind.FromOther != nil {
		if existing, err = after.kind.FromOther(existing); err != nil {
			return protocol.Answer{}, err
		}
	}
	write := server.NewWrite(set, after.kind, after.object)
	stored, err := write.Put(request.Apply, after.object, existing.DeepCopyObject())
	return answer(request, after.kind, write, stored, existing, err, protocol.After)
}

// create writes the object before, and what a controller set in it.
func create(set *server.Set, request protocol.Request, before side) (runtime.Object, protocol.Answer, error) {
	write := server.NewWrite(set, before.kind, before.object)
	existing, err := write.Put(request.Apply, before.object, nil)
	if err != nil {
		result, err := answer(request, before.kind, write, nil, nil, err, protocol.Before)
		return nil, result, err
	}
	if !absent(request.Live) {
		if existing, err = write.SetLive(existing, request.Live); err != nil {
			return nil, protocol.Answer{}, fmt.Errorf("live: %w", err)
		}
	}
	return existing, protocol.Answer{}, nil
}

func read(set *server.Set, raw json.RawMessage, name string) (side, error) {
	result := side{object: &unstructured.Unstructured{}}
	if absent(raw) {
		return result, fmt.Errorf("%s is missing", name)
	}
	if err := utiljson.Unmarshal(raw, &result.object.Object); err != nil {
		return result, fmt.Errorf("%s is not a JSON object: %w", name, err)
	}
	kind, err := set.Kind(result.object.GroupVersionKind())
	if kind == nil || err != nil {
		return result, err
	}
	result.kind = kind
	if kind.Namespaced && result.object.GetNamespace() == "" {
		// kubectl, Flux and Argo CD write the namespace into the object.
		result.object.SetNamespace(metav1.NamespaceDefault)
	}
	return result, nil
}

// same reports an update between two objects: the client must send them as a deletion and a creation.
func same(before, after side) error {
	if before.kind.GVK.GroupKind() != after.kind.GVK.GroupKind() || before.object.GetName() != after.object.GetName() ||
		before.object.GetNamespace() != after.object.GetNamespace() && before.kind.Namespaced {
		return fmt.Errorf("before and after are different objects; send after without before")
	}
	return nil
}

func unknownKind(side side, stage string) protocol.Answer {
	gvk := side.object.GroupVersionKind()
	return protocol.Answer{Verdict: protocol.UnknownKind, Stage: stage, Message: server.NoMatch(gvk).Error()}
}

func answer(request protocol.Request, kind *server.Kind, write *server.Write, stored, existing runtime.Object, cause error, stage string) (protocol.Answer, error) {
	result := protocol.Answer{Verdict: protocol.Accepted, Stage: stage, Warnings: write.Warnings()}
	var fault server.Fault
	if errors.As(cause, &fault) {
		return result, fault
	}
	if cause != nil {
		return refusal(result, cause), nil
	}
	wanted := slices.Contains(request.Want, "defaulted")
	if existing == nil && !wanted {
		return result, nil
	}
	object, err := storedForm(kind, stored)
	if err != nil {
		return result, err
	}
	if existing != nil {
		old, err := storedForm(kind, existing)
		if err != nil {
			return result, err
		}
		result.TemplateChanged, result.ObjectChanged = changes(old, object)
	}
	if wanted {
		result.Stored = object
	}
	return result, nil
}

func refusal(result protocol.Answer, cause error) protocol.Answer {
	status := server.Status(cause)
	result.Verdict = protocol.Refused
	result.Code, result.Reason, result.Message = status.Code, string(status.Reason), status.Message
	if status.Details != nil {
		for _, cause := range status.Details.Causes {
			result.Causes = append(result.Causes, protocol.Cause{Reason: string(cause.Type), Field: cause.Field, Message: cause.Message})
		}
	}
	return result
}

func absent(raw json.RawMessage) bool {
	return len(raw) == 0 || string(raw) == "null"
}
