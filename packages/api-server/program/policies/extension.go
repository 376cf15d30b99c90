// Package policies evaluates the ValidatingAdmissionPolicies of a set.
package policies

import (
	"context"
	"fmt"
	"sync"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/plugin/policy/generic"
	"k8s.io/apiserver/pkg/admission/plugin/policy/matching"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	"k8s.io/apiserver/pkg/admission/plugin/webhook/predicates/rules"
	"k8s.io/apiserver/pkg/authorization/authorizerfactory"
	"k8s.io/apiserver/pkg/warning"

	"thanos-gitops/api-server/cluster"
	"thanos-gitops/api-server/server"
)

// Plugin returns the admission plugin of the set's policies, or nil if the set binds none.
func Plugin(set *server.Set, objects func() *cluster.Cluster) admission.Interface {
	if len(set.Of(group, "ValidatingAdmissionPolicyBinding")) == 0 {
		return nil
	}
	return newPlugin(set, objects)
}

const group = admissionregistrationv1.GroupName

// plugin is ValidatingAdmissionPolicy of k8s.io/apiserver with the policies of a set instead of informers.
type plugin struct {
	*admission.Handler
	evaluation func() evaluation
}

type evaluation struct {
	cluster    *cluster.Cluster
	dispatcher generic.Dispatcher[validating.PolicyHook]
	hooks      []validating.PolicyHook
}

func newPlugin(set *server.Set, objects func() *cluster.Cluster) *plugin {
	return &plugin{
		Handler: admission.NewHandler(admission.Create, admission.Update),
		evaluation: sync.OnceValue(func() evaluation {
			found := objects()
			matcher := matching.NewMatcher(found.Informers.Core().V1().Namespaces().Lister(), found.Client)
			return evaluation{
				cluster:    found,
				dispatcher: validating.NewDispatcher(authorizerfactory.NewAlwaysAllowAuthorizer(), generic.NewPolicyMatcher(matcher)),
				hooks:      hooks(set),
			}
		}),
	}
}

// Validate implements admission.ValidationInterface.
func (p *plugin) Validate(ctx context.Context, a admission.Attributes, o admission.ObjectInterfaces) error {
	if rules.IsExemptAdmissionConfigurationResource(a) {
		return nil
	}
	evaluation := p.evaluation()
	certain, uncertain := evaluation.hooks, []validating.PolicyHook(nil)
	if !evaluation.hasNamespace(a) {
		certain, uncertain = byNamespaceLabels(evaluation.hooks)
	}
	for _, hook := range uncertain {
		if err := evaluation.dispatcher.Dispatch(ctx, a, o, []validating.PolicyHook{hook}); err != nil {
			warning.AddWarning(ctx, "", fmt.Sprintf("%s (it depends on the labels of the namespace %q, which are not known)", err, a.GetNamespace()))
		}
	}
	return evaluation.dispatcher.Dispatch(ctx, a, o, certain)
}

// hasNamespace returns whether the labels of the object's namespace are known.
func (e evaluation) hasNamespace(a admission.Attributes) bool {
	if a.GetNamespace() == "" || a.GetResource().Resource == "namespaces" {
		return true
	}
	_, err := e.cluster.Informers.Core().V1().Namespaces().Lister().Get(a.GetNamespace())
	return err == nil
}
