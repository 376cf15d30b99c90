package verdict_test

import (
	"testing"

	"thanos-gitops/api-server/protocol"
)

// One object for each kind of rule: types, references between fields, sizes, names, and what only a registry does.
func TestRefusedObjects(t *testing.T) {
	for name, test := range map[string]struct{ object, message string }{
		"enumeration": {deployment("", "containers: [{name: web, image: a, imagePullPolicy: always}]"),
			`Deployment.apps "web" is invalid: spec.template.spec.containers[0].imagePullPolicy: Unsupported value: "always": supported values: "Always", "IfNotPresent", "Never"`},
		"limit below request": {deployment("", "containers: [{name: web, image: a, resources: {requests: {memory: 2Gi}, limits: {memory: 1Gi}}}]"),
			`Deployment.apps "web" is invalid: spec.template.spec.containers[0].resources.requests: Invalid value: "2Gi": must be less than or equal to memory limit of 1Gi`},
		"two volumes of one name": {deployment("", container+"\nvolumes: [{name: a, emptyDir: {}}, {name: a, emptyDir: {}}]"),
			`failed to create typed patch object (default/web; apps/v1, Kind=Deployment): .spec.template.spec.volumes: duplicate entries for key [name="a"]`},
		"two initial containers of one name": {deployment("", container+"\ninitContainers: [{name: web, image: a}]"),
			`Deployment.apps "web" is invalid: spec.template.spec.initContainers[0].name: Duplicate value: "web"`},
		"mount of no volume": {deployment("", "containers: [{name: web, image: a, volumeMounts: [{name: data, mountPath: /data}]}]"),
			`Deployment.apps "web" is invalid: spec.template.spec.containers[0].volumeMounts[0].name: Not found: "data"`},
		"probe with two handlers": {deployment("", "containers: [{name: web, image: a, livenessProbe: {httpGet: {port: 80}, exec: {command: [a]}}}]"),
			`Deployment.apps "web" is invalid: spec.template.spec.containers[0].livenessProbe.httpGet: Forbidden: may not specify more than 1 handler type`},
		"selector without its labels": {"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {selector: {matchLabels: {app: x}}, template: {metadata: {labels: {app: web}}, spec: {" + container + "}}}",
			"Deployment.apps \"web\" is invalid: spec.template.metadata.labels: Invalid value: {\"app\":\"web\"}: `selector` does not match template `labels`"},
		"name": {"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: Web}",
			`ConfigMap "Web" is invalid: metadata.name: Invalid value: "Web": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`},
		"namespace that cannot exist": {"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web, namespace: Kube_System}", `namespaces "Kube_System" not found`},
		"no name":                     {"apiVersion: v1\nkind: ConfigMap\nmetadata: {}", `ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required`},
		"Service without port":        {small("v1", "Service", "spec: {selector: {app: web}}"), `Service "web" is invalid: spec.ports: Required value`},
		"Service of a cluster with a traffic policy": {small("v1", "Service", "spec: {externalTrafficPolicy: Local, ports: [{port: 80}]}"),
			`Service "web" is invalid: spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services`},
		"headless load balancer": {small("v1", "Service", "spec: {type: LoadBalancer, clusterIP: None, ports: [{port: 80}]}"),
			`Service "web" is invalid: spec.clusterIPs[0]: Invalid value: "None": may not be set to 'None' for LoadBalancer services`},
		"node port out of range": {small("v1", "Service", "spec: {type: NodePort, ports: [{port: 80, nodePort: 80}]}"),
			`Service "web" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767`},
		"families without a policy": {small("v1", "Service", "spec: {ipFamilies: [IPv4, IPv6], ipFamilyPolicy: SingleStack, ports: [{port: 80}]}"),
			`Service "web" is invalid: spec.ipFamilyPolicy: Invalid value: "SingleStack": must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified`},
		"budget of both": {small("policy/v1", "PodDisruptionBudget", "spec: {minAvailable: 1, maxUnavailable: 1}"),
			`PodDisruptionBudget.policy "web" is invalid: spec: Invalid value: {"MinAvailable":1,"Selector":null,"MaxUnavailable":1,"UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set`},
		"schedule": {small("batch/v1", "CronJob", "spec: {schedule: daily, jobTemplate: {spec: {template: {spec: {restartPolicy: Never, "+container+"}}}}}"),
			`CronJob.batch "web" is invalid: spec.schedule: Invalid value: "daily": expected exactly 5 fields, found 1: [daily]`},
		"Ingress path": {small("networking.k8s.io/v1", "Ingress", "spec: {rules: [{http: {paths: [{path: web, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}"),
			`Ingress.networking.k8s.io "web" is invalid: spec.rules[0].http.paths[0].path: Invalid value: "web": must be an absolute path`},
		"policy types": {small("networking.k8s.io/v1", "NetworkPolicy", "spec: {podSelector: {}, policyTypes: [Both]}"),
			`NetworkPolicy.networking.k8s.io "web" is invalid: spec.policyTypes[0]: Unsupported value: "Both": supported values: "Ingress", "Egress"`},
		"namespaced role for URLs": {small("rbac.authorization.k8s.io/v1", "Role", "rules: [{verbs: [get], nonResourceURLs: [/metrics]}]"),
			`Role.rbac.authorization.k8s.io "web" is invalid: rules[0].nonResourceURLs: Invalid value: ["/metrics"]: namespaced rules cannot apply to non-resource URLs`},
		"StorageClass without provisioner": {small("storage.k8s.io/v1", "StorageClass", "reclaimPolicy: Delete"),
			`StorageClass.storage.k8s.io "web" is invalid: provisioner: Required value`},
		"priority of the system": {small("scheduling.k8s.io/v1", "PriorityClass", "value: 2000000001"),
			`PriorityClass.scheduling.k8s.io "web" is invalid: value: Forbidden: maximum allowed value of a user defined priority is 1000000000`},
		"policy expression": {small("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", "spec: {matchConstraints: {resourceRules: [{apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods]}]}, validations: [{expression: 'object.spec.'}]}"),
			"spec.validations[0].expression: Invalid value: \"object.spec.\": compilation failed"},
		"APIService": {small("apiregistration.k8s.io/v1", "APIService", "spec: {group: a.example.com, version: v1, groupPriorityMinimum: 1, versionPriority: 1}"),
			"APIService.apiregistration.k8s.io \"web\" is invalid: metadata.name: Invalid value: \"web\": must be `spec.version+\".\"+spec.group`: \"v1.a.example.com\""},
		"field of an APIService": {small("apiregistration.k8s.io/v1", "APIService", "spec: {groups: a}"),
			"failed to create typed patch object (/web; apiregistration.k8s.io/v1, Kind=APIService): .spec.groups: field not declared in schema"},
		"LimitRange":    {small("v1", "LimitRange", "spec: {limits: [{type: Pod, max: {cpu: 1}, min: {cpu: 2}}]}"), `LimitRange "web" is invalid: spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1`},
		"ResourceQuota": {small("v1", "ResourceQuota", "spec: {hard: {pods: 1.5}}"), `ResourceQuota "web" is invalid: spec.hard[pods]: Invalid value: "1500m": must be an integer`},
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, ask(t, protocol.Request{After: object(t, test.object)}), test.message)
		})
	}
}

