package policies

import (
	"strings"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
)

// byNamespaceLabels separates the bindings whose result depends on labels of the namespace.
func byNamespaceLabels(all []validating.PolicyHook) (independent, dependent []validating.PolicyHook) {
	for _, hook := range all {
		fixed, varying := hook, hook
		fixed.Bindings, varying.Bindings = nil, nil
		for _, binding := range hook.Bindings {
			if dependsOnLabels(hook.Policy.Spec.MatchConstraints) || dependsOnLabels(binding.Spec.MatchResources) || readsNamespace(hook.Policy) {
				varying.Bindings = append(varying.Bindings, binding)
			} else {
				fixed.Bindings = append(fixed.Bindings, binding)
			}
		}
		if len(fixed.Bindings) > 0 {
			independent = append(independent, fixed)
		}
		if len(varying.Bindings) > 0 {
			dependent = append(dependent, varying)
		}
	}
	return independent, dependent
}

// dependsOnLabels returns whether a namespace selector reads a label other than the name, which every namespace has.
func dependsOnLabels(match *admissionregistrationv1.MatchResources) bool {
	if match == nil || match.NamespaceSelector == nil {
		return false
	}
	selector := match.NamespaceSelector
	for label := range selector.MatchLabels {
		if label != corev1.LabelMetadataName {
			return true
		}
	}
	for _, requirement := range selector.MatchExpressions {
		if requirement.Key != corev1.LabelMetadataName {
			return true
		}
	}
	return false
}

// readsNamespace returns whether an expression of the policy uses the namespace.
func readsNamespace(policy *admissionregistrationv1.ValidatingAdmissionPolicy) bool {
	encoded, err := policy.Spec.Marshal()
	return err != nil || strings.Contains(string(encoded), "namespaceObject")
}
