package policies

import (
	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	"k8s.io/apiserver/pkg/admission/plugin/cel"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	"k8s.io/apiserver/pkg/admission/plugin/webhook/matchconditions"
	"k8s.io/apiserver/pkg/cel/environment"
)

// compile is compilePolicy of k8s.io/apiserver/pkg/admission/plugin/policy/validating, which is not exported.
func compile(policy *admissionregistrationv1.ValidatingAdmissionPolicy) validating.Validator {
	spec := policy.Spec
	compiler, err := cel.NewCompositedCompiler(environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion()))
	if err != nil {
		panic(err)
	}
	options := cel.OptionalVariableDeclarations{HasParams: spec.ParamKind != nil, HasAuthorizer: true}
	ofMessages := cel.OptionalVariableDeclarations{HasParams: spec.ParamKind != nil}
	compiler.CompileAndStoreVariables(variables(spec.Variables), options, environment.StoredExpressions)

	var matcher matchconditions.Matcher
	if len(spec.MatchConditions) > 0 {
		matcher = matchconditions.NewMatcher(compiler.CompileCondition(conditions(spec.MatchConditions), options, environment.StoredExpressions),
			spec.FailurePolicy, "policy", "validate", policy.Name)
	}
	validations, messages := validationsOf(spec.Validations)
	return newValidator(
		compiler.CompileCondition(validations, options, environment.StoredExpressions),
		matcher,
		compiler.CompileCondition(annotations(spec.AuditAnnotations), options, environment.StoredExpressions),
		compiler.CompileCondition(messages, ofMessages, environment.StoredExpressions),
		spec.FailurePolicy,
	)
}

// newValidator calls NewValidator of the linked version of Kubernetes: an error of compilation is its last parameter since
// 1.36.
func newValidator(validations cel.ConditionEvaluator, matcher matchconditions.Matcher, annotations, messages cel.ConditionEvaluator,
	policy *admissionregistrationv1.FailurePolicyType) validating.Validator {
	switch create := any(validating.NewValidator).(type) {
	case func(cel.ConditionEvaluator, matchconditions.Matcher, cel.ConditionEvaluator, cel.ConditionEvaluator,
		*admissionregistrationv1.FailurePolicyType) validating.Validator:
		return create(validations, matcher, annotations, messages, policy)
	case func(cel.ConditionEvaluator, matchconditions.Matcher, cel.ConditionEvaluator, cel.ConditionEvaluator,
		*admissionregistrationv1.FailurePolicyType, error) validating.Validator:
		return create(validations, matcher, annotations, messages, policy, nil)
	}
	panic("NewValidator has unknown parameters in this version of Kubernetes")
}

func variables(list []admissionregistrationv1.Variable) []cel.NamedExpressionAccessor {
	result := make([]cel.NamedExpressionAccessor, len(list))
	for i, variable := range list {
		result[i] = &validating.Variable{Name: variable.Name, Expression: variable.Expression}
	}
	return result
}

func conditions(list []admissionregistrationv1.MatchCondition) []cel.ExpressionAccessor {
	result := make([]cel.ExpressionAccessor, len(list))
	for i := range list {
		result[i] = (*matchconditions.MatchCondition)(&list[i])
	}
	return result
}

// validationsOf returns the expressions, and the expressions of the messages: nil where a validation has none.
func validationsOf(list []admissionregistrationv1.Validation) (validations, messages []cel.ExpressionAccessor) {
	validations, messages = make([]cel.ExpressionAccessor, len(list)), make([]cel.ExpressionAccessor, len(list))
	for i, validation := range list {
		validations[i] = &validating.ValidationCondition{
			Expression: validation.Expression, Message: validation.Message, Reason: validation.Reason,
		}
		if validation.MessageExpression != "" {
			messages[i] = &validating.MessageExpressionCondition{MessageExpression: validation.MessageExpression}
		}
	}
	return validations, messages
}

func annotations(list []admissionregistrationv1.AuditAnnotation) []cel.ExpressionAccessor {
	result := make([]cel.ExpressionAccessor, len(list))
	for i, annotation := range list {
		result[i] = &validating.AuditAnnotationCondition{Key: annotation.Key, ValueExpression: annotation.ValueExpression}
	}
	return result
}