func TestCauses(t *testing.T) {
	answer := ask(t, protocol.Request{After: object(t, small("v1", "Service", "spec: {type: Headless, ports: [{port: 0, targetPort: 80}]}"))})
	if answer.Code != 422 || answer.Reason != "Invalid" || len(answer.Causes) != 2 {
		t.Fatalf("want two causes of code 422, got %+v", answer)
	}
	want := protocol.Cause{Reason: "FieldValueInvalid", Field: "spec.ports[0].port", Message: "Invalid value: 0: must be between 1 and 65535, inclusive"}
	if answer.Causes[0] != want {
		t.Errorf("want %+v, got %+v", want, answer.Causes[0])
	}
}

func TestWarnings(t *testing.T) {
	answer := ask(t, protocol.Request{After: object(t, deployment("", container+"\nnodeSelector: {beta.kubernetes.io/os: linux}"))})
	expect(t, answer, protocol.Accepted)
	want := `spec.template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead`
	if len(answer.Warnings) != 1 || answer.Warnings[0] != want {
		t.Errorf("want the warning %q, got %q", want, answer.Warnings)
	}
}

func TestAcceptedObjects(t *testing.T) {
	for name, source := range map[string]string{
		"Deployment":          deployment("", container),
		"StatefulSet":         statefulSet("serviceName: web", container),
		"DaemonSet":           workload("DaemonSet", "", container),
		"Job":                 small("batch/v1", "Job", "spec: {template: {spec: {restartPolicy: Never, "+container+"}}}"),
		"generated name":      "apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: web-}\nspec: {template: {spec: {restartPolicy: Never, " + container + "}}}",
		"Pod":                 small("v1", "Pod", "spec: {"+container+"}"),
		"Service":             small("v1", "Service", "spec: {ports: [{port: 80}]}"),
		"dual stack":          small("v1", "Service", "spec: {ipFamilyPolicy: RequireDualStack, ports: [{port: 80}]}"),
		"external name":       small("v1", "Service", "spec: {type: ExternalName, externalName: a.example.com}"),
		"Secret":              small("v1", "Secret", "stringData: {a: b}"),
		"Namespace":           small("v1", "Namespace", ""),
		"HPA of version 1":    small("autoscaling/v1", "HorizontalPodAutoscaler", "spec: {maxReplicas: 2, scaleTargetRef: {kind: Deployment, name: web, apiVersion: apps/v1}}"),
		"ClusterRoleBinding":  small("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}"),
		"admin claim":         small("resource.k8s.io/v1", "ResourceClaim", "spec: {devices: {requests: [{name: gpu, exactly: {deviceClassName: gpu, adminAccess: true}}]}}"),
		"namespace of a node": "apiVersion: v1\nkind: Node\nmetadata: {name: web, namespace: web}",
		"Lease":               small("coordination.k8s.io/v1", "Lease", "spec: {holderIdentity: web}"),
		"FlowSchema":          small("flowcontrol.apiserver.k8s.io/v1", "FlowSchema", "spec: {priorityLevelConfiguration: {name: web}}"),
		"EndpointSlice":       small("discovery.k8s.io/v1", "EndpointSlice", "addressType: IPv4\nendpoints: []"),
		"policy binding":      small("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBinding", "spec: {policyName: web, validationActions: [Deny], paramRef: {name: web, parameterNotFoundAction: Deny}}"),
		"allowed escalation":  deployment("", "containers: [{name: web, image: a, securityContext: {privileged: true}}]"),
	} {
		for _, way := range ways {
			t.Run(name+"/"+way, func(t *testing.T) {
				expect(t, ask(t, protocol.Request{After: object(t, source), Apply: way}), protocol.Accepted)
			})
		}
	}
}
