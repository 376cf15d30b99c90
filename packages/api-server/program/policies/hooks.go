package policies

import (
	"cmp"
	"fmt"
	"slices"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"

	"thanos-gitops/api-server/cluster"
	"thanos-gitops/api-server/server"
)

// hooks returns the accepted policies of a set that have an accepted binding, compiled, in the order of their names.
func hooks(set *server.Set) []validating.PolicyHook {
	bindings := map[string][]*admissionregistrationv1.ValidatingAdmissionPolicyBinding{}
	for _, binding := range accepted[admissionregistrationv1.ValidatingAdmissionPolicyBinding](set, "ValidatingAdmissionPolicyBinding") {
		bindings[binding.Spec.PolicyName] = append(bindings[binding.Spec.PolicyName], binding)
	}
	var found []validating.PolicyHook
	for _, policy := range accepted[admissionregistrationv1.ValidatingAdmissionPolicy](set, "ValidatingAdmissionPolicy") {
		if len(bindings[policy.Name]) == 0 {
			continue
		}
		hook := validating.PolicyHook{Policy: policy, Bindings: bindings[policy.Name], Evaluator: compile(policy)}
		hook.ParamInformer, hook.ParamScope, hook.ConfigurationError = paramsOf(set, policy.Spec.ParamKind)
		slices.SortFunc(hook.Bindings, func(a, b *admissionregistrationv1.ValidatingAdmissionPolicyBinding) int {
			return cmp.Compare(a.Name, b.Name)
		})
		found = append(found, hook)
	}
	slices.SortFunc(found, func(a, b validating.PolicyHook) int { return cmp.Compare(a.Policy.Name, b.Policy.Name) })
	return found
}

// accepted returns the objects of a kind that the API server accepts. It does not store the others, so they have no effect.
func accepted[T any](set *server.Set, kind string) []*T {
	valid := &server.Set{Version: set.Version, Sources: set.Sources}
	for _, object := range set.Of(group, kind) {
		served, err := set.Kind(object.GroupVersionKind())
		if err != nil || served == nil {
			continue
		}
		body, err := object.MarshalJSON()
		if err != nil {
			continue
		}
		if _, err := server.NewWrite(valid, served, object).Create(body); err == nil {
			valid.Objects = append(valid.Objects, object)
		}
	}
	return cluster.Objects[T](valid, group, kind)
}

// parameterKind parses the kind of a policy's parameters.
func parameterKind(kind *admissionregistrationv1.ParamKind) (schema.GroupVersionKind, error) {
	version, err := schema.ParseGroupVersion(kind.APIVersion)
	if err != nil {
		return schema.GroupVersionKind{}, fmt.Errorf("failed to parse paramKind APIVersion: %w", err)
	}
	return version.WithKind(kind.Kind), nil
}
